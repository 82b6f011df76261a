import { isNational } from '../normal-forms/phones.js';
import { perOwnIds } from '../database/wire-ids.js';
import { hasOwn, type OwnIds, ownIds } from '../own-ids.js';
import { comparisonOf } from './comparisons.js';
import { CUSTOM_FIELDS, type CustomFields } from './customer.entity.js';
import { idOfCode } from './customer-record.js';
import { idOfList, idOfPointer, idOfRow } from './id-comparisons.js';
import {
  type Comparison,
  type KnownCountries,
  type Operator,
  type Searchable,
  sortKey,
  sortKeys,
  type Sql,
} from './searchable.js';

export {
  type KnownCountries,
  OPERATORS,
  type Operator,
  type Searchable,
  sortKey,
  sortKeys,
  type Sql,
} from './searchable.js';

const customs = Object.fromEntries(
  CUSTOM_FIELDS.map((field, at) => [field, { sql: `t.custom_${at + 1}`, type: 'text' }]),
) as Record<keyof CustomFields, { sql: string; type: 'text' }>;

/** A line of the search text, which is stored without case and accents. */
const line = (table: string, at: number) => `split_part(${table}.search_text, E'\\n', ${at})`;

/** The display name without case and accents. */
export const FOLDED_NAME = line('t', 1);

const emailOf = (table: string) =>
  ({
    sql: `${table}.email`,
    type: 'email',
    normal: `${table}.email_normal`,
    folded: line(table, 1),
    key: `${table}.email_key`,
  }) as const;

const phoneOf = (table: string, country = 't.country_iso') =>
  ({
    sql: `${table}.phone`,
    type: 'phone',
    normal: `${table}.phone_normal`,
    number: `${table}.number_normal`,
    folded: `${table}.search_text`,
    digits: `${table}.search_numbers`,
    country,
  }) as const;

/** Emails, phones and names of other tables compare in one way, also for contact persons. */
export const BESIDE = { emailOf, phoneOf, line };

/** Joins the lines as `streetOf` does. */
const streetIn = (side: 'billing' | 'shipping') =>
  `nullif(concat_ws(', ', ${[1, 2, 3].map((number) => `t.${side}_line_${number}`).join(', ')}), '')`;

/** The fields that customers can be searched and sorted by. */
export const SEARCHABLE = {
  id: { sql: 't.id', type: 'integer' },
  code: { sql: "('C' || lpad(t.id::text, greatest(4, length(t.id::text)), '0'))", type: 'text' },
  externalKey: { sql: 't.external_key', type: 'key', normal: 't.external_key_normal' },
  displayName: { sql: 't.display_name', type: 'text', folded: FOLDED_NAME, key: 't.name_key' },
  legalName: { sql: 't.legal_name', type: 'text', folded: line('t', 2), key: 't.legal_name_key' },
  tradeName: { sql: 't.trade_name', type: 'text', folded: line('t', 3) },
  taxId: { sql: 't.tax_id', type: 'taxId', normal: 't.tax_id_normal' },
  website: { sql: 't.website', type: 'text', folded: line('t', 4) },
  note: { sql: 't.note', type: 'text' },
  status: { sql: 't.status', type: 'word' },
  isInactive: { sql: "(t.status = 'I')", type: 'boolean' },
  countryIso: { sql: 't.country_iso', type: 'country' },
  parentId: { sql: 't.parent_id', type: 'integer' },
  token: { sql: 't.token', type: 'word' },
  discountGroup: { sql: 't.discount_group', type: 'text' },
  salesperson: { sql: 't.salesperson', type: 'text' },
  electronicDocumentInterchange: { sql: 't.electronic_document_interchange', type: 'text' },
  ediIdentifier: { sql: 't.edi_identifier', type: 'text' },
  billingAddressId: { sql: '(2 * t.id - 1)', type: 'integer' },
  billingLine1: { sql: 't.billing_line_1', type: 'text' },
  billingStreet: { sql: streetIn('billing'), type: 'text' },
  billingCity: { sql: 't.billing_city', type: 'text' },
  billingPostcode: { sql: 't.billing_postcode', type: 'text' },
  billingState: { sql: 't.billing_state', type: 'text' },
  billingCountry: { sql: 't.billing_country', type: 'text' },
  shippingAddressId: { sql: '(2 * t.id)', type: 'integer' },
  shippingLine1: { sql: 't.shipping_line_1', type: 'text' },
  shippingStreet: { sql: streetIn('shipping'), type: 'text' },
  shippingCity: { sql: 't.shipping_city', type: 'text' },
  shippingPostcode: { sql: 't.shipping_postcode', type: 'text' },
  shippingState: { sql: 't.shipping_state', type: 'text' },
  shippingCountry: { sql: 't.shipping_country', type: 'text' },
  currency: { sql: 't.currency', type: 'text' },
  openingBalance: { sql: 't.opening_balance', type: 'number' },
  openingBalanceAt: { sql: 't.opening_balance_at', type: 'time' },
  balance: {
    sql: '(t.opening_balance + ledger.invoiced + ledger.adjusted - ledger.paid - ledger.credited)',
    type: 'number',
  },
  createdAt: { sql: 't.created_at', type: 'time' },
  updatedAt: { sql: 'updates.updated_at', type: 'time' },
  email: emailOf('primary_email'),
  phone: phoneOf('main_phone'),
  mobile: phoneOf('mobile_phone'),
  fax: phoneOf('fax_phone'),
  firstName: { sql: 'contact.first_name', type: 'text', folded: line('contact', 1), key: 'contact.first_name_key' },
  lastName: { sql: 'contact.last_name', type: 'text', folded: line('contact', 3), key: 'contact.last_name_key' },
  mainContactId: { sql: 't.main_contact_id', type: 'integer' },
  ...customs,
} as const satisfies Record<string, Searchable>;

export type SearchField = keyof typeof SEARCHABLE;

type Fields = Readonly<Record<SearchField, Searchable>>;

const fields = perOwnIds((): Fields => {
  const own = ownIds();
  return own ? { ...SEARCHABLE, ...idsOf(own) } : SEARCHABLE;
});

/** The fields, where the contract of the request may have IDs of its own. */
export const searchable = (): Fields => fields.present;

const idsOf = (own: OwnIds): Partial<Fields> => ({
  ...(own.has('customer') && { id: idOfList(own, 'customer'), parentId: idOfPointer(own, 'customer', 't.parent_id') }),
  ...(own.has('contact_person') && { mainContactId: idOfPointer(own, 'contact_person', 't.main_contact_id') }),
  ...(own.has('code') && { code: idOfRow(own, 'code') }),
  ...(own.has('billing_address') && { billingAddressId: idOfRow(own, 'billing_address') }),
  ...(own.has('shipping_address') && { shippingAddressId: idOfRow(own, 'shipping_address') }),
});

/** Fields without a normal form or a `lookup_key` that have an index, also those of contact persons. */
const INDEXED: ReadonlySet<string> = new Set([
  'id',
  'code',
  'token',
  'status',
  'isInactive',
  'parentId',
  'mainContactId',
  'customerId',
  'createdAt',
  'updatedAt',
]);

/** Whether an index finds the records with a value of a field, so that their number does not matter. */
export const isKey = (field: string, stored: Searchable): boolean =>
  INDEXED.has(field) || 'normal' in stored || stored.key !== undefined;

export interface Criterion<Field extends string = SearchField> extends Comparison {
  field: Field;
  /** The text as it was sent, or a list for `in`. Numbers and times are checked when the comparison is built. */
  value?: string | readonly string[];
}

/** Holds if all conditions of one of the groups hold. */
export interface Alternatives<Field extends string = SearchField> {
  anyOf: readonly (readonly Condition<Field>[])[];
}

export type Condition<Field extends string = SearchField> = Criterion<Field> | Alternatives<Field>;

export interface Order<Field extends string = SearchField> {
  field: Field;
  descending?: boolean;
}

/** A code is computed from the ID, so a whole code compares as its ID: `C10000` comes after `C9999`. */
export function codeCriterion(operator: Operator, code: string): Criterion {
  const id = hasOwn('code') || hasOwn('customer') ? undefined : idOfCode(code);
  return id === undefined ? { field: 'code', operator, value: code } : { field: 'id', operator, value: String(id) };
}

type Table<Field extends string> = Readonly<Record<Field, Searchable>>;

/** As a condition of `TenantQuery`. */
export const conditionOf = <Field extends string>(
  condition: Condition<Field>,
  table: Table<Field>,
  countries: KnownCountries,
): Sql =>
  'anyOf' in condition
    ? eitherOf(condition, table, countries)
    : comparisonOf(condition, table[condition.field], countries);

/** Whether a condition looks for a phone number without a country code. */
export const asksForNationalNumbers = <Field extends string>(
  conditions: readonly Condition<Field>[],
  table: Table<Field>,
): boolean =>
  conditions.some((one) =>
    'anyOf' in one
      ? one.anyOf.some((group) => asksForNationalNumbers(group, table))
      : table[one.field].type === 'phone' && [one.value ?? []].flat().some(isNational),
  );

/**
 * Rows without a value come last when descending and first when ascending. Equal rows are sorted by ID, in that
 * direction.
 */
export function sorting<Field extends string>(
  order: readonly Order<Field | 'id'>[],
  table: Table<Field | 'id'>,
  neverEmpty: ReadonlySet<Field | 'id'>,
): string {
  const last = { field: 'id', descending: order.at(-1)?.descending } as const;
  const keys = [...order, last].flatMap(({ field, descending }) => {
    // A column that is never empty needs no NULLS clause; without it the sort matches the index.
    const nulls = neverEmpty.has(field) ? '' : descending ? ' NULLS LAST' : ' NULLS FIRST';
    return sortKeys(table[field]).map((key) => `${key} ${descending ? 'DESC' : 'ASC'}${nulls}`);
  });
  return keys.join(', ');
}

/** The fields by which a list can go on after a row: never empty, and in an index with the ID. */
const CONTINUED = {
  id: 't.id',
  displayName: 't.id',
  createdAt: 't.id',
  // The index of this column has the ID of the table that it is in.
  updatedAt: 'updates.customer_id',
} as const satisfies Partial<Record<SearchField, string>>;

export type ContinuedField = keyof typeof CONTINUED;

/** A row of a list: what the list is sorted by, as `keyText` shows it, and the ID. */
export interface Position {
  key: string;
  id: number;
}

/** What a list is sorted by, as a text that loses nothing: times have microseconds. */
export function keyText(field: ContinuedField): string {
  const { sql, type } = SEARCHABLE[field];
  if (type !== 'time') return `${sql}::text`;
  return `to_char(${sql} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')`;
}

/** The rows after a row, in an order by one field and the ID. */
export function beyond({ field, descending }: Order<ContinuedField>, { key, id }: Position): Sql {
  const sign = descending ? '<' : '>';
  if (field === 'id') return [`t.id ${sign} ?`, id];
  const type = SEARCHABLE[field].type === 'time' ? 'timestamptz' : 'text';
  return [`(${sortKey(SEARCHABLE[field])}, ${CONTINUED[field]}) ${sign} (?::${type}, ?::bigint)`, key, id];
}

function eitherOf<Field extends string>(
  { anyOf }: Alternatives<Field>,
  table: Table<Field>,
  countries: KnownCountries,
): Sql {
  const groups = anyOf.map((group) => group.map((condition) => conditionOf(condition, table, countries)));
  const texts = groups.map((group) => group.map(([text]) => text).join(' AND '));
  return [`(${texts.map((text) => `(${text})`).join(' OR ')})`, ...groups.flat().flatMap(([, ...values]) => values)];
}
