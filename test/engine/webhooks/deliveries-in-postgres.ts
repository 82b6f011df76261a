import type { Pool } from 'pg';
import type {
  Deliveries,
  Settlement,
  SigningSecret,
  StandardEvent,
  StandardSubscription,
} from '../../../src/engine/webhooks/index.js';

interface Stored extends StandardEvent {
  seq: number;
}

interface StoredSubscription extends StandardSubscription {
  cursor: number;
}

export const TABLES = `
  CREATE TABLE feed (seq bigint PRIMARY KEY, key text NOT NULL, body text NOT NULL);
  CREATE TABLE receivers (
    id text PRIMARY KEY, url text NOT NULL, secrets jsonb NOT NULL, cursor bigint NOT NULL DEFAULT 0,
    failures int NOT NULL DEFAULT 0, failing_since float8, delivered_at float8, paused_until float8 NOT NULL DEFAULT 0,
    served_at timestamptz NOT NULL DEFAULT now(), ended text);
  CREATE TABLE beside (
    receiver text REFERENCES receivers, seq bigint REFERENCES feed, key text NOT NULL,
    failures int NOT NULL, failing_since float8, until float8 NOT NULL, PRIMARY KEY (receiver, seq));`;

/** Deliveries on tables of their own: a feed, receivers with a cursor, and beside it the events that wait. */
export class DeliveriesInPostgres implements Deliveries<StoredSubscription, Stored> {
  constructor(private readonly pool: Pool) {}

  async due(limit: number, without: { ids: readonly string[]; groups: readonly string[] }) {
    const { rows } = await this.pool.query<StoredSubscription & { secrets: SigningSecret[] }>(
      `SELECT id, id AS "group", url, secrets, cursor::int, failures, failing_since AS "failingSince",
         delivered_at AS "deliveredAt"
       FROM receivers AS one
       WHERE ended IS NULL AND paused_until <= $1 AND id <> ALL($2) AND id <> ALL($3)
         AND EXISTS (${CLAIMABLE('one.id', 'one.cursor')})
       ORDER BY served_at LIMIT $4`,
      [Date.now(), without.ids, without.groups, limit],
    );
    return rows;
  }

  async claim({ id, cursor }: StoredSubscription, limit: number) {
    const { rows } = await this.pool.query<Omit<Stored, 'id'>>(
      `${CLAIMABLE('$2', '$3::bigint')} ORDER BY seq LIMIT $4`,
      [Date.now(), id, cursor, limit],
    );
    return rows.map((row) => ({ ...row, id: `msg_${row.seq}` }));
  }

  async settle({ id, cursor }: StoredSubscription, settlement: Settlement<Stored>) {
    const { delivered, postponed, leftOut, waiting, next } = settlement;
    const client = await this.pool.connect();
    try {
      await client.query('BEGIN');
      if (next.is === 'well' && next.hasRecovered)
        await client.query(
          'UPDATE beside SET until = 0, failures = 0, failing_since = NULL WHERE receiver = $1 AND until > 0',
          [id],
        );
      const settled = [...delivered, ...leftOut.map(({ event }) => event)].map(({ seq }) => seq);
      const kept = [
        ...postponed.map(({ event, failures, failingSince, until }) => [event.seq, failures, failingSince, until]),
        ...waiting.map(({ seq, failures, failingSince }) => [seq, failures, failingSince, 0]),
      ];
      const last = Math.max(cursor, ...settled, ...kept.map(([seq]) => seq!));
      // What the cursor passes without being delivered is kept beside it.
      await client.query(
        `INSERT INTO beside SELECT $1, seq, key, 0, NULL, 0 FROM feed WHERE seq > $2 AND seq <= $3
         ON CONFLICT DO NOTHING`,
        [id, cursor, last],
      );
      await client.query('DELETE FROM beside WHERE receiver = $1 AND seq = ANY($2)', [id, settled]);
      for (const row of kept)
        await client.query(
          'UPDATE beside SET failures = $3, failing_since = $4, until = $5 WHERE receiver = $1 AND seq = $2',
          [id, ...row],
        );
      const { failures = 0, failingSince, pausedUntil } = next.is === 'failing' ? next : {};
      await client.query(
        `UPDATE receivers SET cursor = greatest(cursor, $2), served_at = now(),
           failures = CASE WHEN $3 THEN failures ELSE $4 END,
           failing_since = CASE WHEN $3 THEN failing_since ELSE $5 END,
           delivered_at = coalesce($6, delivered_at), paused_until = $7, ended = $8 WHERE id = $1`,
        [
          id,
          last,
          next.is === 'unchanged',
          failures,
          failingSince,
          delivered.length > 0 ? Date.now() : null,
          pausedUntil ?? 0,
          next.is === 'ended' ? next.why : null,
        ],
      );
      await client.query('COMMIT');
    } catch (error) {
      await client.query('ROLLBACK').catch(() => {});
      throw error;
    } finally {
      client.release();
    }
  }
}

/** Events of a receiver whose key has no event that is postponed to a later time. `$1` is the time. */
const CLAIMABLE = (receiver: string, cursor: string) => `
  SELECT seq::int, key, body, failures, failing_since AS "failingSince" FROM (
    SELECT seq, key, feed.body, failures, failing_since FROM beside JOIN feed USING (seq, key)
      WHERE receiver = ${receiver}
    UNION ALL
    SELECT seq, key, body, 0, NULL FROM feed WHERE seq > ${cursor}) AS event
  WHERE NOT EXISTS (
    SELECT FROM beside WHERE receiver = ${receiver} AND beside.key = event.key AND until > $1)`;
