import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { fenced } from '../database/fence.js';
import { TenantRepository } from '../database/tenant.repository.js';
import { Database, type TenantId } from '../engine/tenant-database/index.js';
import type { Draft } from './draft.js';
import type { Outcome, Totals } from './import.entity.js';
import { FRESH } from './run.repository.js';
import { type Disagreement, type Fault, ImportRow, type Note } from './import-row.entity.js';

/** A row that is staged. */
export interface StagedRow {
  row: number;
  sourceId: string | null;
  digest: string;
  content: string;
  draft: Draft | null;
  externalKey: string | null;
  token: string | null;
  parent: string | null;
  faults: readonly Fault[] | null;
  notes: readonly Note[] | null;
}

/** What a plan must know of a row. */
export interface PlannedFrom {
  row: number;
  sourceId: string | null;
  digest: string;
  isFaulty: boolean;
  faults: Fault[] | null;
  notes: Note[] | null;
  reserved: number | null;
  linked: number | null;
  isSame: boolean | null;
  version: number | null;
  isDeleted: boolean | null;
  isAgain: boolean;
  externalKey: string | null;
  keyHolder: number | null;
  isKeyAgain: boolean;
  token: string | null;
  isTokenTaken: boolean;
}

/** What the plan says about a row. */
export interface PlannedRow {
  row: number;
  outcome: Outcome;
  customerId: number | null;
  version: number | null;
  faults: readonly Fault[] | null;
  notes: readonly Note[] | null;
  disagreements?: readonly Disagreement[];
}

/** The most rows of a page. */
export const MOST_ROWS = 1000;

/** Rows of imports, before and after they have become customers. */
@Injectable()
export class StagedRowsRepository extends TenantRepository<ImportRow> {
  private readonly statements;

  constructor(database: Database, source: DataSource) {
    super(database, source, ImportRow);
    const ofImport = 't.importId = :import AND t.row > :after';
    const shown = ['row', 'sourceId', 'outcome', 'faults', 'notes', 'customerId', 'isDone', 'disagreements'] as const;
    const page = () =>
      this.select([...shown])
        .andWhere(ofImport)
        .orderBy('t.row')
        .limit(MOST_ROWS);
    this.statements = {
      page: fenced(page()),
      pageOf: fenced(page().andWhere('t.outcome = :outcome')),
      listed: fenced(page().andWhere("(t.outcome = 'refused' OR t.notes IS NOT NULL OR t.disagreements IS NOT NULL)")),
      refused: fenced(
        this.select(['row', 'content', 'faults'])
          .andWhere(`${ofImport} AND t.outcome = 'refused'`)
          .orderBy('t.row')
          .limit(500),
      ),
      staged: fenced(
        this.select(['sourceId']).andWhere('t.importId = :import AND t.sourceId = ANY(:sourceIds::text[])'),
      ),
      drafted: fenced(
        this.select(['row']).andWhere(`${ofImport} AND t.draft IS NOT NULL`).orderBy('t.row').limit(MOST_ROWS),
      ),
      drafts: fenced(this.select(['row', 'draft']).andWhere('t.importId = :import AND t.row = ANY(:rows::bigint[])')),
    };
  }

  /** Rows that are staged already stay as they are. */
  async stage(tenant: TenantId, importId: number, rows: readonly StagedRow[]): Promise<void> {
    const list = <Key extends keyof StagedRow>(key: Key) => rows.map((row) => row[key]);
    const json = (key: 'draft' | 'faults' | 'notes') =>
      rows.map((row) => (row[key] === null ? null : JSON.stringify(row[key])));
    await this.write(tenant, STAGE, {
      import: importId,
      rows: list('row'),
      sourceIds: list('sourceId'),
      digests: list('digest'),
      contents: list('content'),
      drafts: json('draft'),
      externalKeys: list('externalKey'),
      tokens: list('token'),
      parents: list('parent'),
      faults: json('faults'),
      notes: json('notes'),
    });
  }

  /** Those of these IDs of the source that are staged already. */
  async stagedOf(tenant: TenantId, importId: number, sourceIds: readonly string[]): Promise<string[]> {
    const rows = await this.write(tenant, this.statements.staged, { import: importId, sourceIds });
    return rows.map(({ sourceId }) => sourceId!);
  }

  /** Some rows after a row that are not refused, by their numbers. */
  async draftedAfter(tenant: TenantId, importId: number, after: number): Promise<number[]> {
    const rows = await this.write(tenant, this.statements.drafted, { import: importId, after });
    return rows.map(({ row }) => row);
  }

  /** Those of these customers that rows of the source are linked to. */
  async customersOfSource(tenant: TenantId, source: string, customers: readonly number[]): Promise<number[]> {
    const rows = await this.write<{ customer: number }>(tenant, OF_SOURCE, { source, customers });
    return rows.map(({ customer }) => customer);
  }

  /** Notes the parents that rows of parents name. */
  async adoptChildren(tenant: TenantId, importId: number): Promise<void> {
    await this.write(tenant, ADOPT, { import: importId });
  }

  planFrom(
    tenant: TenantId,
    { importId, source, after, most }: { importId: number; source: string; after: number; most: number },
  ): Promise<PlannedFrom[]> {
    return this.write<PlannedFrom>(tenant, PLAN_FROM, { import: importId, source, after, most });
  }

  async plan(tenant: TenantId, importId: number, rows: readonly PlannedRow[]): Promise<void> {
    await this.write(tenant, PLAN, {
      import: importId,
      rows: rows.map(({ row }) => row),
      outcomes: rows.map(({ outcome }) => outcome),
      customers: rows.map(({ customerId }) => customerId),
      versions: rows.map(({ version }) => version),
      faults: rows.map(({ faults }) => (faults === null ? null : JSON.stringify(faults))),
      notes: rows.map(({ notes }) => (notes === null ? null : JSON.stringify(notes))),
      disagreements: rows.map(({ disagreements = [] }) =>
        disagreements.length === 0 ? null : JSON.stringify(disagreements),
      ),
    });
  }

  /** Finds the parents of rows. Answers how many rows wait for the turn of another row of this import. */
  async findParents(tenant: TenantId, importId: number, source: string): Promise<number> {
    await this.write(tenant, BY_HASHES, {});
    await this.write(tenant, PARENTS, { import: importId, source });
    return (await this.write<{ count: number }>(tenant, WAITING, { import: importId }))[0]!.count;
  }

  /** Gives a turn to the rows whose parents have the turn before. Answers how many these are. */
  async takeTurn(tenant: TenantId, importId: number, turn: number): Promise<number> {
    await this.write(tenant, BY_HASHES, {});
    return (await this.write<{ count: number }>(tenant, TAKE_TURN, { import: importId, turn }))[0]!.count;
  }

  /** Takes the parent from one row of a circle. */
  async breakCircle(tenant: TenantId, importId: number): Promise<void> {
    await this.write(tenant, BREAK_CIRCLE, { import: importId });
  }

  async draftsOf(tenant: TenantId, importId: number, rows: readonly number[]): Promise<Map<number, Draft>> {
    const found = await this.write<{ row: number; draft: Draft }>(tenant, this.statements.drafts, {
      import: importId,
      rows,
    });
    return new Map(found.map(({ row, draft }) => [row, draft]));
  }

  /** `listed`: rows that are refused, or that came without something. */
  page(tenant: TenantId, importId: number, after: number, outcome?: Outcome | 'listed'): Promise<ImportRow[]> {
    if (outcome === 'listed') return this.read(tenant, this.statements.listed, { import: importId, after });
    return outcome === undefined
      ? this.read(tenant, this.statements.page, { import: importId, after })
      : this.read(tenant, this.statements.pageOf, { import: importId, after, outcome });
  }

  refusedAfter(tenant: TenantId, importId: number, after: number): Promise<ImportRow[]> {
    return this.read(tenant, this.statements.refused, { import: importId, after });
  }

  async totals(tenant: TenantId, importId: number): Promise<Totals> {
    return (await this.write<Totals>(tenant, TOTALS, { import: importId }))[0]!;
  }

  /** How many rows the work under way is past. */
  async progress(tenant: TenantId, importId: number): Promise<{ planned: number; done: number }> {
    return (await this.read<{ planned: number; done: number }>(tenant, PROGRESS, { import: importId }))[0]!;
  }

  /** Removes what is staged of a customer. */
  async forgetOf(tenant: TenantId, customerId: number): Promise<void> {
    await this.write(tenant, FORGET, { customer: customerId });
  }
}

// The query builder cannot insert or update many rows from arrays, nor look up so much beside a row.

const STAGE = fenced(`INSERT INTO import_rows
    (tenant_id, import_id, row, source_id, digest, content, draft, external_key, token, parent, faults, notes)
  SELECT i.tenant_id, i.id, s.row, s.source_id, s.digest, s.content, s.draft::jsonb, s.external_key, s.token, s.parent,
    s.faults::jsonb, s.notes::jsonb
  FROM imports i CROSS JOIN unnest(:rows::bigint[], :sourceIds::text[], :digests::uuid[], :contents::text[], :drafts::text[],
    :externalKeys::text[], :tokens::text[], :parents::text[], :faults::text[], :notes::text[])
    AS s (row, source_id, digest, content, draft, external_key, token, parent, faults, notes)
  WHERE i.tenant_id = :tenant AND i.id = :import
  ON CONFLICT (tenant_id, import_id, row) DO NOTHING`);

const ADOPT = fenced(`UPDATE import_rows child SET parent = named.parent
  FROM (
    SELECT r.source_id AS parent, jsonb_array_elements_text(r.draft -> 'children') AS child FROM import_rows r
    WHERE r.tenant_id = :tenant AND r.import_id = :import AND r.draft ? 'children') named
  WHERE child.tenant_id = :tenant AND child.import_id = :import AND child.source_id = named.child
    AND child.parent IS NULL`);

const earlier = (condition: string) => `EXISTS (SELECT FROM import_rows e
    WHERE e.tenant_id = :tenant AND e.import_id = :import AND e.row < r.row AND e.draft IS NOT NULL AND ${condition})`;

const PLAN_FROM = fenced(
  `SELECT r.row, r.source_id AS "sourceId", r.digest, r.draft IS NULL AS "isFaulty", r.faults,
    r.notes, r.customer_id AS reserved, link.customer_id AS linked, link.digest = r.digest AS "isSame", c.version,
    c.deleted_at IS NOT NULL AS "isDeleted", ${earlier('e.source_id = r.source_id')} AS "isAgain",
    r.external_key AS "externalKey", r.token,
    (SELECT k.id FROM customers k WHERE k.tenant_id = :tenant AND k.external_key_normal = r.external_key
      AND k.id IS DISTINCT FROM link.customer_id LIMIT 1) AS "keyHolder",
    r.external_key IS NOT NULL AND ${earlier('e.external_key = r.external_key')} AS "isKeyAgain",
    r.token IS NOT NULL AND (${earlier('e.token = r.token')}
      OR EXISTS (SELECT FROM customers k WHERE k.tenant_id = :tenant AND k.token = r.token AND k.deleted_at IS NULL
        AND k.id IS DISTINCT FROM link.customer_id)) AS "isTokenTaken"
  FROM (SELECT * FROM import_rows WHERE tenant_id = :tenant AND import_id = :import AND row > :after
    ORDER BY row LIMIT :most) r
  LEFT JOIN import_links link ON link.tenant_id = :tenant AND link.source = :source AND link.source_id = r.source_id
  LEFT JOIN customers c ON c.tenant_id = :tenant AND c.id = link.customer_id
  ORDER BY r.row`,
  FRESH,
);

const PLAN = fenced(
  `UPDATE import_rows r SET outcome = p.outcome, customer_id = p.customer, version = p.version,
    faults = p.faults::jsonb, notes = p.notes::jsonb, disagreements = p.disagreements::jsonb, turn = 0,
    parent_id = NULL
  FROM unnest(:rows::bigint[], :outcomes::text[], :customers::bigint[], :versions::bigint[], :faults::text[],
    :notes::text[], :disagreements::text[])
    AS p (row, outcome, customer, version, faults, notes, disagreements)
  WHERE r.tenant_id = :tenant AND r.import_id = :import AND r.row = p.row`,
  FRESH,
);

/**
 * For statements that join the rows of an import with each other, until the end of the transaction. Without statistics,
 * PostgreSQL would read all rows for each row.
 */
const BY_HASHES = fenced("SELECT set_config('enable_nestloop', 'off', true) WHERE :tenant::bigint IS NOT NULL");

/** A row of this import comes first, because it may be new here. A parent that is missing or refused is noted. */
const PARENTS = fenced(`UPDATE import_rows r SET
    parent_id = coalesce(p.row_customer, p.linked), turn = CASE WHEN p.is_created THEN -1 ELSE 0 END,
    notes = CASE WHEN coalesce(p.row_customer, p.linked) IS NULL THEN coalesce(r.notes, '[]') ||
      jsonb_object(ARRAY['field', 'parent', 'value', r.parent, 'why', 'has not come, or was refused'])
      ELSE r.notes END
  FROM (
    SELECT child.row, above.customer_id AS row_customer, above.outcome = 'create' AS is_created,
      link.customer_id AS linked
    FROM import_rows child
    LEFT JOIN import_rows above ON above.tenant_id = :tenant AND above.import_id = :import
      AND above.source_id = child.parent AND above.outcome <> 'refused' AND above.row <> child.row
    LEFT JOIN import_links link ON link.tenant_id = :tenant AND link.source = :source AND link.source_id = child.parent
    WHERE child.tenant_id = :tenant AND child.import_id = :import AND child.parent IS NOT NULL
      AND child.outcome NOT IN ('refused', 'unchanged')) p
  WHERE r.tenant_id = :tenant AND r.import_id = :import AND r.row = p.row`);

const WAITING = fenced(`SELECT count(*) AS count FROM import_rows
  WHERE tenant_id = :tenant AND import_id = :import AND parent IS NOT NULL AND turn < 0`);

const TAKE_TURN = fenced(`WITH taken AS (
    UPDATE import_rows r SET turn = :turn FROM import_rows above
    WHERE r.tenant_id = :tenant AND r.import_id = :import AND r.parent IS NOT NULL AND r.turn < 0
      AND above.tenant_id = :tenant AND above.import_id = :import AND above.source_id = r.parent
      AND above.outcome = 'create' AND above.turn = :turn - 1 RETURNING r.row)
  SELECT count(*) AS count FROM taken`);

const BREAK_CIRCLE = fenced(`UPDATE import_rows SET turn = 0, parent_id = NULL,
    notes = coalesce(notes, '[]') ||
      jsonb_object(ARRAY['field', 'parent', 'value', parent, 'why', 'is below this customer itself'])
  WHERE tenant_id = :tenant AND import_id = :import AND row = (
    SELECT min(row) FROM import_rows
    WHERE tenant_id = :tenant AND import_id = :import AND parent IS NOT NULL AND turn < 0)`);

const TOTALS = fenced(`SELECT count(*) FILTER (WHERE outcome = 'create') AS "create",
    count(*) FILTER (WHERE outcome = 'join') AS "join", count(*) FILTER (WHERE outcome = 'update') AS "update",
    count(*) FILTER (WHERE outcome = 'unchanged') AS unchanged, count(*) FILTER (WHERE outcome = 'refused') AS refused
  FROM import_rows WHERE tenant_id = :tenant AND import_id = :import`);

const OF_SOURCE = fenced(`SELECT DISTINCT customer_id AS customer FROM import_links
  WHERE tenant_id = :tenant AND source = :source AND customer_id = ANY(:customers::bigint[])`);

const PROGRESS = fenced(`SELECT count(*) FILTER (WHERE outcome IS NOT NULL) AS planned,
    count(*) FILTER (WHERE is_done) AS done
  FROM import_rows WHERE tenant_id = :tenant AND import_id = :import`);

/** A row shows the customer that it has become or is to become, and a later row of its source shows it, too. */
const FORGET = fenced(`UPDATE import_rows r SET content = NULL, draft = NULL, external_key = NULL, faults = NULL,
    notes = NULL, disagreements = NULL, outcome = CASE WHEN is_done THEN outcome ELSE 'refused' END
  FROM imports i
  WHERE r.tenant_id = :tenant AND i.tenant_id = :tenant AND i.id = r.import_id
    AND (r.customer_id = :customer OR EXISTS (SELECT FROM import_links link
      WHERE link.tenant_id = :tenant AND link.source = i.source AND link.source_id = r.source_id
        AND link.customer_id = :customer))`);
