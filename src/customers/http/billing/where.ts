import { columnsOf } from '../../../contracts/vocabulary.js';
import { invalidField } from '../../../problem.js';
import {
  type Condition,
  type Operator,
  type Order,
  type Searchable,
  SEARCHABLE,
  type SearchField,
} from '../../criteria.js';
import { keysAmong, MOST_CONDITIONS } from '../search.js';
import { CUSTOM_FIELDS } from '../../customer.entity.js';
import { STATUSES } from './status.js';
import { timeConditions } from './times.js';
import { CUSTOMER } from './words.js';

const OPERATORS = new Map<string, Operator>([
  ['EQUALS', 'equals'],
  ['NOTEQUALS', 'notEquals'],
  ['GT', 'greater'],
  ['LT', 'less'],
  ['GTE', 'greaterOrEqual'],
  ['LTE', 'lessOrEqual'],
  ['CONTAINS', 'contains'],
]);

const field = columnsOf(CUSTOMER);
type Searched = {
  [Word in keyof typeof field]: (typeof field)[Word] extends SearchField ? Word : never;
}[keyof typeof field];
const named = (...words: Searched[]) => words.map((word): [string, SearchField] => [word, field[word]]);

const FIELDS = new Map<string, SearchField>([
  ...named('customer_id', 'parent_customer_id', 'bill_state', 'ship_state', 'bill_country', 'ship_country'),
  ...named('external_key', 'token', 'company', 'superuser_id', 'superuser_email'),
  ['customer_status_state', 'isInactive'],
  ['customer_status_str', 'isInactive'],
  ...CUSTOM_FIELDS.map((custom, at): [string, SearchField] => [`custom_${at + 1}`, custom]),
  ...named('write_datetime', 'mod_datetime'),
]);

/**
 * Parses conditions and orders for one kind of record: its fields by the contract's names, and their types.
 */
export class Search<Field extends string> {
  constructor(
    private readonly fields: ReadonlyMap<string, Field>,
    private readonly searchable: Readonly<Record<Field, Searchable>>,
  ) {}

  /** For the document of the contract. */
  get description(): string {
    const fast = keysAmong(this.fields, this.searchable);
    return `${WHERE} ${fast} ${TIMES} Fields: ${[...this.fields.keys()].join(', ')}.`;
  }

  /**
   * `where=field:OP:value`, several separated by commas; all must hold. A comma of a value is written `\,`. Times are
   * in the tenant's time zone.
   */
  toCriteria(where: string, timeZone: string): Condition<Field>[] {
    return few('where', 'conditions', separated(where)).flatMap((condition) => this.toCriterion(condition, timeZone));
  }

  /** `order=field:ASC` or `field:DESC`, several joined by commas. */
  toOrder(order: string): Order<Field>[] {
    return few('order', 'fields', separated(order)).map((sorting) => {
      const [, name, direction] = /^([^:]*):(ASC|DESC)$/.exec(sorting) ?? [];
      if (name === undefined) throw invalidField('order', 'form', `must be field:ASC or field:DESC, not "${sorting}"`);
      return { field: this.fieldOf(name, 'order'), descending: direction === 'DESC' };
    });
  }

  private toCriterion(condition: string, timeZone: string): Condition<Field>[] {
    const [, name, absence, word, value] = /^([^:]*):(?:(IS:NULL|ISNOT:NULL)|([^:]*):(.*))$/s.exec(condition) ?? [];
    if (name === undefined) throw invalidField('where', 'form', `must be field:OPERATOR:value, not "${condition}"`);
    const field = this.fieldOf(name, 'where');
    if (absence) return [{ field, operator: absence === 'IS:NULL' ? 'isNull' : 'isNotNull' }];
    const operator = OPERATORS.get(word!);
    if (!operator) throw invalidField('where', 'operator', `has an unknown operator: "${word}"`);
    return this.compared(field, name, operator, value!.replace(/\\([,:])/g, '$1'), timeZone);
  }

  private fieldOf(name: string, parameter: string): Field {
    const field = this.fields.get(name);
    if (!field) throw invalidField(parameter, 'field', `has an unknown field: "${name}"`);
    return field;
  }

  private compared(
    field: Field,
    name: string,
    operator: Operator,
    value: string,
    timeZone: string,
  ): Condition<Field>[] {
    if (field === 'isInactive')
      return [{ field, operator: 'in', value: inactivityWhere(name as StatusWord, operator, value) }];
    const { type } = this.searchable[field];
    if (type === 'time') return timesWhere(field, name, operator, value, timeZone);
    // Users show an empty title if there is none, so an empty text means no value.
    if (value === '' && type !== 'integer' && operator === 'equals') return [{ field, operator: 'isNull' }];
    if (value === '' && type !== 'integer' && operator === 'notEquals') return [{ field, operator: 'isNotNull' }];
    return [{ field, operator, value }];
  }
}

const WHERE =
  `At most ${MOST_CONDITIONS} conditions. ` +
  'Conditions `field:OP:value`, separated by commas; all must hold; a comma of a value is written `\\,`, and a ' +
  'colon may be written `\\:`. OP is EQUALS, NOTEQUALS, GT, LT, GTE, LTE or CONTAINS, which ignores case and ' +
  'accents; or `field:IS:NULL`, `field:ISNOT:NULL`. Emails, phones and external keys are compared by their normal' +
  ' form, other texts exactly, except for surrounding blanks. Times are `YYYY-MM-DD HH:MM:SS` (also with `T`) in ' +
  'the tenant’s time zone, or ISO 8601 with an offset; a date alone means the whole day. A local time that occurs' +
  ' twice (end of daylight saving time) means both moments with EQUALS, from the earlier one on with GT and GTE, ' +
  'and up to the later one with LT and LTE. A local time that is skipped is read with the offset before the ' +
  'change.';

const TIMES = 'So are ranges of times that the list is sorted by, and sorting by an ID, a time or the company.';

const separated = (list: string) => (list === '' ? [] : list.split(/(?<!\\),/));

function few(parameter: string, what: string, list: string[]): string[] {
  if (list.length > MOST_CONDITIONS)
    throw invalidField(parameter, 'most', `must have at most ${MOST_CONDITIONS} ${what}`);
  return list;
}

/** How customers are searched. */
export const CUSTOMER_SEARCH = new Search(FIELDS, SEARCHABLE);

type StatusWord = 'customer_status_state' | 'customer_status_str';

/** The words for a status are not stored. There are few, so they are compared here and not in SQL. */
const inactivityWhere = (name: StatusWord, operator: Operator, value: string): string[] =>
  STATUSES.filter((status) => fits(status[name], operator, value)).map(({ inactive }) => String(inactive));

function fits(word: string, operator: Operator, value: string): boolean {
  switch (operator) {
    case 'notEquals':
      return word !== value;
    case 'greater':
      return word > value;
    case 'greaterOrEqual':
      return word >= value;
    case 'less':
      return word < value;
    case 'lessOrEqual':
      return word <= value;
    case 'contains':
      return word.includes(value.toLowerCase());
    default:
      return word === value;
  }
}

function timesWhere<Field extends string>(
  field: Field,
  name: string,
  operator: Operator,
  value: string,
  timeZone: string,
): Condition<Field>[] {
  if (operator === 'contains') throw invalidField('where', 'operator', `cannot search ${name} with CONTAINS`);
  const conditions = timeConditions(field, operator, value, timeZone);
  if (!conditions)
    throw invalidField(
      'where',
      'date',
      `compares ${name} with YYYY-MM-DD HH:MM:SS or ISO 8601 only, not with "${value}"`,
    );
  return conditions;
}
