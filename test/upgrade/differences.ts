import type { ContractName } from '../../src/contracts/index.js';
import type { KeptAnswer } from './questions.js';

/** A field whose rule has changed since a release, as `changes.json` lists it. */
export interface Change {
  contract: ContractName;
  /** The path of the request without its query, its IDs as `{id}`: `/customers/{id}/phones`. Left out: every path. */
  path?: string;
  /** `status`, or a field of the body with `[]` for every place in a list: `body.phones[].extension`. */
  field: string;
  reason: string;
}

export interface Difference {
  tenant: string;
  contract: ContractName;
  path: string;
  field: string;
  was: string;
  is: string;
}

const NOTHING = 'nothing';

/** Every value that is another one now, that is gone, or that is new. */
export function differencesBetween(kept: readonly KeptAnswer[], now: readonly KeptAnswer[]): Difference[] {
  return kept.flatMap(({ tenant, contract, path, ...was }, at) => {
    const { status, body } = now[at]!;
    const [before, after] = [valuesOf(was), valuesOf({ status, body })];
    return [...new Set([...before.keys(), ...after.keys()])].flatMap((field) => {
      const [old, current] = [before.get(field) ?? NOTHING, after.get(field) ?? NOTHING];
      return old === current ? [] : [{ tenant, contract, path, field, was: old, is: current }];
    });
  });
}

/** The values in an answer by their places: `body.data[2].name`. Empty objects and lists are values too. */
function valuesOf(value: unknown, place = '', values = new Map<string, string>()): Map<string, string> {
  const parts = typeof value === 'object' && value !== null ? Object.entries(value) : [];
  if (parts.length === 0) return values.set(place, JSON.stringify(value));
  for (const [name, part] of parts) {
    const separator = place && '.';
    valuesOf(part, Array.isArray(value) ? `${place}[${name}]` : `${place}${separator}${name}`, values);
  }
  return values;
}

const withoutIds = (path: string) => path.replace(/\?.*/, '').replaceAll(/\/\d+(?=\/|$)/g, '/{id}');
const withoutPlaces = (field: string) => field.replaceAll(/\[\d+\]/g, '[]');

export const explains = ({ contract, path, field }: Change, difference: Difference): boolean =>
  contract === difference.contract &&
  (path === undefined || path === withoutIds(difference.path)) &&
  field === withoutPlaces(difference.field);

/** One line for people. */
export const told = ({ tenant, contract, path, field, was, is }: Difference) =>
  `${tenant}: ${contract} GET ${path}: ${field} was ${was}, is ${is}`;
