import { CUSTOM_FIELDS } from '../../src/customers/customer.entity.js';
import type { TestApp } from '../support/app.js';
import { asOwner } from '../support/owner.js';
import type { TestTenant } from './tenant.js';

const snake = (name: string) => name.replace(/\d+/, (digits) => `_${digits}`);

/**
 * Inserts customers `$2` to `$3` of tenant `$1` with the longest texts that contracts accept: 20 fields of 4,000
 * characters and a note of 65,535.
 */
export const WIDE_CUSTOMERS = `
  INSERT INTO customers (tenant_id, display_name, token, currency, note, ${CUSTOM_FIELDS.map(snake).join(', ')})
  SELECT $1::bigint, 'Wide ' || lpad(n::text, 6, '0'), substr(md5($1::bigint::text || n), 1, 12), 'USD', repeat(chr(65 + (n % 26)::int), 65535), ${CUSTOM_FIELDS.map((_, at) => `repeat(chr(97 + ((n + ${at}) % 26)::int), 4000)`).join(', ')}
  FROM generate_series($2::bigint, $3::bigint) n
  RETURNING id`;

/** Customers with the widest texts. Answers their IDs. */
export async function wideCustomers(app: TestApp, tenant: TestTenant, count: number): Promise<number[]> {
  const rows = await asOwner<{ id: string }>(app, tenant, WIDE_CUSTOMERS, [tenant.id, 1, count]);
  return rows.map(({ id }) => Number(id));
}
