import type { TestTenant } from '../factories/tenant.js';
import type { TestApp } from './app.js';
import { asOwner } from './owner.js';

type Row = Record<string, unknown> & { id: number };

/** A customer and all its records at one moment, as they are stored. */
export interface Snapshot {
  customer: Row & { version: number };
  emails: Row[];
  phones: Row[];
  company_names: Row[];
  contact_persons: Row[];
}

const RECORDS = ['emails', 'phones', 'company_names', 'contact_persons'] as const;
const rows = (table: string) =>
  `(SELECT coalesce(jsonb_agg(to_jsonb(t) ORDER BY id), '[]') FROM ${table} t WHERE t.tenant_id = c.tenant_id AND t.customer_id = c.id) AS ${table}`;

// One statement sees one snapshot. It runs as the owner, so the code under test is not involved.
const WHOLE = `SELECT to_jsonb(c) AS customer, ${RECORDS.map(rows).join(', ')} FROM customers c WHERE c.tenant_id = $1 AND c.id = $2`;

const POINTERS = {
  primary_email_id: 'emails',
  main_phone_id: 'phones',
  mobile_phone_id: 'phones',
  fax_phone_id: 'phones',
  default_company_name_id: 'company_names',
  main_contact_id: 'contact_persons',
} as const;
const OWN_POINTERS = { email_id: 'emails', phone_id: 'phones' } as const;

/**
 * Reads a customer again and again and checks each snapshot. Every record that is pointed at exists and is not deleted.
 * Versions only rise, and each version has one state, because a transaction's values become visible together.
 */
export function watched(app: TestApp, tenant: TestTenant, id: number): () => Promise<Snapshot> {
  let last: Snapshot | undefined;
  return async () => {
    const [seen] = await asOwner<Snapshot>(app, tenant, WHOLE, [tenant.id, id]);
    expectHeld(seen!);
    if (last) expect(seen!.customer.version).toBeGreaterThanOrEqual(last.customer.version);
    if (last?.customer.version === seen!.customer.version) expect(seen).toEqual(last);
    return (last = seen!);
  };
}

function expectHeld(seen: Snapshot): void {
  // Persons that were deleted with the customer do not change.
  const isThere = ({ deleted_at }: Row) => deleted_at === null || deleted_at === seen.customer.deleted_at;
  const persons = seen.contact_persons.filter(isThere);
  const there = { ...seen, contact_persons: persons };
  const missing = (row: Row, pointers: Record<string, (typeof RECORDS)[number]>) =>
    Object.entries(pointers).filter(
      ([pointer, table]) => row[pointer] !== null && !there[table].some((record) => record.id === row[pointer]),
    );
  expect(missing(seen.customer, POINTERS)).toEqual([]);
  expect(persons.flatMap((person) => missing(person, OWN_POINTERS))).toEqual([]);
  expect(
    seen.contact_persons.filter((person) => !isThere(person) && (person.email_id !== null || person.phone_id !== null)),
  ).toEqual([]);
  expect(
    seen.company_names.filter((name) => name.id === seen.customer.default_company_name_id && !name.is_active),
  ).toEqual([]);
  for (const [table, normal] of [
    ['emails', 'email_normal'],
    ['phones', 'phone_normal'],
  ] as const)
    expect(new Set(seen[table].map((record) => record[normal])).size).toBe(seen[table].length);
}
