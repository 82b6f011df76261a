import { momentOf } from '../../contracts/local-time.js';
import { invalidField } from '../../problem.js';
import { type Criterion, type Operator, type Order, SEARCHABLE, type SearchField } from '../criteria.js';
import { CUSTOM_FIELDS } from '../customer.entity.js';
import { STATUSES } from './billing.status.js';

const OPERATORS = new Map<string, Operator>([
  ['EQUALS', 'equals'],
  ['NOTEQUALS', 'notEquals'],
  ['GT', 'greater'],
  ['LT', 'less'],
  ['GTE', 'greaterOrEqual'],
  ['LTE', 'lessOrEqual'],
  ['CONTAINS', 'contains'],
]);

const FIELDS = new Map<string, SearchField>([
  ['customer_id', 'id'],
  ['parent_customer_id', 'parentId'],
  ['bill_state', 'billingState'],
  ['ship_state', 'shippingState'],
  ['bill_country', 'billingCountry'],
  ['ship_country', 'shippingCountry'],
  ['external_key', 'externalKey'],
  ['token', 'token'],
  ['company', 'displayName'],
  ['superuser_id', 'mainContactId'],
  ['superuser_email', 'email'],
  ['customer_status_state', 'isInactive'],
  ['customer_status_str', 'isInactive'],
  ...CUSTOM_FIELDS.map((field, at): [string, SearchField] => [`custom_${at + 1}`, field]),
  ['write_datetime', 'createdAt'],
  ['mod_datetime', 'updatedAt'],
]);

/** What can be searched and sorted by. */
export const SEARCH_NAMES = [...FIELDS.keys()];

/**
 * `where=field:OP:value`, several joined by commas that must all hold; a comma of a value is written `\,`. Times are meant
 * on the tenant's clocks.
 */
export const toCriteria = (where: string, timeZone: string): Criterion[] => separated(where).map((condition) => toCriterion(condition, timeZone));

/** `order=field:ASC` or `field:DESC`, several joined by commas. */
export const toOrder = (order: string): Order[] =>
  separated(order).map((sorting) => {
    const [, name, direction] = /^([^:]*):(ASC|DESC)$/.exec(sorting) ?? [];
    if (name === undefined) throw invalidField('order', 'form', `must be field:ASC or field:DESC, not "${sorting}"`);
    return { field: fieldOf(name, 'order'), descending: direction === 'DESC' };
  });

const separated = (list: string) => (list === '' ? [] : list.split(/(?<!\\),/));

function toCriterion(condition: string, timeZone: string): Criterion {
  const [, name, absence, word, value] = /^([^:]*):(?:(IS:NULL|ISNOT:NULL)|([^:]*):(.*))$/s.exec(condition) ?? [];
  if (name === undefined) throw invalidField('where', 'form', `must be field:OPERATOR:value, not "${condition}"`);
  const field = fieldOf(name, 'where');
  if (absence) return { field, operator: absence === 'IS:NULL' ? 'isNull' : 'isNotNull' };
  const operator = OPERATORS.get(word!);
  if (!operator) throw invalidField('where', 'operator', `has an unknown operator: "${word}"`);
  return compared(field, name, operator, value!.replaceAll('\\,', ','), timeZone);
}

function fieldOf(name: string, parameter: string): SearchField {
  const field = FIELDS.get(name);
  if (!field) throw invalidField(parameter, 'field', `has an unknown field: "${name}"`);
  return field;
}

function compared(field: SearchField, name: string, operator: Operator, value: string, timeZone: string): Criterion {
  if (field === 'isInactive') return { field, operator: 'in', value: inactivityWhere(name as StatusWord, operator, value) };
  if (SEARCHABLE[field].type === 'time') return { field, operator, value: momentFor(name, operator, value, timeZone) };
  return { field, operator, value };
}

type StatusWord = 'customer_status_state' | 'customer_status_str';

/** The words for a status are not stored, but they are few: which of them fit is settled here. */
const inactivityWhere = (name: StatusWord, operator: Operator, value: string): string[] =>
  STATUSES.filter((status) => fits(status[name], operator, value)).map(({ inactive }) => String(inactive));

function fits(word: string, operator: Operator, value: string): boolean {
  switch (operator) {
    case 'notEquals': return word !== value;
    case 'greater': return word > value;
    case 'greaterOrEqual': return word >= value;
    case 'less': return word < value;
    case 'lessOrEqual': return word <= value;
    case 'contains': return word.includes(value.toLowerCase());
    default: return word === value;
  }
}

function momentFor(name: string, operator: Operator, value: string, timeZone: string): string {
  if (operator === 'contains') throw invalidField('where', 'operator', `cannot search ${name} with CONTAINS`);
  const moment = momentOf(value, timeZone);
  if (!moment) throw invalidField('where', 'date', `compares ${name} with YYYY-MM-DD HH:MM:SS only, not with "${value}"`);
  return moment.toISOString();
}
