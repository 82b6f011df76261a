import { joinsUsedIn } from '../database/tenant-query.js';
import type { Customer } from './customer.entity.js';
import type { CustomerRecord, View } from './customer-record.js';

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

/** The joins that a text needs. Counting customers, for example, need not add up their ledgers. */
export const joinsFor = joinsUsedIn(BESIDE);

const CHILDREN =
  'FROM customers child WHERE child.tenant_id = t.tenant_id AND child.parent_id = t.id AND child.deleted_at IS NULL';

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
  children: `(SELECT coalesce(json_agg(json_build_object('id', child.id, 'displayName', child.display_name) ORDER BY child.id), '[]') ${CHILDREN})`,
};

const isLookedUp = (field: keyof CustomerRecord): field is keyof typeof LOOKED_UP => field in LOOKED_UP;

/** Whether the customer's row alone has all fields of a view. */
export const isOfRow = ({ fields }: View): boolean => !fields.some(isLookedUp);

/** The columns of a SELECT for a view. `columnOf` gives those of `customers`: `t."display_name" AS "displayName"`. */
export const selectOf = (view: View, columnOf: (field: keyof Customer) => string): string =>
  view.fields.map((field) => (isLookedUp(field) ? `${LOOKED_UP[field]} AS "${field}"` : columnOf(field))).join(', ');
