import { kept } from '../kept.js';
import type { Detail } from '../problem.js';

/** The ways in which a request may spell the key of a field, best first: where it has several of them, the first one counts. */
export type Spelling = (field: string) => readonly string[];

export const asDeclared: Spelling = (field) => [field];

/** camelCase, which wins, or snake_case; a digit may stand apart: `billingAddress1`, `billing_address1`, `billing_address_1`. */
export const eitherCase: Spelling = remembered((field) => [field, snakeCase(field), snakeCase(field).replace(/(?<=[a-z])(?=\d)/g, '_')]);

export const snakeCase = (name: string) => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

export const camelCase = (name: string) => name.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());

/** A spelling that thinks about each field once. Fields are those that DTOs declare, so they are few. */
export function remembered(spelling: Spelling): Spelling {
  const known = new Map<string, readonly string[]>();
  return (field) => kept(known, field, () => spelling(field));
}

/** Under which key of a request each field arrived, for those that did. */
export function keysOf(fields: Iterable<string>, request: object, spelling: Spelling): Map<string, string> {
  const keys = new Map<string, string>();
  for (const field of fields) {
    const key = spelling(field).find((way) => Object.hasOwn(request, way));
    if (key !== undefined) keys.set(field, key);
  }
  return keys;
}

/** A refused field in the caller's own spelling. */
export function asSpelled(detail: Detail, keys: ReadonlyMap<string, string>): Detail {
  const field = detail.field.split('.')[0]!;
  const key = keys.get(field) ?? field;
  return { ...detail, field: key + detail.field.slice(field.length), message: detail.message.replace(field, key) };
}
