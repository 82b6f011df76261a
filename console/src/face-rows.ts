import { footprints } from 'footprints';
import type { Card, Face } from './api.js';
import { GROUPS } from './record-groups.js';

/** What a contract shows of a field, and its words for that. */
export interface Shown {
  words: string[];
  value: unknown;
}

export interface FaceRow {
  field: string;
  /** What each contract shows of the field, by its name. */
  shown: Record<string, Shown[]>;
}

type Words = Record<string, readonly string[]>;

const LISTS = ['emails', 'phones', 'companyNames', 'children'];
/** Of a list of records, the value that people know each by. */
const BY_NAME = ['emails.email', 'phones.phone', 'companyNames.name', 'children'];

/**
 * Puts the words of all contracts beside the fields of the record that they show. The documents of the contracts say
 * which these are.
 */
export function faceRows(faces: readonly Face[]): FaceRow[] {
  const rows = new Map<string, FaceRow>(
    [...GROUPS.flatMap(({ fields }) => fields), ...LISTS].map((field) => [field, { field, shown: {} }]),
  );
  for (const { contract, answer, status } of faces) {
    if (status !== 200) continue;
    const { words, customer } = customerIn(contract, answer);
    for (const [word, fields] of Object.entries(words)) {
      const field = rowOf(word, fields);
      const row = field === undefined ? undefined : rows.get(field);
      const value = valueAt(customer, word);
      if (!row || value === undefined) continue;
      const inRow = (row.shown[contract] ??= []);
      const equal = inRow.find((one) => JSON.stringify(one.value) === JSON.stringify(value));
      if (equal) equal.words.push(word.replace('[]', ''));
      else inRow.push({ words: [word.replace('[]', '')], value });
    }
  }
  return [...rows.values()].filter(({ shown }) => Object.keys(shown).length > 0);
}

/** A word that is made of several fields belongs to the row of the first. A constant belongs to none. */
function rowOf(word: string, fields: readonly string[]): string | undefined {
  const [first] = fields;
  if (first === undefined) return undefined;
  // The totals of a contract are made of all amounts.
  if (fields.includes('invoiced') && fields.includes('paid')) return 'balance';
  if (!word.includes('[]')) return word === 'code' ? 'code' : first;
  return BY_NAME.includes(first) && !word.endsWith('id') ? first.split('.')[0] : undefined;
}

/**
 * The customer in an answer, which each contract wraps in its own way: the object that has the most of the contract's
 * words. A tenant may have its accounting answers in snake_case, which have a document of their own.
 */
function customerIn(contract: string, answer: unknown): { words: Words; customer: unknown } {
  let best: { words: Words; customer: unknown; count: number } = { words: {}, customer: undefined, count: 0 };
  for (const [name, words] of Object.entries(footprints)) {
    if (name !== contract && name !== `${contract}-snake`) continue;
    const keys = new Set(Object.keys(words).map((word) => word.split(/[.[]/)[0]!));
    for (const customer of objectsIn(answer, 3)) {
      const count = Object.keys(customer).filter((key) => keys.has(key)).length;
      if (count > best.count) best = { words, customer, count };
    }
  }
  return best;
}

function objectsIn(value: unknown, depth: number): object[] {
  if (typeof value !== 'object' || value === null || depth < 0) return [];
  const inside = Object.values(value).flatMap((one) => objectsIn(one, depth - 1));
  return Array.isArray(value) ? inside : [value, ...inside];
}

/** `billing_address.city` is in an object; `emails[].email` is a value of each in a list. */
function valueAt(value: unknown, word: string): unknown {
  const [list, rest] = word.split('[].');
  if (rest !== undefined) {
    const rows = at(value, list!);
    return Array.isArray(rows) ? rows.map((row) => at(row, rest)) : undefined;
  }
  return at(value, word);
}

const at = (value: unknown, path: string): unknown =>
  path.split('.').reduce<unknown>((inside, key) => {
    if (typeof inside !== 'object' || inside === null) return undefined;
    return (inside as Record<string, unknown>)[key];
  }, value);

/** What the record itself has in a row. */
export function recordValue(card: Card, field: string): unknown {
  if (field === 'emails') return card.emails.map(({ email }) => email);
  if (field === 'phones') return card.phones.map(({ phone }) => phone);
  if (field === 'companyNames') return card.companyNames.map(({ name }) => name);
  if (field === 'children') return card.children.map(({ displayName }) => displayName);
  return card[field as keyof Card];
}
