import type { Database, ReadStatement, TenantId } from '../engine/tenant-database/index.js';
import type { Sql } from './searchable.js';

/** A search that more customers match is not counted further, and its list ends there. */
export const MOST_FOUND = 10_000;

/**
 * The IDs of the customers that have each of the words in some text, only inactive ones if `isInactive`, only active
 * ones if it is false. Nothing if more than `MOST_FOUND` have each of the words.
 */
export function mentioning(
  database: Database,
  tenant: TenantId,
  words: readonly string[],
  isInactive: boolean | null,
): Promise<string[] | undefined> {
  return idsFound(database, tenant, { text: MENTIONING, values: [tenant, words, MOST_FOUND, isInactive] });
}

/** The IDs of the active customers whose names have each of the words. Nothing if there are more than `MOST_FOUND`. */
export const named = (database: Database, tenant: TenantId, words: readonly string[]): Promise<string[] | undefined> =>
  idsFound(database, tenant, { text: NAMED, values: [tenant, words, MOST_FOUND] });

async function idsFound(database: Database, tenant: TenantId, statement: ReadStatement): Promise<string[] | undefined> {
  const [found] = await database.read<{ ids: string[] | null }>(tenant, statement);
  return found ? (found.ids ?? undefined) : [];
}

/**
 * A cluster runs a function where the tenant's rows are, because the statement names the tenant. Without the order,
 * PostgreSQL would read the rows of others until it meets one of a tenant that has much of the table.
 */
const idsBy = (select: string) => `SELECT (${select}) AS ids FROM customers WHERE tenant_id = $1 ORDER BY id LIMIT 1`;

/** One NULL among the IDs says that there are too many. */
const unlessMany = (found: string) =>
  idsBy(
    `SELECT CASE WHEN bool_and(id IS NOT NULL) IS NOT FALSE THEN coalesce(array_agg(id::text), '{}') END FROM ${found} id`,
  );

const MENTIONING = unlessMany('customers_mentioning($2::text[], $3, $4)');
const NAMED = unlessMany('customers_named($2::text[], $3)');

/** The IDs of active customers in whose names a word begins like one of some patterns. Each finds `most` at most. */
export async function spelled(
  database: Database,
  tenant: TenantId,
  patterns: readonly string[],
  most: number,
): Promise<string[]> {
  return (await idsFound(database, tenant, { text: SPELLED, values: [tenant, patterns, most] }))!;
}

const SPELLED = idsBy("SELECT coalesce(array_agg(DISTINCT id::text), '{}') FROM customers_spelled($2::text[], $3) id");

/** The condition that a customer `t` has a word in some text. It is checked on each row that a list reads. */
export const mentions = (word: string): Sql => [
  '(t.search_text LIKE (SELECT containing(?)) OR customer_mentions(t.id, (SELECT containing(?)), ' +
    '(SELECT number_containing(?)), (SELECT dialled_containing(?))))',
  word,
  word,
  word,
  word,
];
