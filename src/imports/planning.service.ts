import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { GROWTH, TableStatistics } from '../database/table-statistics.js';
import { Database, type TenantId } from '../engine/tenant-database/index.js';
import { conflict } from '../problem.js';
import { CreationRepository } from './creation.repository.js';
import type { Import } from './import.entity.js';
import type { Fault, Note } from './import-row.entity.js';
import { ImportsRepository } from './imports.repository.js';
import { ImportPorts } from './joining.js';
import { inLanes } from './lanes.js';
import { type PlannedFrom, type PlannedRow, StagedRowsRepository } from './staged-rows.repository.js';
import { type Foreseen, type UpdatingRow, UpdatingService } from './updating.service.js';

/** Rows that are planned together. */
const PAGE = 2000;

type Told = PlannedFrom & { customer: number | null };
/** A row whose customer is here. */
type Present = Told & { customer: number };
/** What it brings. */
type Given = Present & Omit<UpdatingRow, 'parentId'>;

/** Says what would happen to each row. Nothing is written to the record. */
@Injectable()
export class PlanningService {
  constructor(
    private readonly database: Database,
    private readonly imports: ImportsRepository,
    private readonly rows: StagedRowsRepository,
    private readonly creation: CreationRepository,
    private readonly updating: UpdatingService,
    private readonly ports: ImportPorts,
    private readonly statistics: TableStatistics,
  ) {}

  async plan(tenant: TenantId, id: number, progress: (planned: number) => void = () => {}): Promise<void> {
    const planned = await this.begin(tenant, id);
    await this.statistics.learn(tenant, GROWTH.ended);
    await this.rows.adoptChildren(tenant, id);
    const digest = createHash('sha256');
    for (let after = 0, page: PlannedFrom[]; ; after = page.at(-1)!.row, progress(after)) {
      page = await this.rows.planFrom(tenant, { importId: id, source: planned.source, after, most: PAGE });
      if (page.length === 0) break;
      const rows = await this.planPage(tenant, planned, page);
      await this.rows.plan(tenant, id, rows);
      for (const { row, outcome, customerId, version } of rows)
        digest.update(`${row} ${outcome} ${version === null ? '' : `${customerId} ${version}`}\n`);
      for (const { digest: content } of page) digest.update(content);
    }
    await this.ports.joining?.finish(tenant, planned);
    await this.findParents(tenant, planned);
    const totals = await this.rows.totals(tenant, id);
    await this.imports.set(tenant, id, { state: 'planned', totals, digest: digest.digest('hex') });
  }

  /** Begins, so that no more rows are staged. */
  begin(tenant: TenantId, id: number): Promise<Import> {
    return this.database.transaction(tenant, async () => {
      const found = await this.imports.lock(tenant, id);
      if (!found || !['staging', 'planning', 'planned'].includes(found.state))
        throw conflict('NOT_PLANNABLE', 'This import has run, or there is none with this ID.');
      await this.imports.set(tenant, id, { state: 'planning', turn: 0, bookmark: 0 });
      return found;
    });
  }

  private async planPage(tenant: TenantId, planned: Import, page: readonly PlannedFrom[]): Promise<PlannedRow[]> {
    const joined = await this.joinedOf(tenant, planned, page);
    const told = page.map((row): Told => ({ ...row, customer: row.linked ?? joined.get(row.row) ?? null }));
    const isNew = (row: Told) => row.customer === null && !row.isFaulty && !row.isAgain;
    const ids = await this.creation.reserve(
      tenant,
      'customers',
      told.filter((row) => isNew(row) && row.reserved === null).length,
    );
    const present = await this.planPresent(tenant, planned, told.filter(isPresent));
    return told.map((row) => {
      if (row.isFaulty) return refused(row, row.faults ?? []);
      if (row.isAgain) return refused(row, [{ field: 'id', value: row.sourceId!, why: 'came in an earlier row' }]);
      return present.get(row.row) ?? { ...plain(row), customerId: row.reserved ?? ids.shift()!, notes: notesOf(row) };
    });
  }

  /** Plans rows whose customers are here. */
  private async planPresent(
    tenant: TenantId,
    { id }: Import,
    rows: readonly Present[],
  ): Promise<ReadonlyMap<number, PlannedRow>> {
    // The source says what it said before, so what was changed here since stays.
    const other = rows.filter(({ isSame, isDeleted }) => !isSame && !isDeleted);
    const drafts = await this.rows.draftsOf(
      tenant,
      id,
      other.map(({ row }) => row),
    );
    const all = new Map<number, PlannedRow>();
    for (const row of rows)
      if (row.isSame) all.set(row.row, { ...known(row), outcome: 'unchanged' });
      else if (row.isDeleted)
        all.set(row.row, refused(row, [{ field: 'id', value: row.sourceId!, why: 'was deleted here' }]));
    const given = other.map((row) => ({
      ...row,
      draft: drafts.get(row.row)!,
      customerId: row.customer,
      notes: notesOf(row),
    }));
    const foreseen = await this.updating.foreseen(
      tenant,
      given.filter(({ linked }) => linked === null),
    );
    for (const row of given) if (foreseen.has(row.row)) all.set(row.row, joins(row, foreseen.get(row.row)!));
    await inLanes(
      given.filter(({ row }) => !foreseen.has(row)),
      async (row) => {
        all.set(row.row, await this.tried(tenant, row));
      },
    );
    return all;
  }

  /** What a row would change of its customer. */
  private async tried(tenant: TenantId, row: Given): Promise<PlannedRow> {
    if (row.linked === null) {
      const joined = await this.updating.attemptJoin(tenant, row);
      if ('faults' in joined) return refused(row, joined.faults);
      return joins(row, { ...joined, version: joined.version - (joined.isChanged ? 1 : 0) });
    }
    const updated = await this.updating.attempt(tenant, row);
    if ('faults' in updated) return refused(row, updated.faults);
    return { ...known(row), outcome: updated.isChanged ? 'update' : 'unchanged', notes: row.notes };
  }

  private async joinedOf(
    tenant: TenantId,
    planned: Import,
    page: readonly PlannedFrom[],
  ): Promise<ReadonlyMap<number, number>> {
    const { joining } = this.ports;
    const newcomers = page.filter(({ linked, isFaulty, isAgain }) => linked === null && !isFaulty && !isAgain);
    if (!joining || newcomers.length === 0) return new Map();
    const drafts = await this.rows.draftsOf(
      tenant,
      planned.id,
      newcomers.map(({ row }) => row),
    );
    const rows = newcomers.map(({ row }) => ({ row, draft: drafts.get(row)! }));
    return joining.customersOf(tenant, planned, rows);
  }

  /** Parents come before their children. A circle is opened where its first row is. */
  private async findParents(tenant: TenantId, { id, source }: Import): Promise<void> {
    let waiting = await this.database.transaction(tenant, () => this.rows.findParents(tenant, id, source));
    for (let turn = 1; waiting > 0; turn++) {
      const taken = await this.database.transaction(tenant, () => this.rows.takeTurn(tenant, id, turn));
      waiting -= taken;
      if (taken > 0 || waiting === 0) continue;
      await this.rows.breakCircle(tenant, id);
      waiting--;
      turn = 0;
    }
  }
}

const plain = ({ row, notes }: Told): PlannedRow & { outcome: 'create' } => ({
  row,
  outcome: 'create',
  customerId: null,
  version: null,
  faults: null,
  notes,
});

const known = (row: Present): PlannedRow => ({ ...plain(row), customerId: row.customer, version: row.version });

const joins = (row: Given, { version, disagreements }: Foreseen): PlannedRow => ({
  ...known(row),
  outcome: 'join',
  notes: row.notes,
  version,
  disagreements,
});

const isPresent = (row: Told): row is Present => row.customer !== null && !row.isFaulty && !row.isAgain;

const refused = (row: Told, faults: readonly Fault[]): PlannedRow => ({ ...plain(row), outcome: 'refused', faults });

/** What a row comes without. A plan that is made again has its notes of before, which are found again. */
function notesOf({ notes, externalKey, keyHolder, isKeyAgain, token, isTokenTaken }: Told): Note[] | null {
  const found = (notes ?? []).filter(({ field }) => !['externalKey', 'token', 'parent'].includes(field));
  if (externalKey !== null && (keyHolder !== null || isKeyAgain))
    found.push({ field: 'externalKey', value: externalKey, why: 'another customer has it' });
  if (token !== null && isTokenTaken) found.push({ field: 'token', value: token, why: 'another customer has it' });
  return found.length > 0 ? found : null;
}
