import { fenced } from '../database/fence.js';
import { type PERSONAL_DATA, statedColumns } from './personal-data.js';

type Table = keyof typeof PERSONAL_DATA;

/** Amounts of money, and their rates. */
const MONEY: ReadonlySet<string> = new Set(['opening_balance', 'opening_balance_rate', 'amount']);

/** A row as JSON: all columns but the tenant and those that follow from others. */
const row = (table: Table) => {
  const columns = statedColumns(table).filter((column) => column !== 'tenant_id');
  const values = columns.map((column) => `${valueOf(column)} AS "${propertyOf(column)}"`);
  return `(SELECT to_jsonb(stated) FROM (SELECT ${values.join(', ')}) stated)`;
};

/** IDs and money are texts, so that no reader rounds them, and times are UTC. */
function valueOf(column: string): string {
  if (column.endsWith('_at')) return `to_char(t.${column} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;
  return column === 'id' || column.endsWith('_id') || MONEY.has(column) ? `t.${column}::text` : `t.${column}`;
}

const propertyOf = (column: string) => column.replaceAll(/_(\w)/g, (_, first: string) => first.toUpperCase());

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

export const CHANGES =
  fenced(`SELECT seq::text AS seq, format('%s %s', era, written_by) AS "writtenBy", version, at, record, record_id AS "recordId", kind, origin, patch
  FROM changes WHERE tenant_id = :tenant AND customer_id = :customer AND seq > :after::bigint
  ORDER BY seq LIMIT :limit`);
