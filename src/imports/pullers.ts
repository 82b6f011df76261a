import { invalidField } from '../problem.js';

/** Reads a path below the base URL of a running system, with its query. Answers the JSON. */
export type Ask = (path: string, query?: Readonly<Record<string, string | number>>) => Promise<unknown>;

/** Some rows of a running system, and where the next ones are. */
export interface PulledPage {
  rows: readonly object[];
  /** Null: there are no more. */
  next: string | null;
}

/** How the customers of a running system are read through its contract. */
export interface Puller {
  readonly contract: string;
  /** The page at a place that the page before has named. Null: the first one. */
  page(ask: Ask, place: string | null): Promise<PulledPage>;
}

/** The contracts whose systems can be read. The module hands them in. */
export class Pullers {
  constructor(private readonly all: readonly Puller[]) {}

  of(contract: string): Puller {
    const puller = this.all.find((one) => one.contract === contract);
    if (!puller) throw invalidField('contract', 'isIn', 'must be one whose systems can be read');
    return puller;
  }
}

/** Details that are read at the same time. */
const AT_ONCE = 4;

/** Reads something for each row, a few at a time. The results are in the order of the rows. A failure ends it. */
export async function each<Row, Result>(rows: readonly Row[], read: (row: Row) => Promise<Result>): Promise<Result[]> {
  const results = new Array<Result>(rows.length);
  let next = 0;
  const lane = async () => {
    while (next < rows.length) {
      const at = next++;
      results[at] = await read(rows[at]!);
    }
  };
  const stop = (error: unknown) => {
    next = rows.length;
    throw error;
  };
  await Promise.all(Array.from({ length: AT_ONCE }, () => lane().catch(stop)));
  return results;
}

/** The system has answered something else than its contract says. */
export class NotAsDocumented extends Error {}

/** The list at a path of keys. */
export function listIn(answer: unknown, ...keys: readonly string[]): object[] {
  const found = valueIn(answer, ...keys);
  if (Array.isArray(found) && found.every((one) => typeof one === 'object' && one !== null)) return found as object[];
  throw new NotAsDocumented();
}

export function objectIn(answer: unknown, ...keys: readonly string[]): object {
  const found = valueIn(answer, ...keys);
  if (typeof found === 'object' && found !== null && !Array.isArray(found)) return found;
  throw new NotAsDocumented();
}

export const valueIn = (answer: unknown, ...keys: readonly string[]): unknown =>
  keys.reduce<unknown>((inner, key) => (inner as Record<string, unknown> | null | undefined)?.[key], answer);

/** The ID of a row as a part of a path. */
export function idIn(row: object, key: string): string {
  const id = valueIn(row, key);
  if ((typeof id === 'number' && Number.isSafeInteger(id)) || (typeof id === 'string' && /^\d{1,19}$/.test(id)))
    return String(id);
  throw new NotAsDocumented();
}

/** The next place of a list with offsets. A page that is not full is the last one. */
export const nextAfter = (rows: readonly object[], offset: number, limit: number): string | null =>
  rows.length < limit ? null : String(offset + rows.length);
