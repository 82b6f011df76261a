import type { Detail } from '../problem.js';
import { memoized } from '../engine/kit/memoized.js';
import { RowStream } from '../rows.js';

/** The case of property names. */
export type Case = 'camel' | 'snake';

/**
 * The spellings of a field's key in requests, in order of precedence. `preferred` is the case of the answers to this
 * caller.
 */
export type Spelling = (field: string, preferred: Case) => readonly string[];

export const asDeclared: Spelling = (field) => [field];

/**
 * camelCase or snake_case, the preferred one first; a digit may stand apart: `billingAddress1`, `billing_address1`,
 * `billing_address_1`.
 */
export const eitherCase: Spelling = (field, preferred) => {
  const snake = [snakeCase(field), snakeCase(field).replace(/(?<=[a-z])(?=\d)/g, '_')];
  return preferred === 'snake' ? [...snake, field] : [field, ...snake];
};

export const snakeCase = (name: string) => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

export const camelCase = (name: string) => name.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());

const snakeKeys = new Map<string, string>();

/** A value of an answer with all of its keys in snake_case, at any depth. Values are not changed. */
export function inSnakeCase(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(inSnakeCase);
  if (value instanceof RowStream) return value.map(inSnakeCase);
  if (typeof value !== 'object' || value === null) return value;
  const renamed: Record<string, unknown> = {};
  for (const [key, inner] of Object.entries(value))
    renamed[memoized(snakeKeys, key, () => snakeCase(key))] = inSnakeCase(inner);
  return renamed;
}

/** By accepted key, its field and the number of spellings with precedence over it. */
export type Keys = ReadonlyMap<string, { field: string; better: number }>;

export const keysFor = (fields: readonly string[], spelling: Spelling, preferred: Case): Keys =>
  new Map(fields.flatMap((field) => spelling(field, preferred).map((key, better) => [key, { field, better }])));

/** By field, the key under which a request has it, in the order of the request. */
export function keysIn(request: object, keys: Keys): Map<string, string> {
  const arrived = new Map<string, string>();
  for (const key of Object.keys(request)) {
    const known = keys.get(key);
    if (!known) continue;
    const other = arrived.get(known.field);
    if (other !== undefined && keys.get(other)!.better <= known.better) continue;
    arrived.delete(known.field);
    arrived.set(known.field, key);
  }
  return arrived;
}

/** A refused field in the caller's spelling. */
export function asSpelled(detail: Detail, keys: ReadonlyMap<string, string>): Detail {
  const field = detail.field.split('.')[0]!;
  const key = keys.get(field) ?? field;
  return { ...detail, field: key + detail.field.slice(field.length), message: detail.message.replace(field, key) };
}
