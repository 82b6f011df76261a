import { COLUMNS } from '../customers/customer-change.js';
import type { Customer } from '../customers/customer.entity.js';
import type { Draft } from './draft.js';
import type { Disagreement } from './import-row.entity.js';

type Field = keyof typeof COLUMNS & keyof Customer;

/** What the evidence compares: a name is another spelling, and no other fact. */
const SPELLINGS: readonly string[] = ['displayName', 'legalName', 'tradeName'];
/** A source that says no more than this says nothing. */
const DEFAULTS: Readonly<Record<string, unknown>> = {
  kind: 'business',
  status: 'A',
  noTaxes: false,
  noDunning: false,
  noLatefees: false,
  noProcfees: false,
  invoiceDelivery: 'email',
  dunningDelivery: 'email',
};
/** Where a customer comes from is a fact of the system that it came from. */
const OF_ITS_SYSTEM: readonly string[] = ['mainContactId', 'parentId', 'contactOrigin', 'externalKey'];

/** The fields that a joined row may say something about. */
export const COMPARED = (Object.keys(COLUMNS) as Field[]).filter((field) => !OF_ITS_SYSTEM.includes(field));

export type Compared = Pick<Customer, Field>;

/** The columns that a row brings to a customer that it joins: those that are empty here. Other values are compared. */
export function joinedColumns(
  { customer }: Draft,
  stored: Compared,
): { columns: Partial<Customer>; disagreements: Disagreement[] } {
  const columns: Partial<Record<Field, unknown>> = {};
  const disagreements: Disagreement[] = [];
  for (const field of COMPARED) {
    const [here, there] = [stored[field], customer[field]];
    if (isNothing(field, there)) continue;
    if (isEmpty(here)) columns[field] = there;
    else if (!SPELLINGS.includes(field) && normal(field, here) !== normal(field, there))
      disagreements.push({ field, here: shown(here), there: shown(there), wins: 'here', rule: RULE });
  }
  return { columns: columns as Partial<Customer>, disagreements };
}

const RULE = 'the value that is here';

const isEmpty = (value: unknown): boolean =>
  value === null || value === undefined || value === '' || (Array.isArray(value) && value.length === 0);

const isNothing = (field: string, value: unknown): boolean => isEmpty(value) || DEFAULTS[field] === value;

export const MOST_SHOWN = 200;
const shown = (value: unknown): string =>
  (typeof value === 'string' ? value : JSON.stringify(value)).slice(0, MOST_SHOWN).toWellFormed();

/** Without what is only another way to write a value. */
function normal(field: string, value: unknown): string {
  const text = shown(value).normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
  if (field === 'website') return text.replace(/^https?:\/\/(www\.)?|^www\.|\/+$/g, '');
  if (field === 'taxId') return text.replace(/[^\p{L}\p{N}]/gu, '').replace(/^[a-z]{2}(?=\d)/, '');
  return text.replace(/[^\p{L}\p{N}]/gu, '');
}
