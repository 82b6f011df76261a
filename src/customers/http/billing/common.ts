import type { Changes } from '../../../contracts/input.js';
import { QueryText, QueryWhole, Text } from '../../../contracts/fields.js';
import { invalid } from '../../../problem.js';
import { URL_LIMIT } from '../../../request-limits.js';
import { LONGEST, MOST_TAGS } from '../../longest-texts.js';
import type { Clocks } from './times.js';

/** What an answer depends on besides the record: the tenant's form of times, and the address of the server. */
export interface Viewpoint extends Clocks {
  baseUrl: string;
}

/** The modelled API names no limits. These are ours: short texts and names, an email address as RFC 5321 limits it. */
export const MAX = { line: LONGEST.line, email: LONGEST.email, custom: LONGEST.custom, tags: MOST_TAGS };

/** The address of a server, which `PUBLIC_URL` or the header `Host` names, and the path of a record. */
export const LONGEST_URL = 2 * URL_LIMIT;

export const Line = (description: string, example: string) => Text({ max: MAX.line, description, example });

export const noData = invalid('A required parameter was missing: No data.');

/** The fields of a body. A body without fields is refused. */
export async function given<Dto extends object>(sent: Changes<Dto>, current: () => Promise<object>): Promise<Dto> {
  if (sent.isEmpty) throw noData;
  return sent.against(current);
}

/** Parameters that clients add to any URL and that mean nothing here: nothing can be expanded. */
export const TOLERATED = /^(?:_dummy|_flag_\w+|expand)$/;
/** A count has no rows whose fields could be limited. */
export const TOLERATED_IN_COUNTS = /^(?:_dummy|_flag_\w+|expand|fields)$/;

/** The query parameter with the conditions of a list. */
export const QueryWhere = (description: string, example: string) =>
  QueryText({ max: 8000, verbatim: true, description, example });

/** The query parameter with the order of a list. */
export const QueryOrder = (example: string) =>
  QueryText({
    max: 2000,
    verbatim: true,
    description:
      '`field:ASC` or `field:DESC`, several separated by commas, at most 20; the fields are those of `where`. ' +
      'By ID when omitted.',
    example,
  });

/** The most rows of a page. */
export const MOST_PER_PAGE = 500;

/** The query parameter with the size of a page. */
export const QueryLimit = (rows: string) =>
  QueryWhole({
    min: 1,
    max: MOST_PER_PAGE,
    clamp: true,
    fallback: 10,
    description: `${rows} per page; more than ${MOST_PER_PAGE} means ${MOST_PER_PAGE}.`,
  });

/** The query parameter with the number of rows before the page. */
export const QueryOffset = (rows: string) => QueryWhole({ fallback: 0, description: `${rows} to skip.` });

/** The query parameter that limits rows to some of their fields. */
export const QueryFields = (example: string) =>
  QueryText({
    max: 2000,
    description:
      'Fields to return in each row, separated by commas; unknown names are ignored. All fields when omitted.',
    example,
  });

/** Limits a row to the fields that the query names. */
export function limitedTo<Row extends object>(fields: string): (row: Row) => Partial<Row> {
  const names = new Set(
    fields
      .split(',')
      .map((name) => name.trim())
      .filter((name) => name !== ''),
  );
  if (names.size === 0) return (row) => row;
  return (row) => Object.fromEntries(Object.entries(row).filter(([name]) => names.has(name))) as Partial<Row>;
}
