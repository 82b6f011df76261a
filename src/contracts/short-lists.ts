import { ApiProperty } from '@nestjs/swagger';
import { invalidField } from '../problem.js';
import { QueryText, QueryWhole } from './fields.js';
import { idFrom, NO_ID } from './id-text.js';

const DEFAULT_LIMIT = 50;

/** The most rows of a page. */
export const MOST_PER_PAGE = 500;

/** The page of a list in the order of its IDs. */
export class ShortListQuery {
  @QueryText({ max: 100, description: 'The `next` of the page before.', example: cursorOf(1) }) after?: string;
  @QueryWhole({ min: 1, max: MOST_PER_PAGE, fallback: DEFAULT_LIMIT, description: 'Rows per page.' }) limit?: number;
}

/** Documents the cursor of a list. */
export const NextCursor = (max = 100) =>
  ApiProperty({
    type: String,
    nullable: true,
    maxLength: max,
    description: 'The cursor of the next page, for `after`. Null on the last page.',
    example: null,
  });

/** Documents the cursor of a list that has one page. */
export const NoCursor = () =>
  ApiProperty({
    type: String,
    nullable: true,
    maxLength: 0,
    description: 'Always null: there is one page.',
    example: null,
  });

/** The page of a list that was read as a whole, because it is short, such as the keys of one tenant. */
export function pageOf<Row extends { id: number }>(
  rows: readonly Row[],
  { after, limit = DEFAULT_LIMIT }: ShortListQuery,
): { data: Row[]; next: string | null } {
  const last = after === undefined ? 0 : idIn(after);
  const following = rows.filter(({ id }) => id > last);
  const data = following.slice(0, limit);
  return { data, next: following.length > limit ? cursorOf(data.at(-1)!.id) : null };
}

/** The cursor behind a row. */
export function cursorOf(id: number): string {
  return Buffer.from(`ID ${id}`).toString('base64url');
}

/** The row that a cursor is behind. */
export function idIn(cursor: string): number {
  const id = idFrom(/^ID (\d+)$/.exec(Buffer.from(cursor, 'base64url').toString())?.[1] ?? '');
  if (id === NO_ID) throw invalidField('after', 'cursor', 'is no cursor that a list has answered');
  return id;
}
