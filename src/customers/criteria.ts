import { invalidField } from '../problem.js';
import { CUSTOM_FIELDS, type CustomFields } from './customer.entity.js';
import { idOfCode } from './customer-record.js';

/** How a stored value is compared. Text comparisons with `contains` and its like ignore case, `mentions` accents too. */
export const OPERATORS = [
  'equals', 'notEquals', 'contains', 'notContains', 'mentions', 'startsWith', 'endsWith', 'greater', 'greaterOrEqual', 'less', 'lessOrEqual', 'in', 'isNull', 'isNotNull',
] as const;
export type Operator = (typeof OPERATORS)[number];

const customs = Object.fromEntries(CUSTOM_FIELDS.map((field, at) => [field, { sql: `t.custom_${at + 1}`, type: 'text' }])) as Record<keyof CustomFields, { sql: string; type: 'text' }>;

/** A column or expression, and what its values are compared as. */
export interface Searchable {
  sql: string;
  type: 'text' | 'email' | 'number' | 'integer' | 'boolean' | 'time';
}

/** What customers can be searched and sorted by, in the record's own words. */
export const SEARCHABLE = {
  id: { sql: 't.id', type: 'integer' },
  code: { sql: "('C' || lpad(t.id::text, greatest(4, length(t.id::text)), '0'))", type: 'text' },
  externalKey: { sql: 't.external_key', type: 'text' },
  displayName: { sql: 't.display_name', type: 'text' },
  legalName: { sql: 't.legal_name', type: 'text' },
  tradeName: { sql: 't.trade_name', type: 'text' },
  taxId: { sql: 't.tax_id', type: 'text' },
  website: { sql: 't.website', type: 'text' },
  note: { sql: 't.note', type: 'text' },
  status: { sql: 't.status', type: 'text' },
  isInactive: { sql: "(t.status = 'I')", type: 'boolean' },
  countryIso: { sql: 't.country_iso', type: 'text' },
  parentId: { sql: 't.parent_id', type: 'integer' },
  token: { sql: 't.token', type: 'text' },
  discountGroup: { sql: 't.discount_group', type: 'text' },
  salesperson: { sql: 't.salesperson', type: 'text' },
  electronicDocumentInterchange: { sql: 't.electronic_document_interchange', type: 'text' },
  ediIdentifier: { sql: 't.edi_identifier', type: 'text' },
  billingAddressId: { sql: '(2 * t.id - 1)', type: 'integer' },
  billingLine1: { sql: 't.billing_line_1', type: 'text' },
  billingCity: { sql: 't.billing_city', type: 'text' },
  billingPostcode: { sql: 't.billing_postcode', type: 'text' },
  billingState: { sql: 't.billing_state', type: 'text' },
  billingCountry: { sql: 't.billing_country', type: 'text' },
  shippingAddressId: { sql: '(2 * t.id)', type: 'integer' },
  shippingLine1: { sql: 't.shipping_line_1', type: 'text' },
  shippingCity: { sql: 't.shipping_city', type: 'text' },
  shippingPostcode: { sql: 't.shipping_postcode', type: 'text' },
  shippingState: { sql: 't.shipping_state', type: 'text' },
  shippingCountry: { sql: 't.shipping_country', type: 'text' },
  currency: { sql: 't.currency', type: 'text' },
  openingBalance: { sql: 't.opening_balance', type: 'number' },
  openingBalanceAt: { sql: 't.opening_balance_at', type: 'time' },
  balance: { sql: '(t.opening_balance + ledger.invoiced + ledger.adjusted - ledger.paid - ledger.credited)', type: 'number' },
  createdAt: { sql: 't.created_at', type: 'time' },
  updatedAt: { sql: 't.updated_at', type: 'time' },
  email: { sql: 'primary_email.email', type: 'email' },
  phone: { sql: 'main_phone.phone', type: 'text' },
  mobile: { sql: 'mobile_phone.phone', type: 'text' },
  fax: { sql: 'fax_phone.phone', type: 'text' },
  firstName: { sql: 'contact.first_name', type: 'text' },
  lastName: { sql: 'contact.last_name', type: 'text' },
  mainContactId: { sql: 't.main_contact_id', type: 'integer' },
  ...customs,
} as const satisfies Record<string, Searchable>;

export type SearchField = keyof typeof SEARCHABLE;

export interface Criterion<Field extends string = SearchField> {
  field: Field;
  operator: Operator;
  /** Text as it came; numbers and times are checked here. A list for `in`. */
  value?: string | readonly string[];
}

/** Holds where all criteria of one of these groups hold. */
export interface Alternatives<Field extends string = SearchField> {
  anyOf: readonly (readonly Condition<Field>[])[];
}

export type Condition<Field extends string = SearchField> = Criterion<Field> | Alternatives<Field>;

export interface Order<Field extends string = SearchField> {
  field: Field;
  descending?: boolean;
}

/** A code follows from the id, so a whole one is compared as its id is: `C10000` comes after `C9999`. */
export function codeCriterion(operator: Operator, code: string): Criterion {
  const id = operator === 'startsWith' ? undefined : idOfCode(code);
  return id === undefined ? { field: 'code', operator, value: code } : { field: 'id', operator, value: String(id) };
}

type Sql = [condition: string, ...values: unknown[]];
type Table<Field extends string> = Readonly<Record<Field, Searchable>>;

/** As a condition of `TenantQuery`. */
export const conditionOf = <Field extends string>(condition: Condition<Field>, table: Table<Field>): Sql =>
  'anyOf' in condition ? eitherOf(condition, table) : comparisonOf(condition, table);

/** Rows without a value come last when descending and first when ascending; the id decides between equals, in the same direction. */
export function sorting<Field extends string>(order: readonly Order<Field>[], table: Table<Field>, neverEmpty: ReadonlySet<Field>): string {
  const keys = order.map(({ field, descending }) => {
    // A column that is never empty is sorted the plain way, which is how its index is sorted.
    const nulls = neverEmpty.has(field) ? '' : descending ? ' NULLS LAST' : ' NULLS FIRST';
    return `${table[field].sql} ${descending ? 'DESC' : 'ASC'}${nulls}`;
  });
  return [...keys, `t.id ${order.at(-1)?.descending ? 'DESC' : 'ASC'}`].join(', ');
}

function eitherOf<Field extends string>({ anyOf }: Alternatives<Field>, table: Table<Field>): Sql {
  const groups = anyOf.map((group) => group.map((condition) => conditionOf(condition, table)));
  const texts = groups.map((group) => group.map(([text]) => text).join(' AND '));
  return [`(${texts.map((text) => `(${text})`).join(' OR ')})`, ...groups.flat().flatMap(([, ...values]) => values)];
}

function comparisonOf<Field extends string>({ field, operator, value }: Criterion<Field>, table: Table<Field>): Sql {
  const { sql: stored, type } = table[field];
  // An index that holds only some rows is found by what is written there, not by a value.
  if (type === 'boolean' && operator === 'equals') return [typed(field, type, String(value)) === 'true' ? stored : `NOT ${stored}`];
  const text = `${stored}::text`;
  const sql = comparable(stored, type);
  const one = () => typed(field, type, String(value));
  switch (operator) {
    case 'equals': return [`${sql} = ?`, one()];
    case 'notEquals': return [`${sql} IS DISTINCT FROM ?`, one()];
    case 'greater': return [`${sql} > ?`, one()];
    case 'greaterOrEqual': return [`${sql} >= ?`, one()];
    case 'less': return [`${sql} < ?`, one()];
    case 'lessOrEqual': return [`${sql} <= ?`, one()];
    case 'contains': return [`${text} ILIKE ?`, `%${escaped(value)}%`];
    case 'notContains': return [`(${text} NOT ILIKE ? OR ${sql} IS NULL)`, `%${escaped(value)}%`];
    // Folded once, and not for each row.
    case 'mentions': return [`folded(${text}) LIKE (SELECT containing(?))`, String(value)];
    case 'startsWith': return [`${text} ILIKE ?`, `${escaped(value)}%`];
    case 'endsWith': return [`${text} ILIKE ?`, `%${escaped(value)}`];
    case 'in': return [`${sql} = ANY(?)`, (Array.isArray(value) ? (value as string[]) : [String(value)]).map((item) => typed(field, type, item))];
    case 'isNull': return [`${sql} IS NULL`];
    case 'isNotNull': return [`${sql} IS NOT NULL`];
  }
}

/** The pattern letters of LIKE, taken literally. */
export const escaped = (value: unknown) => String(value).replace(/[\\%_]/g, '\\$&');

/** E-mails are the same in any case, and times to the second, which is as far as anybody is shown them. */
function comparable(sql: string, type: Searchable['type']): string {
  if (type === 'email') return `lower(${sql})`;
  return type === 'time' ? `date_trunc('second', ${sql})` : sql;
}

function typed(field: string, type: Searchable['type'], value: string): string {
  if (type === 'integer' && !/^-?\d{1,18}$/.test(value)) throw invalidField(field, 'integer', 'is compared with whole numbers only');
  if (type === 'boolean' && value !== 'true' && value !== 'false') throw invalidField(field, 'boolean', 'is compared with true and false only');
  if (type === 'number' && !/^-?\d{1,15}(\.\d{1,6})?$/.test(value)) throw invalidField(field, 'number', 'is compared with numbers only');
  if (type === 'time' && Number.isNaN(Date.parse(value))) throw invalidField(field, 'date', 'is compared with dates only');
  if (type === 'email') return value.toLowerCase();
  return type === 'time' ? new Date(value).toISOString() : value;
}
