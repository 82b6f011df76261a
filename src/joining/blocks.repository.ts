import { Injectable } from '@nestjs/common';
import { fenced, HERE } from '../database/fence.js';
import { Database, type TenantId } from '../engine/tenant-database/index.js';
import { FORM, MOST_IN_BLOCK } from './blocks.js';
import { CUSTOMERS } from './comparable.js';
import type { Count } from './counted-blocks.js';

/** A row, and the hashes of its blocks. */
export interface BlockedRow {
  id: number;
  version: number;
  blocks: readonly string[];
}

/** A customer whose pairs are not known. */
export interface Unpaired {
  id: number;
  version: number;
}

export interface Candidate {
  id: number;
  candidate: number;
}

/** Counts go no further: what so many have is frequent. */
const MOST_COUNTED = 1000;

/** The best candidates of a row. */
const MOST_CANDIDATES = 10;

/** Which rows have which blocks. All statements take many rows at once, so they are written by hand. */
@Injectable()
export class BlocksRepository {
  constructor(private readonly database: Database) {}

  /** Customers after one of them whose blocks are not known, or are those of an older version. */
  async stale(tenant: TenantId, after: number, limit: number): Promise<number[]> {
    const rows = await this.database.write<{ id: number }>(tenant, STALE.with({ tenant, after, limit, form: FORM }));
    return rows.map(({ id }) => id);
  }

  /** Until the transaction ends, others wait here before they replace blocks of the source. */
  async lock(tenant: TenantId, source: number): Promise<void> {
    await this.database.write(tenant, LOCK.with({ tenant, source }));
  }

  /** The blocks of rows, as far as there are any. */
  async known(tenant: TenantId, source: number, ids: readonly number[]): Promise<{ id: number; blocks: string[] }[]> {
    return this.database.write(tenant, KNOWN.with({ tenant, source, ids }));
  }

  /** Removes blocks of rows, which are those of `put` before. */
  async remove(tenant: TenantId, source: number, gone: readonly { id: number; block: string }[]): Promise<void> {
    if (gone.length === 0) return;
    const values = { ids: gone.map(({ id }) => id), blocks: gone.map(({ block }) => block) };
    await this.database.write(tenant, REMOVE.with({ tenant, source, ...values }));
  }

  /** Adds blocks of rows, and notes all that they have. A row without blocks needs no comparison. */
  async put(tenant: TenantId, source: number, rows: readonly BlockedRow[]): Promise<void> {
    if (rows.length === 0) return;
    const { added, known } = source === CUSTOMERS ? PUT_OF_CUSTOMERS : PUT_OF_IMPORT;
    const each = rows.flatMap(({ id, blocks }) => blocks.map((block) => ({ id, block })));
    const all = {
      form: FORM,
      ids: rows.map(({ id }) => id),
      versions: rows.map(({ version }) => version),
      blocks: rows.map(({ blocks }) => `{${blocks.join(',')}}`),
    };
    await Promise.all([
      this.database.write(
        tenant,
        added.with({ tenant, source, ids: each.map(({ id }) => id), blocks: each.map(({ block }) => block) }),
      ),
      this.database.write(tenant, known.with({ tenant, source, ...all })),
    ]);
  }

  async forget(tenant: TenantId, source: number, ids: readonly number[]): Promise<void> {
    await this.database.write(tenant, FORGET.with({ tenant, source, ids }));
  }

  async forgetAll(tenant: TenantId, source: number): Promise<void> {
    for (const statement of FORGET_ALL) await this.database.write(tenant, statement.with({ tenant, source }));
  }

  /**
   * For each row, the rows of a source that share most with it: blocks count the more the fewer rows have them, and
   * those that many have do not count. Within one source, each pair comes once if `isOneWay`.
   */
  async candidates(
    tenant: TenantId,
    source: number,
    ids: readonly number[],
    against: number,
    isOneWay: boolean,
  ): Promise<Candidate[]> {
    const values = { tenant, source, ids, against, isOneWay, most: MOST_IN_BLOCK, limit: MOST_CANDIDATES };
    return this.database.write<Candidate>(tenant, CANDIDATES.with(values));
  }

  /** How many customers, and how many rows of the source, have each block. */
  async counts(tenant: TenantId, source: number, blocks: readonly string[]): Promise<Map<string, Count>> {
    const values = { tenant, source, blocks, most: MOST_COUNTED };
    const rows = await this.database.write<Count & { block: string }>(tenant, COUNTS.with(values));
    return new Map(rows.map(({ block, ...count }) => [block, count]));
  }

  /** How many rows there are: customers, or rows of the other source if these are more. */
  async total(tenant: TenantId, source: number): Promise<number> {
    const [row] = await this.database.write<{ total: number }>(tenant, TOTAL.with({ tenant, source }));
    return row!.total;
  }

  /** Customers whose pairs are not known, in the order of their IDs. */
  async unpaired(tenant: TenantId, limit: number): Promise<Unpaired[]> {
    return this.database.write<Unpaired>(tenant, UNPAIRED.with({ tenant, limit }));
  }

  /** Customers that have changed since they were read stay unpaired. */
  async markPaired(tenant: TenantId, rows: readonly Unpaired[]): Promise<void> {
    const values = { tenant, ids: rows.map(({ id }) => id), versions: rows.map(({ version }) => version) };
    await this.database.write(tenant, MARK_PAIRED.with(values));
  }

  async countUnpaired(tenant: TenantId): Promise<number> {
    const [row] = await this.database.write<{ count: number }>(tenant, COUNT_UNPAIRED.with({ tenant, form: FORM }));
    return row!.count;
  }
}

/** The source whose rows are customers. */
const OF_CUSTOMERS = `source = ${CUSTOMERS}`;

const IS_STALE = `(version.version IS DISTINCT FROM c.version OR version.form <> :form)
  AND (c.deleted_at IS NULL OR version.row_id IS NOT NULL)`;

const CUSTOMERS_WITH_VERSION = `customers c LEFT JOIN compared_rows version
  ON version.tenant_id = :tenant AND version.${OF_CUSTOMERS} AND version.row_id = c.id`;

const STALE = fenced(
  `SELECT c.id FROM ${CUSTOMERS_WITH_VERSION} WHERE c.tenant_id = :tenant AND c.id > :after AND ${IS_STALE}
  ORDER BY c.id LIMIT :limit`,
);

/** Two writers of the same rows might each wait for the other. */
const LOCK = fenced(
  `SELECT pg_advisory_xact_lock(hashtextextended('compared rows ' || :source::bigint, :tenant::bigint))`,
);

const KNOWN = fenced(`SELECT row_id AS id, blocks::text[] AS blocks FROM compared_rows
  WHERE tenant_id = :tenant AND source = :source AND row_id = ANY (:ids::bigint[]) AND blocks <> '{}'`);

const REMOVE = fenced(
  `DELETE FROM compared_blocks old USING unnest(:ids::bigint[], :blocks::bigint[]) AS gone (row_id, block)
  WHERE old.tenant_id = :tenant AND old.source = :source AND old.block = gone.block AND old.row_id = gone.row_id`,
  { prepare: 'never' },
);

const putting = (here: string) => ({
  added: fenced(`INSERT INTO compared_blocks (tenant_id, source, block, row_id)
    SELECT here.tenant_id, :source::bigint, block, row_id
    FROM ${here} CROSS JOIN unnest(:ids::bigint[], :blocks::bigint[]) AS given (row_id, block)
    ON CONFLICT DO NOTHING`),
  known: fenced(`INSERT INTO compared_rows AS old (tenant_id, source, row_id, version, form, blocks, is_paired)
    SELECT here.tenant_id, :source::bigint, row_id, version, :form::integer, blocks::bigint[], blocks = '{}'
    FROM ${here} CROSS JOIN unnest(:ids::bigint[], :versions::bigint[], :blocks::text[])
      AS given (row_id, version, blocks)
    ON CONFLICT (tenant_id, source, row_id) DO UPDATE SET version = excluded.version, form = excluded.form,
      blocks = excluded.blocks, is_paired = excluded.is_paired`),
});

const PUT_OF_CUSTOMERS = putting(HERE);
/** The tenant of an import may have no customer yet. */
const PUT_OF_IMPORT = putting('(SELECT tenant_id FROM imports WHERE tenant_id = :tenant AND id = :source) here');

const FORGET = fenced(
  `WITH removed AS (
    DELETE FROM compared_rows WHERE tenant_id = :tenant AND source = :source AND row_id = ANY (:ids::bigint[])
    RETURNING row_id, blocks
  )
  DELETE FROM compared_blocks old USING (SELECT row_id, unnest(blocks) AS block FROM removed) known
  WHERE old.tenant_id = :tenant AND old.source = :source AND old.block = known.block AND old.row_id = known.row_id`,
  { prepare: 'never' },
);

const FORGET_ALL = ['compared_rows', 'compared_blocks'].map((table) =>
  fenced(`DELETE FROM ${table} WHERE tenant_id = :tenant AND source = :source`),
);

const CANDIDATES = fenced(
  `WITH wanted AS MATERIALIZED (
    SELECT row_id, unnest(blocks) AS block FROM compared_rows
    WHERE tenant_id = :tenant AND source = :source AND row_id = ANY (:ids::bigint[])
  ), rare AS MATERIALIZED (
    SELECT block, ids FROM (SELECT DISTINCT block FROM wanted) each
    CROSS JOIN LATERAL (SELECT array_agg(row_id) AS ids FROM (
      SELECT row_id FROM compared_blocks
      WHERE tenant_id = :tenant AND source = :against AND block = each.block LIMIT :most::integer + 1) few) found
    WHERE cardinality(ids) <= :most
  ), ranked AS (
    SELECT wanted.row_id, candidate, row_number() OVER (
      PARTITION BY wanted.row_id ORDER BY sum(1.0 / cardinality(ids)) DESC, candidate) AS place
    FROM wanted JOIN rare USING (block) CROSS JOIN LATERAL unnest(ids) candidate
    WHERE :source::bigint <> :against::bigint OR CASE WHEN :isOneWay::boolean THEN candidate < wanted.row_id
      ELSE candidate <> wanted.row_id END
    GROUP BY wanted.row_id, candidate
  )
  SELECT row_id AS id, candidate FROM ranked WHERE place <= :limit`,
  { prepare: 'never' },
);

const countIn = (source: string) => `(SELECT count(*) FROM (SELECT FROM compared_blocks
    WHERE tenant_id = :tenant AND source = ${source} AND block = one.block LIMIT :most) counted)`;

const COUNTS = fenced(
  `SELECT one.block::text AS block, ${countIn(String(CUSTOMERS))} AS customers, ${countIn(':source')} AS rows
  FROM unnest(:blocks::bigint[]) AS one (block)`,
  { prepare: 'never' },
);

const TOTAL = fenced(`SELECT coalesce(max(total), 0) AS total FROM (
  SELECT count(*) AS total FROM compared_rows WHERE tenant_id = :tenant AND source IN (${CUSTOMERS}, :source)
  GROUP BY source) each`);

const UNPAIRED = fenced(`SELECT row_id AS id, version FROM compared_rows
  WHERE tenant_id = :tenant AND ${OF_CUSTOMERS} AND NOT is_paired ORDER BY row_id LIMIT :limit`);

const MARK_PAIRED = fenced(`UPDATE compared_rows c SET is_paired = true
  FROM unnest(:ids::bigint[], :versions::bigint[]) AS paired (id, version)
  WHERE c.tenant_id = :tenant AND c.${OF_CUSTOMERS} AND c.row_id = paired.id AND c.version = paired.version`);

const COUNT_UNPAIRED = fenced(`SELECT count(*) AS count FROM ${CUSTOMERS_WITH_VERSION}
  WHERE c.tenant_id = :tenant AND (version.is_paired IS FALSE OR ${IS_STALE})`);
