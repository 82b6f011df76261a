import { BESIDE, type Condition, type Order, type Searchable } from '../customers/criteria.js';
import { idOfList, idOfPointer } from '../customers/id-comparisons.js';
import { perOwnIds } from '../database/wire-ids.js';
import { ownIds } from '../own-ids.js';

const { emailOf, phoneOf, line } = BESIDE;

/** The fields that contact persons can be searched and sorted by. */
export const SEARCHABLE = {
  id: { sql: 't.id', type: 'integer' },
  customerId: { sql: 't.customer_id', type: 'integer' },
  externalKey: { sql: 't.external_key', type: 'key', normal: 't.external_key_normal' },
  token: { sql: 't.token', type: 'word' },
  firstName: { sql: 't.first_name', type: 'text', folded: line('t', 1), key: 't.first_name_key' },
  middleName: { sql: 't.middle_name', type: 'text', folded: line('t', 2) },
  lastName: { sql: 't.last_name', type: 'text', folded: line('t', 3), key: 't.last_name_key' },
  nameSuffix: { sql: 't.name_suffix', type: 'text', folded: line('t', 4) },
  fullName: { sql: "nullif(concat_ws(' ', t.first_name, t.last_name), '')", type: 'text', key: 't.full_name_key' },
  title: { sql: 't.title', type: 'text' },
  email: emailOf('shown_email'),
  phone: phoneOf('shown_phone', 'customer.country_iso'),
  createdAt: { sql: 't.created_at', type: 'time' },
  updatedAt: { sql: 't.updated_at', type: 'time' },
} as const satisfies Record<string, Searchable>;

export type ContactPersonField = keyof typeof SEARCHABLE;

type Fields = Readonly<Record<ContactPersonField, Searchable>>;

const fields = perOwnIds((): Fields => {
  const own = ownIds();
  return {
    ...SEARCHABLE,
    ...(own?.has('contact_person') && { id: idOfList(own, 'contact_person') }),
    ...(own?.has('customer') && { customerId: idOfPointer(own, 'customer', 't.customer_id') }),
  };
});

/** The fields, where the contract of the request may have IDs of its own. */
export const searchable = (): Fields => fields.present;

export const NEVER_EMPTY: ReadonlySet<ContactPersonField> = new Set([
  'id',
  'customerId',
  'token',
  'createdAt',
  'updatedAt',
]);

export interface ContactPersonListing {
  /** Conditions that must all hold. */
  criteria?: readonly Condition<ContactPersonField>[];
  order?: readonly Order<ContactPersonField>[];
  limit: number;
  offset: number;
}
