import type { Belongings } from '../database/tenant.repository.js';
import { asciiDigits, isEmptyText, oneLine } from '../normal-forms/texts.js';
import type { COLUMNS } from './customer-change.js';
import type { Addresses, Customer } from './customer.entity.js';

/** What the flat email and phone fields show: the values of the records that the customer points at. */
export interface FlatContacts {
  /** Of the primary email. */
  email: string | null;
  /** Of the main phone. */
  phone: string | null;
  mobile: string | null;
  fax: string | null;
}

/** What each contact person shows: the main one the primary email and the main phone, another one its own records. */
export type OwnContacts = Pick<FlatContacts, 'email' | 'phone'>;

/** The main contact person. */
export interface MainContact {
  salutation: string | null;
  firstName: string | null;
  lastName: string | null;
}

/** Sums of the ledger, decimal text in the customer's currency. */
export interface LedgerSums {
  invoiced: string;
  adjusted: string;
  paid: string;
  credited: string;
}

/** A customer as it is read: its row, and what is looked up beside it. */
export interface CustomerRecord extends Customer, FlatContacts, MainContact, LedgerSums {
  /** The tenant's own currency. */
  tenantCurrency: string;
  /** How many customers that are not deleted have this one as their parent. */
  childCount: number;
  /** Those customers, in the order of their IDs. */
  children: Pick<Customer, 'id' | 'displayName'>[];
}

/** The fields of a customer to read. The others are not looked up. */
export interface View<Field extends keyof CustomerRecord = keyof CustomerRecord> {
  readonly fields: readonly Field[];
}

/** The ID alone. */
export const ID: View<'id'> = { fields: ['id'] };

export type Seen<Field extends keyof CustomerRecord> = Pick<CustomerRecord, Field>;
export type SeenBy<Wanted extends View> = Seen<Wanted['fields'][number]>;

/** Lists of records that other modules keep of a customer, read in one statement with it. */
export type Lists<Rows> = { readonly [Name in keyof Rows]: Belongings<Rows[Name]> };

export type Listed<Rows> = { [Name in keyof Rows]: Rows[Name][] };

type PlainColumns = Pick<Customer, keyof typeof COLUMNS>;

/** The fields of a partial update: omitted = unchanged, `null` = cleared, a value = set. */
export type CustomerChanges = Partial<PlainColumns & FlatContacts & MainContact> & {
  /** Another way to say `status`: false is `I`, true is anything else. */
  active?: boolean;
  /** First and last name of the main contact in one text. */
  contactName?: string | null;
  /** All lines of an address in one text. */
  billingStreet?: string | null;
  shippingStreet?: string | null;
};

/** The fields of a new customer. Some cannot be updated. */
export type NewCustomer = CustomerChanges & { displayName: string } & Partial<
    Pick<Customer, 'currency' | 'openingBalance' | 'openingBalanceAt' | 'openingBalanceRate' | 'openingBalanceBranchId'>
  >;

export type OpeningBalance = Pick<
  Customer,
  'openingBalance' | 'openingBalanceAt' | 'openingBalanceRate' | 'openingBalanceBranchId'
>;

/**
 * Whether a new customer has an opening balance or part of one. Without any it is 0 without a date, at the rate of 1.
 */
export const opensBalance = ({
  openingBalance,
  openingBalanceAt,
  openingBalanceRate,
  openingBalanceBranchId,
}: Partial<OpeningBalance>): boolean =>
  Number(openingBalance ?? 0) !== 0 ||
  Boolean(openingBalanceAt) ||
  Number(openingBalanceRate ?? 1) !== 1 ||
  typeof openingBalanceBranchId === 'number';

export const INACTIVE = 'I';
export const ACTIVE = 'A';

export const isActive = ({ status }: Pick<Customer, 'status'>) => status !== INACTIVE;

/** `C` and the ID, padded to four digits: 42 is `C0042`. */
export const codeOf = (id: number) => `C${String(id).padStart(4, '0')}`;

/** What follows from the ID of a customer. A contract may have its own of each, which is then read with the ID. */
export interface WithId {
  id: number;
  code?: string;
  billingAddressId?: number;
  shippingAddressId?: number;
}

/** The code that a contract shows. */
export const shownCode = ({ id, code = codeOf(id) }: WithId): string => code;

/** The IDs of addresses that a contract shows. */
export const shownAddressIds = ({ id, billingAddressId, shippingAddressId }: WithId) => ({
  billing: billingAddressId ?? addressIdsOf(id).billing,
  shipping: shippingAddressId ?? addressIdsOf(id).shipping,
});

/** The ID in a code as `codeOf` writes it; case and blanks around it do not matter. */
export function idOfCode(text: string): number | undefined {
  const code = asciiDigits(oneLine(text)).toUpperCase();
  const id = /^C\d{4,16}$/.test(code) ? Number(code.slice(1)) : NaN;
  return Number.isSafeInteger(id) && id > 0 && codeOf(id) === code ? id : undefined;
}

/** Addresses have no rows of their own. Their IDs are computed from the customer's, so that no two are equal. */
export const addressIdsOf = (id: number) => ({ billing: 2 * id - 1, shipping: 2 * id });

type Side = 'billing' | 'shipping';
type Street<Of extends Side> = Pick<Addresses, `${Of}Line${1 | 2 | 3}`>;

/** The lines of an address as one text. */
export const streetOf = <Of extends Side>(address: Street<Of>, side: Of): string | null =>
  ([1, 2, 3] as const)
    .map((number) => address[`${side}Line${number}`])
    .filter((line) => line !== null)
    .join(', ') || null;

/**
 * The address lines for a whole street: it becomes the first line. An unchanged street keeps its division into lines.
 */
export function linesFrom<Of extends Side>(
  street: string | null | undefined,
  before: Street<Of> | undefined,
  side: Of,
): Partial<Street<Of>> {
  if (street === undefined || street === (before ? streetOf(before, side) : null)) return {};
  return { [`${side}Line1`]: street, [`${side}Line2`]: null, [`${side}Line3`]: null } as Street<Of>;
}

type Names = Pick<MainContact, 'firstName' | 'lastName'>;

export const fullName = ({ firstName, lastName }: Names) => [firstName, lastName].filter(Boolean).join(' ') || null;

/**
 * Splits a whole name: the first word is the first name, the rest the last name. A word without a visible character is
 * no name, so it stays with the word before it. An unchanged name keeps its division.
 */
export function namesFrom(whole: string | null | undefined, before: Names): Partial<Names> {
  if (whole === undefined || whole === fullName(before)) return {};
  const words = (whole ?? '').trim().split(/\s+/);
  const firstEnd = words.findIndex((word) => !isEmptyText(word)) + 1;
  const last = words.slice(firstEnd).join(' ');
  if (isEmptyText(last)) return { firstName: words.join(' ') || null, lastName: null };
  return { firstName: words.slice(0, firstEnd).join(' '), lastName: last };
}
