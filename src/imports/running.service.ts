import { setTimeout as pause } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { actingAs, asRun, becauseOf } from '../origin.js';
import { GROWTH, TableStatistics } from '../database/table-statistics.js';
import { Database, type TenantId } from '../engine/tenant-database/index.js';
import { conflict, Problem } from '../problem.js';
import type { Import, Outcome } from './import.entity.js';
import { assertPossible, ImportsRepository } from './imports.repository.js';
import { inLanes, LANES } from './lanes.js';
import { NumberedCreation } from './numbered-creation.js';
import { RunFigures } from './run-figures.js';
import { RunRepository, type RunRow } from './run.repository.js';
import { StagedRowsRepository } from './staged-rows.repository.js';
import { faultFrom, type Joined, type UpdatingRow, UpdatingService } from './updating.service.js';

/** Rows of one transaction. */
const CHUNK = 500;
/** A client may take a key, or change a customer, between a check and COMMIT. */
const TRIES = 6;
const PAUSE = 500;

interface Going {
  tell: (rows: number) => void;
  isStopping: () => boolean;
}

/** Brings planned rows in, some in each transaction, which also marks them as done. So a run goes on where it was. */
@Injectable()
export class RunningService {
  constructor(
    private readonly database: Database,
    private readonly imports: ImportsRepository,
    private readonly rows: StagedRowsRepository,
    private readonly runs: RunRepository,
    private readonly numbering: NumberedCreation,
    private readonly updating: UpdatingService,
    private readonly figures: RunFigures,
    private readonly statistics: TableStatistics,
  ) {}

  /** Begins a run. With a digest, only if the plan is still the one that has it. */
  async begin(tenant: TenantId, id: number, digest?: string): Promise<void> {
    await assertPossible(this.imports);
    await this.database.transaction(tenant, async () => {
      const found = await this.imports.lock(tenant, id);
      if (found?.state === 'running') return;
      if (found?.state !== 'planned') throw conflict('NOT_PLANNED', 'This import has no plan, or it has run.');
      if (digest !== undefined && digest !== found.digest)
        throw conflict('ANOTHER_PLAN', 'The plan is another one than the one with this digest.');
      if (await this.runs.hasRunSince(tenant, found))
        throw conflict('PLAN_IS_OLD', 'Another import of this source has run since the plan. Plan this one again.');
      await this.numbering.prepare(tenant, found);
      await this.imports.set(tenant, id, { state: 'running', turn: 0, bookmark: 0 });
    });
  }

  /** Brings in the rows that are not done, or some of them until it is told to stop. It can be killed at any point. */
  async goOn(
    tenant: TenantId,
    id: number,
    {
      progress = () => {},
      isStopping = () => false,
    }: { progress?: (done: number) => void; isStopping?: () => boolean } = {},
  ): Promise<void> {
    const found = await this.imports.find(tenant, id);
    if (found?.state !== 'running') return;
    let done = 0;
    const tell = (rows: number) => progress((done += rows));
    await asImport(found, async () => {
      const last = await this.runs.lastTurn(tenant, id);
      for (let turn = 0; turn <= last && !isStopping(); turn++) {
        const lane = () => this.lane(tenant, found, turn, { tell, isStopping });
        await Promise.all(Array.from({ length: LANES }, lane));
        await this.bringAll(tenant, found, turn, { tell, isStopping });
      }
      if (!isStopping()) await this.end(tenant, found);
    });
  }

  /** One of several that bring chunks in at the same time. Each leaves out the rows that another one has locked. */
  private async lane(tenant: TenantId, found: Import, turn: number, { tell, isStopping }: Going): Promise<void> {
    for (let after = 0; !isStopping();) {
      const rows = await this.chunk(tenant, found, turn, after);
      if (rows.length === 0) return;
      after = rows.at(-1)!.row;
      tell(rows.length);
      await this.statistics.learn(tenant, GROWTH.underWay);
    }
  }

  private async chunk(tenant: TenantId, found: Import, turn: number, after: number): Promise<RunRow[]> {
    for (let tried = 1; ; tried++) {
      try {
        const rows = await this.database.transaction(tenant, () => this.chunkOnce(tenant, found, turn, after));
        this.figures.came(rows.map(({ outcome }) => outcome));
        return rows;
      } catch (error) {
        if (tried === TRIES || !mayPass(error)) throw error;
        await pause(tried * PAUSE);
      }
    }
  }

  /** New and unchanged rows come in together. They are marked as done in the transaction that brings them. */
  private async chunkOnce(tenant: TenantId, found: Import, turn: number, after: number): Promise<RunRow[]> {
    const { id, source } = found;
    const rows = await this.runs.take(tenant, id, turn, after, CHUNK);
    const rowsOf = (wanted: Outcome) => rows.filter(({ outcome }) => outcome === wanted).map(({ row }) => row);
    const [created, unchanged] = [rowsOf('create'), rowsOf('unchanged')];
    if (created.length > 0) {
      await this.runs.checkAgain(tenant, id, created);
      await this.numbering.create(tenant, found, created);
    }
    if (unchanged.length > 0) await this.runs.finishUnchanged(tenant, id, source, unchanged);
    if (rows.length > 0) await this.imports.set(tenant, id, { turn, bookmark: rows.at(-1)!.row });
    return rows;
  }

  /** Customers that are here change in a transaction each: each row may be refused by itself. */
  private async bringAll(tenant: TenantId, found: Import, turn: number, { tell, isStopping }: Going): Promise<void> {
    for (let after = 0; !isStopping();) {
      const rows = await this.runs.toBring(tenant, found.id, turn, after, CHUNK);
      if (rows.length === 0) return;
      await inLanes(rows, (row) => this.bring(tenant, found, row));
      after = rows.at(-1)!.row;
      tell(rows.length);
      await this.statistics.learn(tenant, GROWTH.underWay);
    }
  }

  private async end(tenant: TenantId, found: Import): Promise<void> {
    const { id, source } = found;
    await this.statistics.learn(tenant, GROWTH.ended);
    await this.connectChildren(tenant, source);
    await this.numbering.finish(tenant, found);
    const totals = await this.rows.totals(tenant, id);
    const isEnded = await this.database.transaction(tenant, async () => {
      // Another process may have ended it, or be at work on a row.
      const isOver = (await this.runs.left(tenant, id)) === 0;
      if (!isOver || (await this.imports.lock(tenant, id))?.state !== 'running') return false;
      await this.imports.set(tenant, id, { state: 'done', totals });
      return true;
    });
    if (isEnded) this.figures.finished(totals.refused);
  }

  private async bring(
    tenant: TenantId,
    found: Import,
    { row, outcome, sourceId, customerId, parentId, notes }: RunRow,
  ): Promise<void> {
    const { id, source } = found;
    const bring = () =>
      this.database.transaction(tenant, async () => {
        const draft = await this.runs.lock(tenant, id, row);
        if (!draft) return false;
        const given = { draft, customerId, parentId: parentId ?? undefined, notes };
        const { version } =
          outcome === 'join'
            ? await this.join(tenant, found, sourceId, given)
            : await this.updating.apply(tenant, given);
        await this.runs.finish(tenant, id, source, row, version);
        return true;
      });
    // The customer may have changed since the plan, so that the row is refused now.
    const isDone = await bring().catch(async (error: unknown) => {
      await this.runs.refuse(tenant, id, row, [faultFrom(error)]);
      return false;
    });
    if (isDone) this.figures.came([outcome]);
  }

  /** The customer keeps what it has, and is found by the IDs of the row as well. */
  private async join(tenant: TenantId, found: Import, sourceId: string, row: UpdatingRow): Promise<Joined> {
    const joined = await this.updating.join(tenant, row);
    const own = { kind: 'customer', id: sourceId, recordId: row.customerId } as const;
    const ids = /^\d+$/.test(sourceId) ? [own, ...joined.ids] : joined.ids;
    await this.numbering.joined(tenant, found, ids);
    return joined;
  }

  /** Children that came before their parent. One that has another parent by now keeps it. */
  private async connectChildren(tenant: TenantId, source: string): Promise<void> {
    for (const { sourceId, customerId, parentId } of await this.runs.arrivedParents(tenant, source)) {
      await this.updating.connect(tenant, customerId, parentId).catch((error: unknown) => void faultFrom(error));
      await this.runs.stopWaiting(tenant, source, sourceId);
    }
  }
}

/** Runs work whose changes come from an import: a revert can select them all by the run. */
export const asImport = <Result>({ id, name, actor }: Import, work: () => Result): Result =>
  becauseOf(`import ${name}`, () => actingAs(actor, () => asRun(runOf(id), work)));

/** The name of the run, in the place of the ID of a request. */
export const runOf = (id: number) => `import-${id}`;

/** Whether another try may succeed: a client took a key meanwhile, or the database was away. */
const mayPass = (error: unknown) =>
  error instanceof Problem && (error.kind === 'duplicate' || error.kind === 'unavailable');
