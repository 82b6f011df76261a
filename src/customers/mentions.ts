import type { Database, TenantId } from '../engine/tenant-database/index.js';
import type { Sql } from './searchable.js';

/** A search that more customers match is not counted further, and its list ends there. */
export const MOST_FOUND = 10_000;

/**
 * The IDs of the customers that have each of the words in some text, only inactive ones if `isInactive`, only active
 * ones if it is false. Nothing if more than `MOST_FOUND` have each of the words.
 */
export async function mentioning(
  database: Database,
  tenant: TenantId,
  words: readonly string[],
  isInactive: boolean | null,
): Promise<string[] | undefined> {
  const [found] = await database.read<{ ids: string[] | null }>(tenant, {
    text: MENTIONING,
    values: [words, MOST_FOUND, isInactive],
  });
  return found!.ids ?? undefined;
}

const MENTIONING = `
  SELECT CASE WHEN bool_and(id IS NOT NULL) IS NOT FALSE THEN coalesce(array_agg(id::text), '{}') END AS ids
  FROM customers_mentioning($1::text[], $2, $3) id`;

/** The condition that a customer `t` has a word in some text. It is checked on each row that a list reads. */
export const mentions = (word: string): Sql => [
  '(t.search_text LIKE (SELECT containing(?)) OR customer_mentions(t.id, (SELECT containing(?)), ' +
    '(SELECT number_containing(?)), (SELECT dialled_containing(?))))',
  word,
  word,
  word,
  word,
];
