import { Injectable } from '@nestjs/common';
import { fenced } from '../database/fence.js';
import { Database, type TenantId } from '../engine/tenant-database/index.js';
import { isTaxId } from './tax-id-placeholders.js';

/** Records that older rules allowed side by side and that have equal normal forms today. All of them stay. */
export interface Clash {
  kind: ClashKind;
  /** The normal form that they share. */
  normal: string;
  records: {
    id: number;
    customerId: number;
    /** As it is stored. */
    value: string;
  }[];
}

const records = (value: string, customerId = 't.id') =>
  `json_agg(json_build_object('id', t.id, 'customerId', ${customerId}, 'value', ${value}) ORDER BY t.id) AS records`;

/** Records of one customer that is not deleted. The flag of one record leads to the others. */
const ofOneCustomer = (table: 'emails' | 'phones', value: string, normal: string) => `
  SELECT t.${normal} AS normal, ${records(`t.${value}`, 't.customer_id')}
  FROM (SELECT DISTINCT customer_id, ${normal} FROM ${table} WHERE tenant_id = :tenant AND is_twin) twin
  JOIN customers customer ON customer.tenant_id = :tenant AND customer.id = twin.customer_id AND customer.deleted_at IS NULL
  JOIN ${table} t ON t.tenant_id = :tenant AND t.customer_id = twin.customer_id AND t.${normal} = twin.${normal}
  GROUP BY t.customer_id, t.${normal} ORDER BY min(t.id)`;

const ofTenant = (from: string, normal: string, found: string) =>
  `SELECT ${normal} AS normal, ${found} FROM ${from} t WHERE t.tenant_id = :tenant AND ${normal} IS NOT NULL GROUP BY ${normal} HAVING count(*) > 1 ORDER BY min(t.id)`;

/** Look-ups by key compare this column, too. */
const KEY = "nullif(t.external_key_normal, '')";

/** Five tables, and rows as JSON, so they are written by hand. Keys are unique also against deleted records. */
const STATEMENTS = {
  email: fenced(ofOneCustomer('emails', 'email', 'email_normal')),
  phone: fenced(ofOneCustomer('phones', 'phone', 'phone_normal')),
  externalKey: fenced(ofTenant('customers', KEY, records('t.external_key'))),
  contactExternalKey: fenced(ofTenant('contact_persons', KEY, records('t.external_key', 't.customer_id'))),
  taxId: fenced(
    ofTenant(
      `(SELECT * FROM customers WHERE deleted_at IS NULL AND ${isTaxId('tax_id_normal')})`,
      't.tax_id_normal',
      records('t.tax_id'),
    ),
  ),
} as const;

type ClashKind = keyof typeof STATEMENTS;

export const CLASH_KINDS = Object.keys(STATEMENTS) as ClashKind[];

/** Looks for equal normal forms among all records of a tenant. */
@Injectable()
export class ClashesRepository {
  constructor(private readonly database: Database) {}

  async list(tenant: TenantId, kind: ClashKind): Promise<Clash[]> {
    const rows = await this.database.read<Omit<Clash, 'kind'>>(tenant, STATEMENTS[kind].with({ tenant }));
    return rows.map((row) => ({ kind, ...row }));
  }
}
