import type { Condition, Order, Searchable } from './criteria.js';

/** What contact persons can be searched and sorted by, in the record's own words. */
export const SEARCHABLE = {
  id: { sql: 't.id', type: 'integer' },
  customerId: { sql: 't.customer_id', type: 'integer' },
  externalKey: { sql: 't.external_key', type: 'text' },
  token: { sql: 't.token', type: 'text' },
  firstName: { sql: 't.first_name', type: 'text' },
  middleName: { sql: 't.middle_name', type: 'text' },
  lastName: { sql: 't.last_name', type: 'text' },
  nameSuffix: { sql: 't.name_suffix', type: 'text' },
  fullName: { sql: "nullif(concat_ws(' ', t.first_name, t.last_name), '')", type: 'text' },
  title: { sql: 't.title', type: 'text' },
  email: { sql: 'shown_email.email', type: 'email' },
  phone: { sql: 'shown_phone.phone', type: 'text' },
  createdAt: { sql: 't.created_at', type: 'time' },
  updatedAt: { sql: 't.updated_at', type: 'time' },
} as const satisfies Record<string, Searchable>;

export type ContactPersonField = keyof typeof SEARCHABLE;

export const NEVER_EMPTY: ReadonlySet<ContactPersonField> = new Set(['id', 'customerId', 'token', 'createdAt', 'updatedAt']);

export interface ContactPersonListing {
  /** What must hold, all of it. */
  criteria?: readonly Condition<ContactPersonField>[];
  order?: readonly Order<ContactPersonField>[];
  limit: number;
  offset: number;
}
