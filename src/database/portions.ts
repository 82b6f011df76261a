import type { Snapshot } from '../engine/tenant-database/index.js';
import { RowStream, type Rows } from '../rows.js';

/** How many rows of a page are read at once before it is known how wide they are. */
export const ROWS_AT_ONCE = 50;

/** Bytes of rows that one request has in memory at once, as PostgreSQL sends them. */
export const PORTION = 256 * 1024;

const MOST_AT_ONCE = 100;

/** Reads rows by their IDs, in the order of the IDs: as many of them as fit into a portion, and at least one. */
type Read<Row> = (ids: readonly string[]) => Promise<Row[]>;

/** The rows with these IDs, in their order: an array if they fit into one portion, else a stream. */
export async function inPortions<Row>(snapshot: Snapshot, ids: readonly string[], read: Read<Row>): Promise<Rows<Row>> {
  const first = ids.length === 0 ? [] : await read(ids.slice(0, ROWS_AT_ONCE));
  if (first.length < ids.length) return new RowStream(() => portionsOf(first, ids, read));
  snapshot.end();
  return first;
}

async function* portionsOf<Row>(first: Row[], ids: readonly string[], read: Read<Row>): AsyncGenerator<Row[]> {
  yield first;
  let [next, size] = [first.length, first.length];
  while (next < ids.length) {
    const rows = await read(ids.slice(next, next + size));
    if (rows.length === 0) throw new Error('Rows of a page are missing from its snapshot');
    yield rows;
    next += rows.length;
    size = Math.min(rows.length < size ? rows.length : 2 * size, MOST_AT_ONCE);
  }
}
