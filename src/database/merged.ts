import { fenced } from './fence.js';

// A merged customer has no record any more: its IDs and keys lead to the customer that it was merged into. These
// look-ups run only when no customer was found, so that other requests cost nothing.

const upwards = (first: string) => `WITH RECURSIVE line (gone, id, depth) AS (
    ${first}
    UNION ALL SELECT line.gone, next.into_id, line.depth + 1 FROM customer_merges next
      JOIN line ON next.tenant_id = :tenant AND next.gone_id = line.id AND next.undone_at IS NULL)
  SELECT DISTINCT ON (gone) gone, id FROM line ORDER BY gone, depth DESC`;

/** The customers that these have been merged into. Those that were not merged are left out. */
export const SURVIVORS = fenced(
  upwards(`SELECT gone_id, into_id, 1 FROM customer_merges
      WHERE tenant_id = :tenant AND gone_id = ANY(:ids::bigint[]) AND undone_at IS NULL`),
);

const survivorWith = (condition: string) =>
  fenced(
    upwards(`SELECT m.gone_id, m.into_id, 1 FROM customers t
        JOIN customer_merges m ON m.tenant_id = :tenant AND m.gone_id = t.id AND m.undone_at IS NULL
      WHERE t.tenant_id = :tenant AND t.deleted_at IS NOT NULL AND ${condition}`),
  );

export const SURVIVOR_WITH_KEY = survivorWith('t.external_key_normal = trimmed(:key)');
export const SURVIVOR_WITH_TOKEN = survivorWith('t.token = :token');

/** A customer that was merged, and the one that stands for it. */
export interface Survivor {
  gone: number;
  id: number;
}
