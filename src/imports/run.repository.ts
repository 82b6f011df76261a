import { Injectable } from '@nestjs/common';
import type { CompiledStatement } from '../database/compiled-statement.js';
import { fenced } from '../database/fence.js';
import { noIdLeft } from '../database/wire-ids.js';
import { Database, type TenantId } from '../engine/tenant-database/index.js';
import type { IdKind } from '../own-ids.js';
import type { Draft } from './draft.js';
import type { Import, Outcome } from './import.entity.js';
import type { Fault, Note } from './import-row.entity.js';

export interface RunRow {
  row: number;
  outcome: Exclude<Outcome, 'refused'>;
  sourceId: string;
  customerId: number;
  parentId: number | null;
  notes: Note[] | null;
}

/** A customer that waits for its parent, and the parent, which has come. */
export interface ArrivedParent {
  sourceId: string;
  customerId: number;
  parentId: number;
}

/** How rows are taken and marked in a run. */
@Injectable()
export class RunRepository {
  constructor(private readonly database: Database) {}

  /** Locks new and unchanged rows that are not done, but for those that another transaction has locked. */
  take(tenant: TenantId, importId: number, turn: number, after: number, most: number): Promise<RunRow[]> {
    return this.database.write<RunRow>(tenant, TAKE.with({ tenant, import: importId, turn, after, most }));
  }

  /** Rows of customers that are here, and that are not done. */
  toBring(tenant: TenantId, importId: number, turn: number, after: number, most: number): Promise<RunRow[]> {
    return this.database.write<RunRow>(tenant, TO_BRING.with({ tenant, import: importId, turn, after, most }));
  }

  /** How many rows are neither done nor refused. */
  async left(tenant: TenantId, importId: number): Promise<number> {
    return (await this.database.write<{ count: number }>(tenant, LEFT.with({ tenant, import: importId })))[0]!.count;
  }

  async lastTurn(tenant: TenantId, importId: number): Promise<number> {
    return (await this.database.write<{ turn: number }>(tenant, LAST_TURN.with({ tenant, import: importId })))[0]!.turn;
  }

  /** Locks a row that is not done, and answers its draft. Undefined if it is done, or its customer was erased. */
  async lock(tenant: TenantId, importId: number, row: number): Promise<Draft | undefined> {
    const rows = await this.database.write<{ draft: Draft }>(tenant, LOCK.with({ tenant, import: importId, row }));
    return rows[0]?.draft;
  }

  /** Leaves out of new customers what another one has got since the plan. */
  async checkAgain(tenant: TenantId, importId: number, rows: readonly number[]): Promise<void> {
    for (const statement of CHECK_AGAIN)
      await this.database.write(tenant, statement.with({ tenant, import: importId, rows }));
  }

  async finishUnchanged(tenant: TenantId, importId: number, source: string, rows: readonly number[]): Promise<void> {
    const values = { tenant, import: importId, source, rows, version: null };
    await this.database.write(tenant, LINK.with(values));
    await this.database.write(tenant, FINISH.with(values));
  }

  async finish(tenant: TenantId, importId: number, source: string, row: number, version: number): Promise<void> {
    const values = { tenant, import: importId, source, rows: [row], version };
    await this.database.write(tenant, LINK.with(values));
    await this.database.write(tenant, FINISH.with(values));
  }

  async refuse(tenant: TenantId, importId: number, row: number, faults: readonly Fault[]): Promise<void> {
    const values = { tenant, import: importId, row, faults: JSON.stringify(faults) };
    await this.database.write(tenant, REFUSE.with(values));
  }

  /** Whether another import of the source has run or was undone since this one was planned. */
  async hasRunSince(tenant: TenantId, { id, source, changedAt }: Import): Promise<boolean> {
    return (await this.database.write(tenant, RUN_SINCE.with({ tenant, id, source, changedAt }))).length > 0;
  }

  /** The highest ID of a kind that rows of the import have. Null if they have none. */
  async highestId(tenant: TenantId, importId: number, kind: IdKind, most: string): Promise<string | null> {
    const statement = kind === 'customer' ? HIGHEST_CUSTOMER : HIGHEST_INSIDE[kind];
    if (!statement) return null;
    const values = { tenant, import: importId, most };
    return (await this.database.write<{ highest: string | null }>(tenant, statement.with(values)))[0]!.highest;
  }

  /** Gives IDs to those of these records that lack one in a contract with its own. */
  async giveMissing(tenant: TenantId, kind: IdKind, records: readonly number[]): Promise<void> {
    await this.database.write(tenant, GIVE_MISSING.with({ tenant, kind, kinds: [kind], records })).catch(noIdLeft);
  }

  /** The entries of these customers. */
  async entriesOf(tenant: TenantId, customers: readonly number[]): Promise<number[]> {
    const rows = await this.database.write<{ id: number }>(tenant, ENTRIES.with({ tenant, customers }));
    return rows.map(({ id }) => id);
  }

  arrivedParents(tenant: TenantId, source: string): Promise<ArrivedParent[]> {
    return this.database.write<ArrivedParent>(tenant, ARRIVED.with({ tenant, source }));
  }

  async stopWaiting(tenant: TenantId, source: string, sourceId: string): Promise<void> {
    await this.database.write(tenant, STOP_WAITING.with({ tenant, source, sourceId }));
  }
}

/** Tables grow from nothing while an import runs. A plan that was kept from its beginning would read all of them. */
export const FRESH = { prepare: 'never' } as const;

const ROWS = 'r.tenant_id = :tenant AND r.import_id = :import AND r.row = ANY(:rows::bigint[])';

const SHOWN =
  'r.row, r.outcome, r.source_id AS "sourceId", r.customer_id AS "customerId", r.parent_id AS "parentId", r.notes';
const OPEN = 'r.tenant_id = :tenant AND r.import_id = :import AND NOT r.is_done';
const IN_TURN = `${OPEN} AND r.turn = :turn AND r.row > :after`;

const TAKE = fenced(
  `SELECT ${SHOWN} FROM import_rows r WHERE ${IN_TURN} AND r.outcome IN ('create', 'unchanged')
  ORDER BY r.row LIMIT :most FOR UPDATE SKIP LOCKED`,
  FRESH,
);

const TO_BRING = fenced(
  `SELECT ${SHOWN} FROM import_rows r WHERE ${IN_TURN} AND r.outcome IN ('update', 'join')
  ORDER BY r.row LIMIT :most`,
  FRESH,
);

const LEFT = fenced(`SELECT count(*) AS count FROM import_rows r WHERE ${OPEN} AND r.outcome <> 'refused'`);

const LAST_TURN = fenced(`SELECT coalesce(max(turn), 0) AS turn FROM import_rows
  WHERE tenant_id = :tenant AND import_id = :import`);

const LOCK = fenced(`SELECT draft FROM import_rows
  WHERE tenant_id = :tenant AND import_id = :import AND row = :row AND NOT is_done AND draft IS NOT NULL FOR UPDATE`);

// Citus allows only immutable functions here, and jsonb_build_object is not one.
const noted = (field: string, value: string, why: string) => `coalesce(r.notes, '[]') ||
  jsonb_object(ARRAY['field', '${field}', 'value', ${value}, 'why', '${why}'])`;

const CHECK_AGAIN = [
  fenced(
    `UPDATE import_rows r SET notes = ${noted('externalKey', 'r.external_key', 'another customer has it')}
    FROM customers k WHERE ${ROWS} AND k.tenant_id = :tenant AND k.external_key_normal = r.external_key
      AND NOT coalesce(r.notes, '[]') @> '[{"field": "externalKey"}]'`,
    FRESH,
  ),
  fenced(
    `UPDATE import_rows r SET notes = ${noted('token', 'r.token', 'another customer has it')}
    FROM customers k WHERE ${ROWS} AND k.tenant_id = :tenant AND k.token = r.token AND k.deleted_at IS NULL
      AND NOT coalesce(r.notes, '[]') @> '[{"field": "token"}]'`,
    FRESH,
  ),
  fenced(
    `UPDATE import_rows r SET parent_id = NULL, notes = ${noted('parent', 'r.parent', 'was deleted here')}
    FROM customers k WHERE ${ROWS} AND k.tenant_id = :tenant AND k.id = r.parent_id AND k.deleted_at IS NOT NULL`,
    FRESH,
  ),
];

const LINK = fenced(
  `INSERT INTO import_links (tenant_id, source, source_id, customer_id, import_id, digest)
  SELECT r.tenant_id, :source, r.source_id, r.customer_id, :import, r.digest FROM import_rows r WHERE ${ROWS}
  ON CONFLICT (tenant_id, source, source_id) DO UPDATE SET digest = excluded.digest`,
  FRESH,
);

const FINISH = fenced(
  `UPDATE import_rows r SET is_done = true, content = NULL, draft = NULL,
    version = coalesce(:version::bigint, r.version)
  WHERE ${ROWS}`,
  FRESH,
);

const REFUSE = fenced(`UPDATE import_rows SET outcome = 'refused', faults = :faults::jsonb
  WHERE tenant_id = :tenant AND import_id = :import AND row = :row AND NOT is_done`);

const RUN_SINCE = fenced(`SELECT id FROM imports
  WHERE tenant_id = :tenant AND source = :source AND id <> :id AND state IN ('running', 'done', 'undoing', 'undone')
    AND changed_at > :changedAt LIMIT 1`);

const ARRIVED = fenced(`SELECT child.source_id AS "sourceId", child.customer_id AS "customerId",
    above.customer_id AS "parentId"
  FROM import_links child JOIN import_links above ON above.tenant_id = :tenant AND above.source = :source
    AND above.source_id = child.parent
  WHERE child.tenant_id = :tenant AND child.source = :source AND child.parent IS NOT NULL ORDER BY child.customer_id`);

const STOP_WAITING = fenced(`UPDATE import_links SET parent = NULL
  WHERE tenant_id = :tenant AND source = :source AND source_id = :sourceId`);

/** SQL for whether an ID is a number that the contract can have. */
export const isNumber = (id: string) => `${id} ~ '^[1-9][0-9]{0,18}$' AND ${id}::numeric <= :most::numeric`;

const HIGHEST_CUSTOMER = fenced(`SELECT max(r.source_id::numeric)::text AS highest FROM import_rows r
  WHERE r.tenant_id = :tenant AND r.import_id = :import AND r.outcome IN ('create', 'join') AND ${isNumber('r.source_id')}`);

const highestIn = (list: string) =>
  fenced(`SELECT max((one ->> 'sourceId')::numeric)::text AS highest
    FROM import_rows r CROSS JOIN LATERAL jsonb_array_elements(r.draft -> '${list}') AS one
    WHERE r.tenant_id = :tenant AND r.import_id = :import AND r.outcome IN ('create', 'join') AND ${isNumber("(one ->> 'sourceId')")}`);

const highestOf = (key: string) =>
  fenced(`SELECT max((r.draft #>> '{ids,${key}}')::numeric)::text AS highest FROM import_rows r
    WHERE r.tenant_id = :tenant AND r.import_id = :import AND r.outcome IN ('create', 'join')
      AND ${isNumber(`(r.draft #>> '{ids,${key}}')`)}`);

const HIGHEST_INSIDE: Partial<Record<IdKind, CompiledStatement>> = {
  email: highestIn('emails'),
  phone: highestIn('phones'),
  company_name: highestIn('companyNames'),
  contact_person: highestIn('persons'),
  billing_address: highestOf('billing_address'),
  shipping_address: highestOf('shipping_address'),
};

// The counters pass over a number for each record that they are asked for, so they are not asked for those with an ID.
const GIVE_MISSING = fenced(`SELECT give_wire_ids(:tenant, :kinds::text[], ids) FROM (
    SELECT array_agg(record ORDER BY record) AS ids FROM unnest(:records::bigint[]) record
    WHERE EXISTS (SELECT FROM wire_counters counter
      WHERE counter.tenant_id = :tenant AND counter.is_own AND counter.kind = :kind AND NOT EXISTS (
        SELECT FROM wire_ids own WHERE own.tenant_id = :tenant AND own.contract = counter.contract
          AND own.kind = :kind AND own.record_id = record AND own.is_current))) missing
  WHERE ids IS NOT NULL`);

const ENTRIES = fenced(`SELECT id FROM ledger_entries
  WHERE tenant_id = :tenant AND customer_id = ANY(:customers::bigint[]) ORDER BY id`);
