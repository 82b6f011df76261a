import { joinsUsedIn } from '../database/tenant-query.js';
import { joinOfShown, orderOfShown, perOwnIds, shownId } from '../database/wire-ids.js';
import { type IdKind, type OwnIds, ownIds } from '../own-ids.js';
import { SEARCHABLE } from './criteria.js';
import type { Customer } from './customer.entity.js';
import type { CustomerRecord, View } from './customer-record.js';
import { listedBy } from './id-comparisons.js';

// The join names the customer although the pointer's foreign key implies it: an index then leads from a record's value
// to its customer.
const beside = (table: string, alias: string, pointer: string) =>
  `LEFT JOIN ${table} ${alias} ON ${alias}.tenant_id = t.tenant_id AND ${alias}.customer_id = t.id AND ${alias}.id = t.${pointer}`;

const sum = (kind: string, name: string) => `coalesce(sum(amount) FILTER (WHERE kind = '${kind}'), 0) AS ${name}`;

/** Joins to a customer's row, by alias. */
const BESIDE = {
  primary_email: beside('emails', 'primary_email', 'primary_email_id'),
  main_phone: beside('phones', 'main_phone', 'main_phone_id'),
  mobile_phone: beside('phones', 'mobile_phone', 'mobile_phone_id'),
  fax_phone: beside('phones', 'fax_phone', 'fax_phone_id'),
  updates: 'JOIN customer_updates updates ON updates.tenant_id = t.tenant_id AND updates.customer_id = t.id',
  contact: beside('contact_persons', 'contact', 'main_contact_id'),
  ledger: `CROSS JOIN LATERAL (
    SELECT ${sum('invoice', 'invoiced')}, ${sum('adjustment', 'adjusted')}, ${sum('payment', 'paid')}, ${sum('credit', 'credited')}
    FROM ledger_entries WHERE ledger_entries.tenant_id = t.tenant_id AND ledger_entries.customer_id = t.id
  ) ledger`,
};

const joins = perOwnIds(() => {
  const own = ownIds();
  return joinsUsedIn({ ...BESIDE, ...(own?.has('customer') && listedBy(own, 'customer')) });
});

/** The joins that a text needs. Counting customers, for example, need not add up their ledgers. */
export const joinsFor = () => joins.present;

const CHILDREN =
  'FROM customers child WHERE child.tenant_id = t.tenant_id AND child.parent_id = t.id AND child.deleted_at IS NULL';

const listOfChildren = (id: string, from: string, order: string) =>
  `(SELECT coalesce(json_agg(json_build_object('id', ${id}, 'displayName', child.display_name) ORDER BY ${order}), '[]') ${from})`;

const LOOKED_UP: Readonly<Record<Exclude<keyof CustomerRecord, keyof Customer>, string>> = {
  email: 'primary_email.email',
  phone: 'main_phone.phone',
  mobile: 'mobile_phone.phone',
  fax: 'fax_phone.phone',
  salutation: 'contact.salutation',
  firstName: 'contact.first_name',
  lastName: 'contact.last_name',
  invoiced: 'ledger.invoiced::text',
  adjusted: 'ledger.adjusted::text',
  paid: 'ledger.paid::text',
  credited: 'ledger.credited::text',
  // PostgreSQL evaluates it once per statement, because it mentions no row.
  tenantCurrency: '(SELECT base_currency FROM tenants WHERE tenants.id = current_tenant())',
  childCount: `(SELECT count(*) ${CHILDREN})`,
  children: listOfChildren('child.id', CHILDREN, 'child.id'),
};

const isLookedUp = (field: keyof CustomerRecord): field is keyof typeof LOOKED_UP => field in LOOKED_UP;

/** Columns with IDs, and what these name. */
const IDS: Partial<Record<keyof CustomerRecord, { column: string; kind: IdKind }>> = {
  id: { column: 't.id', kind: 'customer' },
  parentId: { column: 't.parent_id', kind: 'customer' },
  mainContactId: { column: 't.main_contact_id', kind: 'contact_person' },
};

/** Whether the customer's row alone has all fields of a view. */
export const isOfRow = ({ fields }: View): boolean =>
  !fields.some((field) => isLookedUp(field) || (field in IDS && ownIds() !== undefined));

/**
 * The columns of a SELECT for a view. `columnOf` gives those of `customers`: `t."display_name" AS "displayName"`. IDs
 * are those that the contract of the request shows.
 */
export function selectOf(view: View, columnOf: (field: keyof Customer) => string): string {
  const own = ownIds();
  return view.fields
    .map((field) => {
      if (own && (field in IDS || field === 'children')) return ownColumn(own, field, columnOf);
      return isLookedUp(field) ? `${LOOKED_UP[field]} AS "${field}"` : columnOf(field);
    })
    .join(', ');
}

function ownColumn(own: OwnIds, field: keyof CustomerRecord, columnOf: (field: keyof Customer) => string): string {
  if (field === 'children') {
    if (!own.has('customer')) return `${LOOKED_UP.children} AS "children"`;
    const from = CHILDREN.replace(
      'customers child',
      `customers child ${joinOfShown(own, 'customer', 'child.id', 'child_id')}`,
    );
    return `${listOfChildren('child_id.wire_id', from, orderOfShown('child_id').join(', '))} AS "children"`;
  }
  const { column, kind } = IDS[field]!;
  const shown = own.has(kind) ? `${shownId(own, kind, column)} AS "${field}"` : columnOf(field as keyof Customer);
  return field === 'id' ? [shown, ...besideId(own)].join(', ') : shown;
}

/** What follows from the ID of a customer, unless the contract has its own. */
const BESIDE_ID = {
  code: { kind: 'code', sql: SEARCHABLE.code.sql },
  billingAddressId: { kind: 'billing_address', sql: SEARCHABLE.billingAddressId.sql },
  shippingAddressId: { kind: 'shipping_address', sql: SEARCHABLE.shippingAddressId.sql },
} as const;

const besideId = (own: OwnIds): string[] =>
  Object.entries(BESIDE_ID).flatMap(([name, { kind, sql }]) =>
    own.shows(kind) ? [`${own.has(kind) ? shownId(own, kind, 't.id') : sql} AS "${name}"`] : [],
  );
