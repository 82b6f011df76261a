import { setTimeout as pause } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { actingAs, asRun, becauseOf } from '../origin.js';
import { Database, type TenantId } from '../engine/tenant-database/index.js';
import { conflict, Problem } from '../problem.js';
import type { Import } from './import.entity.js';
import { ImportsRepository } from './imports.repository.js';
import { NumberedCreation } from './numbered-creation.js';
import { RunRepository, type RunRow } from './run.repository.js';
import { StagedRowsRepository } from './staged-rows.repository.js';
import { faultFrom, UpdatingService } from './updating.service.js';

/** Rows of one transaction. */
const CHUNK = 500;
/** A client may take a key, or change a customer, between a check and COMMIT. */
const TRIES = 6;
const PAUSE = 500;

/** Brings planned rows in: some in each transaction, together with the bookmark from which a run goes on. */
@Injectable()
export class RunningService {
  constructor(
    private readonly database: Database,
    private readonly imports: ImportsRepository,
    private readonly rows: StagedRowsRepository,
    private readonly runs: RunRepository,
    private readonly numbering: NumberedCreation,
    private readonly updating: UpdatingService,
  ) {}

  /** Begins a run. With a digest, only if the plan is still the one that has it. */
  async begin(tenant: TenantId, id: number, digest?: string): Promise<void> {
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

  /** Goes on from the bookmark to the end, or until it is told to stop. It can be killed at any point. */
  async goOn(
    tenant: TenantId,
    id: number,
    {
      progress = () => {},
      isStopping = () => false,
    }: { progress?: (done: number) => void; isStopping?: () => boolean } = {},
  ): Promise<void> {
    const found = await this.imports.find(tenant, id);
    if (!found) return;
    await asImport(found, async () => {
      for (let done = 0; !isStopping();) {
        const rows = await this.chunk(tenant, id);
        if (rows === undefined) break;
        progress((done += rows));
      }
    });
  }

  /** One chunk. Answers how many rows it had; nothing if the run has ended. */
  private async chunk(tenant: TenantId, id: number): Promise<number | undefined> {
    for (let tried = 1; ; tried++) {
      try {
        return await this.chunkOnce(tenant, id);
      } catch (error) {
        if (tried === TRIES || !mayPass(error)) throw error;
        await pause(tried * PAUSE);
      }
    }
  }

  /** New and unchanged rows come in together, the others one by one: each may be refused by itself. */
  private async chunkOnce(tenant: TenantId, id: number): Promise<number | undefined> {
    const found = await this.imports.find(tenant, id);
    if (found?.state !== 'running') return undefined;
    const rows = await this.runs.next(tenant, id, found.turn, found.bookmark, CHUNK);
    if (rows.length === 0) return this.nextTurn(tenant, id);
    for (const row of rows)
      if (row.outcome === 'update' || row.outcome === 'join') await this.bring(tenant, found, row);
    return this.database.transaction(tenant, async () => {
      const { turn, bookmark } = (await this.imports.lock(tenant, id)) ?? found;
      // Another process has done this chunk meanwhile.
      if (turn !== found.turn || bookmark !== found.bookmark) return 0;
      const created = rows.filter(({ outcome }) => outcome === 'create').map(({ row }) => row);
      if (created.length > 0) {
        await this.runs.checkAgain(tenant, id, created);
        await this.numbering.create(tenant, found, created);
      }
      const unchanged = rows.filter(({ outcome }) => outcome === 'unchanged').map(({ row }) => row);
      if (unchanged.length > 0) await this.runs.finishUnchanged(tenant, id, found.source, unchanged);
      await this.imports.set(tenant, id, { bookmark: rows.at(-1)!.row });
      return rows.length;
    });
  }

  /** Rows whose parents were made in the turn before. */
  private async nextTurn(tenant: TenantId, id: number): Promise<number | undefined> {
    const last = await this.runs.lastTurn(tenant, id);
    const goesOn = await this.database.transaction(tenant, async () => {
      const { state, turn } = (await this.imports.lock(tenant, id))!;
      if (state !== 'running' || turn >= last) return false;
      await this.imports.set(tenant, id, { turn: turn + 1, bookmark: 0 });
      return true;
    });
    if (goesOn) return 0;
    const found = (await this.imports.find(tenant, id))!;
    await this.connectChildren(tenant, found.source);
    await this.numbering.finish(tenant, found);
    await this.imports.set(tenant, id, { state: 'done', totals: await this.rows.totals(tenant, id) });
    return undefined;
  }

  private async bring(
    tenant: TenantId,
    { id, source }: Import,
    { row, customerId, parentId, notes }: RunRow,
  ): Promise<void> {
    const bring = () =>
      this.database.transaction(tenant, async () => {
        if (!(await this.runs.lock(tenant, id, row))) return;
        const draft = (await this.rows.draftsOf(tenant, id, [row])).get(row)!;
        const { version } = await this.updating.apply(tenant, {
          draft,
          customerId,
          parentId: parentId ?? undefined,
          notes,
        });
        await this.runs.finish(tenant, id, source, row, version);
      });
    // The customer may have changed since the plan, so that the row is refused now.
    await bring().catch((error: unknown) => this.runs.refuse(tenant, id, row, [faultFrom(error)]));
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
