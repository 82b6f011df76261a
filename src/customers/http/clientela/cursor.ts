import { invalidField } from '../../../problem.js';
import { idFrom, NO_ID } from '../../../contracts/id-text.js';
import { momentFrom } from '../../../contracts/iso-time.js';
import { isStorable } from '../../../normal-forms/texts.js';
import type { ContinuedField, Order, Position } from '../../criteria.js';

/** The words that a list can be sorted by, and the field of the record that each stands for. */
const SORTED = {
  id: 'id',
  name: 'displayName',
  createdAt: 'createdAt',
  updatedAt: 'updatedAt',
} as const satisfies Record<string, ContinuedField>;

/** `-` sorts from the last to the first. */
export const SORTS = Object.keys(SORTED).flatMap((word) => [word, `-${word}`]);

export function orderOf(sort: string): { field: ContinuedField; descending: boolean } {
  const descending = sort.startsWith('-');
  return { field: SORTED[sort.replace('-', '') as keyof typeof SORTED], descending };
}

/** Longer than any cursor that this server writes. */
export const MAX_CURSOR = 6_000;

/** The cursor after a row: base64url of what the list is sorted by, the value of the row and its ID. */
export const cursorOf = (sort: string, next: { id: string; key: string } | null): string | null =>
  next && Buffer.from(JSON.stringify([sort, next.key, next.id])).toString('base64url');

/** The row that a cursor of a list with this order names. Any other text is refused. */
export function positionIn(cursor: string, sort: string): Position {
  const [sorted, key, id] = contentOf(cursor);
  if (sorted !== sort) throw refused('is a cursor of another sort');
  if (!isKey(key, orderOf(sort))) throw refused(NO_CURSOR);
  const position = { key, id: typeof id === 'string' ? idFrom(id) : NO_ID };
  if (position.id === NO_ID) throw refused(NO_CURSOR);
  return position;
}

const NO_CURSOR = 'is no cursor that a list has answered';

function contentOf(cursor: string): unknown[] {
  if (!/^[\w-]+$/.test(cursor)) throw refused(NO_CURSOR);
  try {
    const content: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString());
    if (Array.isArray(content) && content.length === 3) return content;
  } catch {
    // Refused below.
  }
  throw refused(NO_CURSOR);
}

const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/;

function isKey(key: unknown, { field }: Order<ContinuedField>): key is string {
  if (typeof key !== 'string' || !isStorable(key)) return false;
  if (field === 'displayName') return true;
  if (field === 'id') return idFrom(key) !== NO_ID;
  return TIME.test(key) && momentFrom(key) !== undefined;
}

const refused = (message: string) => invalidField('after', 'cursor', message);
