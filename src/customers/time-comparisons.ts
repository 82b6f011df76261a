import { invalidField } from '../problem.js';
import type { Sql } from './searchable.js';

/** The second of a moment, as PostgreSQL reads times, and whether the moment is its beginning. */
interface Second {
  begin: string;
  next: string;
  isWhole: boolean;
}

export type Sign = '>' | '>=' | '<' | '<=';

/** Times are compared to the second, which is what every contract shows. */
export function secondOf(field: string, text: string): Second {
  const moment = Date.parse(text);
  if (Number.isNaN(moment)) throw invalidField(field, 'date', 'is compared with dates only');
  const begin = Math.floor(moment / 1000) * 1000;
  return { begin: timestampOf(begin), next: timestampOf(begin + 1000), isWhole: begin === moment };
}

/** The column itself is compared, and not its second, so that an index finds the rows. */
export function timeOrder(column: string, sign: Sign, { begin, next, isWhole }: Second): Sql {
  switch (sign) {
    case '>':
      return [`${column} >= ?`, next];
    case '>=':
      return [`${column} >= ?`, isWhole ? begin : next];
    case '<':
      return [`${column} < ?`, isWhole ? begin : next];
    case '<=':
      return [`${column} < ?`, next];
  }
}

export const withinSecond = (column: string, { begin, next, isWhole }: Second): Sql =>
  isWhole ? [`(${column} >= ? AND ${column} < ?)`, begin, next] : ['false'];

/** No stored time is outside the years 1 to 9999, and PostgreSQL cannot read such a time as JavaScript writes it. */
function timestampOf(milliseconds: number): string {
  const moment = new Date(milliseconds);
  const year = moment.getUTCFullYear();
  if (year < 1) return '-infinity';
  return year > 9999 || Number.isNaN(year) ? 'infinity' : moment.toISOString();
}
