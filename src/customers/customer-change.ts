import Big from 'big.js';
import { isCurrency } from '../normal-forms/currencies.js';
import { invalidField } from '../problem.js';
import { defined, differing } from './changes.js';
import { ADDRESS_PARTS, type Addresses, CUSTOM_FIELDS, type Customer } from './customer.entity.js';
import {
  ACTIVE,
  type CustomerChanges,
  type FlatContacts,
  INACTIVE,
  linesFrom,
  type NewCustomer,
  type OpeningBalance,
} from './customer-record.js';
import { rounded } from './money.js';
import type { ContactNames } from './ports.js';

/**
 * What must be known before a field can change: nothing, the customer's row as it is, or the row and the customers
 * above and below it.
 */
type Need = 'nothing' | 'row' | 'hierarchy';
type NeedOf<Value> = Need | ((value: Value) => Need);

const each = <Field extends string>(fields: readonly Field[], need: 'nothing') =>
  Object.fromEntries(fields.map((field) => [field, need])) as Record<Field, 'nothing'>;

const ADDRESS_FIELDS = (['billing', 'shipping'] as const).flatMap((side) =>
  ADDRESS_PARTS.map((part): keyof Addresses => `${side}${part}`),
);

/** The columns that a partial update may set, each with what it needs. */
export const COLUMNS = {
  externalKey: 'nothing',
  displayName: 'nothing',
  legalName: 'nothing',
  tradeName: 'nothing',
  kind: 'nothing',
  taxId: 'nothing',
  document: 'nothing',
  documentType: 'nothing',
  website: 'nothing',
  imageUrl: 'nothing',
  note: 'nothing',
  // An inactive customer remembers the status that it had.
  status: (status: string): Need => (status === INACTIVE ? 'row' : 'nothing'),
  // Phone numbers without a country compare otherwise in another country.
  countryIso: 'row',
  contactOrigin: 'nothing',
  parentId: 'hierarchy',
  tags: 'nothing',
  languageId: 'nothing',
  classId: 'nothing',
  adminId: 'nothing',
  campaignId: 'nothing',
  termsId: 'nothing',
  siteStreet: 'nothing',
  siteDoorNumber: 'nothing',
  siteApartment: 'nothing',
  siteCorner: 'nothing',
  siteZipCode: 'nothing',
  siteLatitude: 'nothing',
  siteLongitude: 'nothing',
  siteCountryId: 'nothing',
  siteDepartmentId: 'nothing',
  noTaxes: 'nothing',
  noDunning: 'nothing',
  noLatefees: 'nothing',
  noProcfees: 'nothing',
  invoiceDelivery: 'nothing',
  dunningDelivery: 'nothing',
  discountGroup: 'nothing',
  salesperson: 'nothing',
  electronicDocumentInterchange: 'nothing',
  ediIdentifier: 'nothing',
  mainContactId: 'row',
  ...each(ADDRESS_FIELDS, 'nothing'),
  ...each(CUSTOM_FIELDS, 'nothing'),
} as const satisfies { [Column in keyof Customer]?: NeedOf<Customer[Column]> };

/** A field that can change does not compile without its need. */
const NEEDS: Readonly<Record<Exclude<keyof CustomerChanges, keyof typeof COLUMNS>, Need>> = {
  active: 'row',
  email: 'row',
  phone: 'row',
  mobile: 'row',
  fax: 'row',
  salutation: 'row',
  firstName: 'row',
  lastName: 'row',
  contactName: 'row',
  billingStreet: 'row',
  shippingStreet: 'row',
};

const ALL_NEEDS: Readonly<Record<string, NeedOf<never>>> = { ...COLUMNS, ...NEEDS };

/** What must be known before these changes can be planned. */
export function needOf(changes: CustomerChanges): Need {
  const needs = Object.entries(defined(changes)).map(([field, value]) => {
    const need = ALL_NEEDS[field]!;
    return typeof need === 'function' ? need(value as never) : need;
  });
  return (['hierarchy', 'row'] as const).find((need) => needs.includes(need)) ?? 'nothing';
}

/** A planned change, by where it is stored: columns of the row, records of emails and phones, and the main contact. */
export interface CustomerPlan {
  columns: Partial<Customer>;
  flat: Partial<FlatContacts>;
  contact: ContactNames;
}

/** Plans a change. A new customer has no row, and neither does a change that needs none. */
export function planChange(changes: CustomerChanges, row?: Customer): CustomerPlan {
  const {
    email,
    phone,
    mobile,
    fax,
    salutation,
    firstName,
    lastName,
    contactName,
    active,
    billingStreet,
    shippingStreet,
    ...columns
  } = changes;
  Object.assign(columns, linesFrom(billingStreet, row, 'billing'), linesFrom(shippingStreet, row, 'shipping'));
  const status = columns.status === undefined ? active : columns.status === INACTIVE ? false : undefined;
  if (status !== undefined) Object.assign(columns, planStatus(status, row));
  // A status that is set while a customer is inactive replaces the one that it remembers.
  else if (columns.status !== undefined) Object.assign(columns, { statusBefore: null });
  return {
    columns: defined<Partial<Customer>>(columns),
    flat: defined({ email, phone, mobile, fax }),
    contact: { salutation, firstName, lastName, contactName },
  };
}

/** Plans a new customer: a change without a row, and the fields that only a new customer takes. */
export function planCreation(
  { openingBalance, openingBalanceAt, openingBalanceRate, openingBalanceBranchId, ...fields }: NewCustomer,
  currency: string,
): CustomerPlan {
  if (!isCurrency(currency)) throw invalidField('currency', 'currency', 'must be an ISO 4217 code');
  const { columns, ...plan } = planChange(fields);
  return {
    ...plan,
    columns: {
      ...columns,
      currency,
      openingBalance: openingBalance === undefined ? undefined : rounded(openingBalance, currency),
      openingBalanceAt,
      openingBalanceRate,
      openingBalanceBranchId,
    },
  };
}

type Status = Pick<Customer, 'status' | 'statusBefore'>;

/**
 * Every status but one means active. An inactive customer remembers the status that it had and gets it back when it
 * becomes active again.
 */
export function planStatus(
  active: boolean,
  { status, statusBefore }: Status = { status: ACTIVE, statusBefore: null },
): Partial<Status> {
  if (active === (status !== INACTIVE)) return {};
  return active ? { status: statusBefore ?? ACTIVE, statusBefore: null } : { status: INACTIVE, statusBefore: status };
}

/** Plans an opening balance, which must have a date. */
export function planOpening(row: Customer, opening: Partial<OpeningBalance>): Partial<Customer> {
  const openingBalance =
    opening.openingBalance === undefined ? undefined : rounded(opening.openingBalance, row.currency);
  const columns = changedColumns(row, { ...opening, openingBalance });
  const isOpened = columns.openingBalance !== undefined || columns.openingBalanceAt !== undefined;
  if (isOpened && !(columns.openingBalanceAt === undefined ? row.openingBalanceAt : columns.openingBalanceAt))
    throw undated();
  return columns;
}

export const undated = () => invalidField('openingBalanceAt', 'required', 'is required with openingBalance');

/**
 * The columns whose value differs from the row's. Decimal text compares as a number: 1 and 1.00 are equal. Balances
 * compare in the decimal places of their currency, as they are shown.
 */
export function changedColumns(row: Customer, columns: Partial<Customer>): Partial<Customer> {
  const changed = differing(row, columns);
  if (
    changed.openingBalance !== undefined &&
    new Big(changed.openingBalance).eq(rounded(row.openingBalance, row.currency))
  )
    delete changed.openingBalance;
  if (changed.openingBalanceRate !== undefined && new Big(changed.openingBalanceRate).eq(row.openingBalanceRate))
    delete changed.openingBalanceRate;
  return changed;
}
