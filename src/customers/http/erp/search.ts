import { Allow } from 'class-validator';
import { QueryText, QueryWhole, Word } from '../../../contracts/fields.js';
import { columnsOf } from '../../../contracts/vocabulary.js';
import { countryCode } from '../../../normal-forms/countries.js';
import { oneLine } from '../../../normal-forms/texts.js';
import { hasOwn } from '../../../own-ids.js';
import { invalidField } from '../../../problem.js';
import { codeCriterion, type Operator, SEARCHABLE, type SearchField } from '../../criteria.js';
import type { Filter } from '../../customer-lists.repository.js';
import { idsBeginningWith } from '../../id-ranges.js';
import { keysAmong } from '../search.js';
import { CUSTOMER, INACTIVE_WORDS, saysInactive } from './words.js';

const COLUMNS = {
  ...columnsOf(CUSTOMER),
  code: 'code',
  inactive: 'isInactive',
  'billing_address.id': 'billingAddressId',
  'billing_address.postal_address': 'billingStreet',
  'billing_address.city': 'billingCity',
  'billing_address.zip_code': 'billingPostcode',
  'billing_address.country': 'billingCountry',
  'shipping_address.id': 'shippingAddressId',
  'shipping_address.postal_address': 'shippingStreet',
  'shipping_address.city': 'shippingCity',
  'shipping_address.zip_code': 'shippingPostcode',
  'shipping_address.country': 'shippingCountry',
} as const satisfies Record<string, SearchField>;

type Column = keyof typeof COLUMNS;

/** By field of the record, the contract's word for it: for refusals. */
export const COLUMN_WORDS = Object.fromEntries(Object.entries(COLUMNS).map(([column, field]) => [field, column]));

/** Columns inside an address are also known by their flat names: `billing_address_city`. */
const flat = (column: string) => column.replace('.', '_');
const columnCalled = new Map(
  (Object.keys(COLUMNS) as Column[]).flatMap(
    (column) =>
      [
        [column, column],
        [flat(column), column],
      ] as [string, Column][],
  ),
);

const OPERATORS = {
  lt: 'less',
  lte: 'lessOrEqual',
  gt: 'greater',
  gte: 'greaterOrEqual',
  ne: 'notEquals',
} as const satisfies Record<string, Operator>;

const FAST = keysAmong(Object.entries(COLUMNS) as [string, SearchField][], SEARCHABLE);

/** The most customers of an answer. */
export const MOST_PER_PAGE = 1000;

export class ListThirdPartiesQuery {
  /** `@OptionalNonce()` checks and documents it. */
  @Allow() nonce?: string;
  @QueryText({
    max: 1000,
    verbatim: true,
    description:
      'By itself: the beginning of a code or an ID, or all of it. With a column or an operator: the value ' +
      'to compare with. Emails, phones, tax IDs and codes are compared by their normal form, other texts ' +
      'exactly, except for surrounding blanks.',
    example: 'C0042',
  })
  searchString?: string;
  @Word({
    words: [...columnCalled.keys()],
    nullable: false,
    description:
      'The column to compare, instead of code or ID. ' +
      `A field of an address is \`billing_address.city\` or \`billing_address_city\`. ${FAST}`,
    example: 'billing_address.city',
  })
  searchColumn?: string;
  @Word({
    words: Object.keys(OPERATORS),
    nullable: false,
    description:
      'The comparison: `lt`, `lte`, `gt`, `gte`, `ne`; equals when omitted. `ne` also finds customers without a value.',
    example: 'gte',
  })
  searchOperator?: keyof typeof OPERATORS;
  @QueryWhole({ fallback: 0, description: 'Customers to skip.' }) skip?: number;
  @QueryWhole({
    max: MOST_PER_PAGE,
    clamp: true,
    fallback: 50,
    description: `Customers per answer; more than ${MOST_PER_PAGE} means ${MOST_PER_PAGE}.`,
  })
  limit?: number;
}

/**
 * What a search looks for. A column or an operator without a value is refused, because it would find all customers.
 */
export function toFilter({ searchString, searchColumn, searchOperator }: ListThirdPartiesQuery): Filter {
  if (!searchString) {
    if (searchColumn ?? searchOperator)
      throw invalidField('searchString', 'required', 'is required with searchColumn and searchOperator');
    return {};
  }
  if (!searchColumn && !searchOperator) return beginningWith(searchString);
  const column = searchColumn === undefined ? undefined : columnCalled.get(searchColumn);
  const operator = searchOperator ? OPERATORS[searchOperator] : 'equals';
  // IDs begin with a digit and codes with a letter, so no text is both.
  const field = column ? COLUMNS[column] : /^\d/.test(searchString.trim()) ? 'id' : 'code';
  if (field === 'code') return { criteria: [codeCriterion(operator, searchString)] };
  return { criteria: [{ field, operator, value: compared(field, searchString) }] };
}

/** Codes and IDs. Where the contract has its own of either, these are compared as texts. */
function beginningWith(text: string): Filter {
  if (!hasOwn('customer') && !hasOwn('code')) return { numbered: idsBeginningWith(text) };
  const begins = (field: 'id' | 'code') => [{ field, operator: 'startsWith', value: text } as const];
  return { criteria: [{ anyOf: [begins('id'), begins('code')] }] };
}

function compared(field: SearchField, text: string): string {
  if (field === 'isInactive') return truth(text);
  return field === 'countryIso' ? countryCode(oneLine(text)) : text;
}

function truth(word: string): string {
  if (!(INACTIVE_WORDS as readonly string[]).includes(word))
    throw invalidField('searchString', 'isIn', `must be one of ${INACTIVE_WORDS.join(', ')} for this column`);
  return String(saysInactive(word));
}
