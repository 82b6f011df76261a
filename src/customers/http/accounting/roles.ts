import { ApiProperty, ApiSchema } from '@nestjs/swagger';
import type { Case } from '../../../contracts/spelling.js';
import { ShownText } from '../../../contracts/fields.js';
import { momentFrom } from '../../../contracts/iso-time.js';
import { isStorable } from '../../../normal-forms/texts.js';
import { type Condition, type Criterion, type Operator, SEARCHABLE, type SearchField } from '../../criteria.js';
import { MOST_CONDITIONS } from '../search.js';
import { fieldNotFound, fieldOf, rolesInvalid } from './columns.js';

const COMPARATORS = [
  'equals',
  'not_equals',
  'contains',
  'not_contains',
  'starts_with',
  'ends_with',
  'bigger_than',
  'bigger_or_equals',
  'smaller_than',
  'smaller_or_equals',
  'before',
  'after',
  'in',
] as const;
type Comparator = (typeof COMPARATORS)[number];

/** Synonyms that the front end of the modelled API sends. */
const SYNONYMS = {
  equal: 'equals',
  is: 'equals',
  not_equal: 'not_equals',
  is_not: 'not_equals',
  contain: 'contains',
  not_contain: 'not_contains',
  bigger_or_equal: 'bigger_or_equals',
  smaller_or_equal: 'smaller_or_equals',
} as const satisfies Record<string, Comparator>;
type Word = Comparator | keyof typeof SYNONYMS;

const WORDS: readonly Word[] = [...COMPARATORS, ...(Object.keys(SYNONYMS) as (keyof typeof SYNONYMS)[])];

/** The longest JSON text of all conditions. */
export const LONGEST_ROLES = 10_000;

@ApiSchema({ description: 'One condition of a list.' })
export class FilterRoleOutput {
  @ShownText('The column to compare: one of the columns for sorting.', 'balance', { max: LONGEST_ROLES })
  fieldKey: string;
  @ApiProperty({ enum: WORDS, description: 'The comparison.', example: 'bigger_than' }) comparator: Word;
  @ApiProperty({
    oneOf: [
      { type: 'string', maxLength: LONGEST_ROLES },
      { type: 'array', items: { type: 'string', maxLength: LONGEST_ROLES }, maxItems: LONGEST_ROLES },
    ],
    description: 'Numbers and booleans as text; a list only with `in`.',
    example: '1000',
  })
  value: string | string[];
  @ApiProperty({
    enum: ['and', 'or'],
    description: 'The operator that joins this condition to the conditions before it.',
    example: 'and',
  })
  condition: 'and' | 'or';
}

type Role = FilterRoleOutput;
/** A role whose comparator is no synonym. */
type Plain = Omit<Role, 'comparator'> & { comparator: Comparator };
const MOST_VALUES = 50;

/** The roles in a query parameter. Keys may be in either case; unknown keys are dropped. */
export function rolesIn(text: string, preferred: Case): Role[] {
  const roles = parsed(text);
  if (!Array.isArray(roles) || roles.length > MOST_CONDITIONS)
    throw rolesInvalid(`The filter roles must be a JSON list of at most ${MOST_CONDITIONS}.`);
  return roles.map((role) => roleFrom(role, preferred));
}

/**
 * Joined from left to right, as in the modelled API: `a or b and c` is `(a or b) and c`.
 */
export function conditionsOf(roles: Role[]): Condition[] {
  // Each time of a list is a condition of its own.
  const count = roles.reduce((sum, { fieldKey, value }) => sum + (isTime(fieldKey) ? [value].flat().length : 1), 0);
  if (count > MOST_CONDITIONS)
    throw rolesInvalid(`The filter roles must have at most ${MOST_CONDITIONS} conditions; each time of a list is one.`);
  return roles.reduce<Condition[]>(
    (before, role, at) =>
      at > 0 && role.condition === 'or'
        ? [{ anyOf: [before, conditionsFor(role)] }]
        : [...before, ...conditionsFor(role)],
    [],
  );
}

function isTime(column: string): boolean {
  const field = fieldOf(column);
  return field !== undefined && SEARCHABLE[field].type === 'time';
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw rolesInvalid('The filter roles are not JSON.');
  }
}

function roleFrom(role: unknown, preferred: Case): Role {
  if (typeof role !== 'object' || role === null) throw rolesInvalid('A filter role must be an object.');
  const { fieldKey: camel, field_key: snake, comparator, value, condition = 'and' } = role as Record<string, unknown>;
  const fieldKey = preferred === 'snake' ? (snake ?? camel) : (camel ?? snake);
  if (typeof fieldKey !== 'string') throw rolesInvalid('A filter role must have a fieldKey.');
  if (!isWord(comparator)) throw rolesInvalid(`The comparator of ${fieldKey} must be one of ${WORDS.join(', ')}.`);
  if (condition !== 'and' && condition !== 'or') throw rolesInvalid(`The condition of ${fieldKey} must be and or or.`);
  return {
    fieldKey,
    comparator,
    value: comparator === 'in' && Array.isArray(value) ? listFrom(fieldKey, value) : textFrom(fieldKey, value),
    condition,
  };
}

const isWord = (word: unknown): word is Word => (WORDS as readonly unknown[]).includes(word);

const comparatorOf = (word: Word): Comparator =>
  word in SYNONYMS ? SYNONYMS[word as keyof typeof SYNONYMS] : (word as Comparator);

function listFrom(field: string, values: unknown[]): string[] {
  if (values.length === 0 || values.length > MOST_VALUES)
    throw rolesInvalid(`The value of ${field} must be a list of one to ${MOST_VALUES}.`);
  return values.map((value) => textFrom(field, value));
}

function textFrom(field: string, value: unknown): string {
  const text = typeof value === 'number' || typeof value === 'boolean' ? String(value) : value;
  if (typeof text !== 'string' || !isStorable(text))
    throw rolesInvalid(`The value of ${field} must be a text or a number.`);
  return text;
}

function conditionsFor(sent: Role): Condition[] {
  const role: Plain = { ...sent, comparator: comparatorOf(sent.comparator) };
  const field = fieldOf(role.fieldKey);
  if (!field) throw fieldNotFound(role.fieldKey);
  const { type } = SEARCHABLE[field];
  if (type === 'boolean') return statusConditions(role);
  return type === 'time' ? timeConditions(field, role) : [criterion(field, role, type === 'number' ? NUMBERS : TEXTS)];
}

type Operators = Partial<Record<Comparator, Operator>>;

const TEXTS: Operators = {
  equals: 'equals',
  not_equals: 'notEquals',
  contains: 'contains',
  not_contains: 'notContains',
  starts_with: 'startsWith',
  ends_with: 'endsWith',
  in: 'in',
};
const NUMBERS: Operators = {
  equals: 'equals',
  not_equals: 'notEquals',
  bigger_than: 'greater',
  bigger_or_equals: 'greaterOrEqual',
  smaller_than: 'less',
  smaller_or_equals: 'lessOrEqual',
  in: 'in',
};

function criterion(field: SearchField, { fieldKey, comparator, value }: Plain, operators: Operators): Criterion {
  const operator = operators[comparator];
  if (!operator) throw doesNotFit(fieldKey, comparator);
  return { field, operator, value, loosely: true };
}

const doesNotFit = (field: string, comparator: Comparator) =>
  rolesInvalid(`${field} cannot be compared by ${comparator}.`);

/** A date means its whole day (UTC), and a time its whole second. */
function timeConditions(field: SearchField, { fieldKey, comparator, value }: Plain): Condition[] {
  const spans = [value].flat().map((text) => spanOf(fieldKey, text));
  const [{ from, until }] = spans as [Span];
  switch (comparator) {
    case 'equals':
      return [
        { field, operator: 'greaterOrEqual', value: from },
        { field, operator: 'less', value: until },
      ];
    case 'in':
      return [
        {
          anyOf: spans.map((span) => [
            { field, operator: 'greaterOrEqual', value: span.from },
            { field, operator: 'less', value: span.until },
          ]),
        },
      ];
    case 'not_equals':
      return [
        {
          anyOf: [
            [{ field, operator: 'less', value: from }],
            [{ field, operator: 'greaterOrEqual', value: until }],
            [{ field, operator: 'isNull' }],
          ],
        },
      ];
    case 'before':
    case 'smaller_than':
      return [{ field, operator: 'less', value: from }];
    case 'smaller_or_equals':
      return [{ field, operator: 'less', value: until }];
    case 'bigger_or_equals':
      return [{ field, operator: 'greaterOrEqual', value: from }];
    case 'after':
    case 'bigger_than':
      return [{ field, operator: 'greaterOrEqual', value: until }];
    default:
      throw doesNotFit(fieldKey, comparator);
  }
}

interface Span {
  from: string;
  until: string;
}

function spanOf(field: string, text: string): Span {
  const from = momentFrom(text);
  if (!from) throw rolesInvalid(`The value of ${field} must be a date or a time, ISO 8601.`);
  const seconds = text.length === 'YYYY-MM-DD'.length ? 86_400 : 1;
  return { from: from.toISOString(), until: new Date(from.getTime() + seconds * 1000).toISOString() };
}

const STATUSES = new Map<string, Criterion>([
  ['active', { field: 'isInactive', operator: 'equals', value: 'false' }],
  ['inactive', { field: 'isInactive', operator: 'equals', value: 'true' }],
  ['unpaid', { field: 'balance', operator: 'notEquals', value: '0' }],
]);

/** There is no `overdue`, because ledger entries have no due dates. */
function statusConditions({ fieldKey, comparator, value }: Plain): Condition[] {
  const found = [value].flat().map((word) => STATUSES.get(word));
  const criteria = found.filter((one) => one !== undefined);
  if (criteria.length < found.length)
    throw rolesInvalid(`The value of ${fieldKey} must be one of ${[...STATUSES.keys()].join(', ')}.`);
  if (comparator === 'not_equals')
    return criteria.map(({ operator, ...rest }) => ({
      ...rest,
      operator: operator === 'equals' ? 'notEquals' : 'equals',
    }));
  if (comparator !== 'equals' && comparator !== 'in') throw doesNotFit(fieldKey, comparator);
  return [{ anyOf: criteria.map((one) => [one]) }];
}
