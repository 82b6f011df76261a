import { Injectable } from '@nestjs/common';
import { compile } from '../database/compiled-statement.js';
import { fenced } from '../database/fence.js';
import type { OriginRow, Patch, RecordKind, RowChange } from '../database/kept-changes.js';
import { Database, type TenantId } from '../engine/tenant-database/index.js';
import type { Place } from './feed-cursor.js';

/** The time in which one server counts transactions. */
export interface Era {
  id: number;
  token: string;
  /** False: the database is on another server now, and nothing has begun a new era yet. */
  isPresent: boolean;
}

/** A row of `changes` in the order of the feed. */
export interface KeptChange extends Place {
  customerId: number;
  record: RecordKind;
  recordId: number;
  kind: RowChange;
  version: number | null;
  at: string;
  origin: OriginRow;
  patch: Patch;
}

export interface Ahead {
  /** Whether the place is one that this server has reached, and no change after it was trimmed. */
  isKept: boolean;
  /** How many rows were looked at, and the place of the last one. */
  seen: number;
  edge: Place | null;
  /** Rows of customers' changes. Those of one change have one place. */
  rows: KeptChange[];
}

/** Reads changes in the order in which they can be followed. All of it is read from the primary. */
@Injectable()
export class FeedRepository {
  constructor(private readonly database: Database) {}

  async era(): Promise<Era> {
    return (await this.database.system<Era>(ERA.with({})))[0]!;
  }

  async renewEra(): Promise<void> {
    await this.database.system(RENEW_ERA.with({}));
  }

  /** Changes after a place. `look`: how many rows are looked at. `isPast`: nothing is written in this era any more. */
  async ahead(
    tenant: TenantId,
    era: number,
    after: Place,
    limit: number,
    look: number,
    { isPast = false } = {},
  ): Promise<Ahead> {
    const statement = (isPast ? AHEAD_IN_PAST_ERA : AHEAD).with({ tenant, era, ...after, limit, look });
    const [{ ahead }] = (await this.database.write<{ ahead: string }>(tenant, statement)) as [{ ahead: string }];
    return JSON.parse(ahead) as Ahead;
  }

  /** The rows of changes that are known by the number of their first row. */
  rowsOf(tenant: TenantId, changes: readonly { customerId: number; seq: string }[]): Promise<KeptChange[]> {
    const values = { tenant, customers: changes.map((one) => one.customerId), seqs: changes.map((one) => one.seq) };
    return this.database.write<KeptChange>(tenant, ROWS_OF.with(values));
  }

  /** The first transaction of an era that began at a time or later, and whether the era has older ones. */
  async firstSince(
    tenant: TenantId,
    era: number,
    time: Date,
  ): Promise<{ hasOlder: boolean; writtenBy: string | null }> {
    const rows = await this.database.write<{ hasOlder: boolean; writtenBy: string | null }>(
      tenant,
      SINCE.with({ tenant, era, time }),
    );
    return rows[0]!;
  }

  /** The number of the oldest transaction that may still be open. Undefined if the tenant never had a customer. */
  async horizon(tenant: TenantId): Promise<string | undefined> {
    return (await this.database.write<{ horizon: string }>(tenant, HORIZON.with({ tenant })))[0]?.horizon;
  }

  /** The place of the last change that can be shown. */
  async last(tenant: TenantId, era: number): Promise<Place | undefined> {
    return (await this.database.write<Place>(tenant, LAST.with({ tenant, era })))[0];
  }

  /** Notes that a consumer has read up to a place, so that changes after it are kept. */
  async note(tenant: TenantId, consumer: string, era: number, { writtenBy }: Place): Promise<void> {
    await this.database.write(tenant, NOTE.with({ tenant, consumer, era, writtenBy }));
  }

  /** The consumer needs no changes any more. */
  async forget(tenant: TenantId, consumer: string): Promise<void> {
    await this.database.write(tenant, FORGET.with({ tenant, consumer }));
  }
}

const ERA = compile('SELECT id, token, server = feed_server() AS "isPresent" FROM feed_eras ORDER BY id DESC LIMIT 1');
const RENEW_ERA = compile('SELECT renew_feed_era()');

/** Transactions below it have ended, so no change can appear before theirs. The subquery is computed once. */
const OLDEST_OPEN = '(SELECT oldest_open_transaction())';

// Citus runs it on the server of the tenant's rows, because it names one of their tables.
const HORIZON = fenced(
  `SELECT ${OLDEST_OPEN}::text AS horizon FROM (SELECT FROM customers WHERE tenant_id = :tenant LIMIT 1) one`,
);

const LAST = fenced(
  `SELECT written_by::text AS "writtenBy", seq::text AS seq FROM changes
  WHERE tenant_id = :tenant AND era = :era AND written_by < ${OLDEST_OPEN}
  ORDER BY written_by DESC, seq DESC LIMIT 1`,
  { connection: 'shared' },
);

/** Whether `late` is a change of the customer of `c` that came after it, in an older transaction. */
const IS_LATER = `late.tenant_id = :tenant AND late.customer_id = c.customer_id
  AND late.written_by < c.written_by AND late.until > c.written_by AND late.seq > c.seq`;

/**
 * A change is all rows of one customer and one transaction. Its place is that of its first row. But the transaction of
 * a customer's change may be older than that of the change before, because it waited for it: the change before is then
 * shown with the late one, in the order of their rows. Both have ended by then, so nothing that follows can move them.
 */
const ahead = (horizon: string) =>
  fenced(
    `WITH ahead AS MATERIALIZED (
    SELECT customer_id, written_by, seq FROM changes
    WHERE tenant_id = :tenant AND era = :era AND (written_by, seq) > (:writtenBy::xid8, :seq::bigint)
      AND written_by < ${horizon}
    ORDER BY written_by, seq LIMIT :look
  ), edge AS (
    SELECT written_by, seq FROM ahead ORDER BY written_by DESC, seq DESC LIMIT 1
  ), own AS (
    SELECT c.* FROM (SELECT customer_id, written_by, min(seq) AS seq FROM ahead GROUP BY 1, 2) c
    WHERE NOT EXISTS (SELECT FROM late_changes late WHERE ${IS_LATER})
      AND (c.written_by > :writtenBy::xid8 OR NOT EXISTS (
        SELECT FROM changes shown WHERE shown.tenant_id = :tenant AND shown.era = :era
          AND shown.written_by = c.written_by AND shown.customer_id = c.customer_id AND shown.seq <= :seq::bigint))
  ), moved AS (
    SELECT DISTINCT ON (c.customer_id, c.written_by) c.customer_id, c.written_by, c.seq, late.written_by AS place
    FROM late_changes late JOIN changes c ON c.tenant_id = :tenant AND c.era = :era AND ${IS_LATER}
    WHERE late.tenant_id = :tenant AND late.written_by >= :writtenBy::xid8 AND late.written_by < ${horizon}
      AND NOT EXISTS (SELECT FROM late_changes late WHERE ${IS_LATER} AND late.written_by < :writtenBy::xid8)
    ORDER BY c.customer_id, c.written_by, late.written_by, c.seq
  ), page AS (
    SELECT * FROM (SELECT *, written_by AS place FROM own UNION ALL SELECT * FROM moved) found
    WHERE (place, seq) > (:writtenBy::xid8, :seq::bigint)
      AND ((SELECT count(*) FROM ahead) < :look OR (place, seq) <= (SELECT written_by, seq FROM edge))
    ORDER BY place, seq LIMIT :limit
  )
  SELECT json_build_object(
    'isKept', :writtenBy::xid8 < ${horizon} AND NOT EXISTS (
      SELECT FROM trimmed_changes WHERE tenant_id = :tenant AND era = :era AND :writtenBy <> '0'
        AND (written_by, seq) > (:writtenBy::xid8, :seq::bigint)),
    'seen', (SELECT count(*) FROM ahead),
    'edge', (SELECT json_build_object('writtenBy', written_by::text, 'seq', seq::text) FROM edge),
    'rows', (SELECT coalesce(json_agg(json_build_object(
        'writtenBy', page.place::text, 'seq', page.seq::text, 'customerId', c.customer_id, 'record', c.record,
        'recordId', c.record_id, 'kind', c.kind, 'version', c.version, 'at', c.at, 'origin', c.origin,
        'patch', c.patch) ORDER BY page.place, page.seq, c.seq), '[]')
      FROM page JOIN changes c ON c.tenant_id = :tenant AND c.era = :era AND c.customer_id = page.customer_id
        AND c.written_by = page.written_by AND c.seq >= page.seq)
  )::text AS ahead`,
    // The best plan depends on how far behind the place is.
    { prepare: 'never' },
  );

const AHEAD = ahead(OLDEST_OPEN);
/** An era that is over has no open transactions. Its numbers may be above those that the present server has reached. */
const AHEAD_IN_PAST_ERA = ahead("'18446744073709551615'::xid8");

const ROWS_OF = fenced(
  `SELECT c.written_by::text AS "writtenBy", first.seq::text AS seq, c.customer_id AS "customerId", c.record,
    c.record_id AS "recordId", c.kind, c.version, c.at::text AS at, c.origin, c.patch
  FROM unnest(:customers::bigint[], :seqs::bigint[]) AS named (customer_id, seq)
    JOIN changes first
      ON first.tenant_id = :tenant AND first.customer_id = named.customer_id AND first.seq = named.seq
    JOIN changes c ON c.tenant_id = :tenant AND c.customer_id = first.customer_id AND c.era = first.era
      AND c.written_by = first.written_by AND c.seq >= first.seq
  ORDER BY first.seq, c.seq`,
);

// The time of a change is the beginning of its transaction, and transactions of some minutes overlap. So the look goes
// back to a change that is older by ten minutes: nothing before that one is younger than the time.
const SINCE = fenced(
  `WITH old AS (
    SELECT written_by, seq FROM changes
    WHERE tenant_id = :tenant AND era = :era AND at < :time::timestamptz - interval '10 minutes'
    ORDER BY written_by DESC, seq DESC LIMIT 1
  )
  SELECT EXISTS (SELECT FROM old) AS "hasOlder", (
    SELECT written_by::text FROM changes
    WHERE tenant_id = :tenant AND era = :era AND at >= :time::timestamptz
      AND (written_by, seq) > (coalesce((SELECT written_by FROM old), '0'), coalesce((SELECT seq FROM old), 0))
    ORDER BY written_by, seq LIMIT 1
  ) AS "writtenBy"`,
  { prepare: 'never' },
);

const NOTE = fenced(`INSERT INTO feed_consumers (tenant_id, consumer, era, written_by)
  VALUES (:tenant, :consumer, :era, :writtenBy::xid8)
  ON CONFLICT (tenant_id, consumer) DO UPDATE
    SET era = excluded.era, written_by = excluded.written_by, seen_at = excluded.seen_at`);

const FORGET = fenced('DELETE FROM feed_consumers WHERE tenant_id = :tenant AND consumer = :consumer');
