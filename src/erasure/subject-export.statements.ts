import { fenced } from '../database/fence.js';
import { type PERSONAL_DATA, statedColumns } from './personal-data.js';

type Table = keyof typeof PERSONAL_DATA;

/** A row as JSON: all columns but the tenant and those that follow from others. PostgreSQL keeps all digits. */
const row = (table: Table) => {
  const columns = statedColumns(table).filter((column) => column !== 'tenant_id');
  return `(SELECT to_jsonb(stated) FROM (SELECT ${columns.map((column) => `t.${column}`).join(', ')}) stated)`;
};

const listOf = (table: Table, customer = 'customer_id') =>
  fenced(`SELECT coalesce(json_agg(${row(table)} ORDER BY t.id), '[]')::text AS json FROM ${table} t
    WHERE t.tenant_id = :tenant AND t.${customer} = :customer`);

export const CUSTOMER = fenced(
  `SELECT ${row('customers')}::text AS json FROM customers t WHERE t.tenant_id = :tenant AND t.id = :customer`,
);

/** By their names in the document. */
export const LISTS = {
  emails: listOf('emails'),
  phones: listOf('phones'),
  companyNames: listOf('company_names'),
  contactPersons: listOf('contact_persons'),
  ledger: listOf('ledger_entries'),
  paymentsForOthers: listOf('ledger_entries', 'payer_id'),
};

export const CHANGES = fenced(`SELECT seq::text AS seq, json_build_object(
    'version', version, 'at', at, 'record', record, 'recordId', record_id, 'kind', kind,
    'actor', origin[1], 'contract', origin[2], 'operation', origin[3], 'requestId', origin[4], 'reason', origin[5],
    'patch', patch)::text AS json
  FROM changes WHERE tenant_id = :tenant AND customer_id = :customer AND seq > :after::bigint
  ORDER BY seq LIMIT :limit`);
