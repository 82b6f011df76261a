import { Injectable } from '@nestjs/common';
import { TenantsService } from '../auth/tenants.service.js';
import { Database, type TenantId } from '../engine/tenant-database/index.js';
import { Traces } from '../engine/traces/index.js';
import { conflict, failureWord, Problem } from '../problem.js';
import type { Import, ImportState, Work } from './import.entity.js';
import { ImportsRepository } from './imports.repository.js';
import { busyImport, ImportsService, type NewImport, unknownImport } from './imports.service.js';
import { PlanningService } from './planning.service.js';
import { PULLED, PullingService, type RunningSystem } from './pulling.service.js';
import { RunFigures } from './run-figures.js';
import { RunningService } from './running.service.js';
import { UndoingService } from './undoing.service.js';

/** The work that an interrupted import in this state goes on with. */
const INTERRUPTED: Partial<Record<ImportState, Work>> = { planning: 'plan', running: 'run', undoing: 'undo' };

/** Work that may take hours and goes on where it was. */
const TAKES_TURNS: ReadonlySet<Work> = new Set(['pull', 'run']);

/** The state after work that is not begun again. */
const ENDS: Partial<Record<Work, ImportState>> = { run: 'done', undo: 'undone' };

/** When work ends before it is done. It goes on later. */
interface Until {
  /** The server stops. */
  isStopping: () => boolean;
  /** Work that may take hours, and that goes on where it was, lets another tenant go first. */
  isOver?: () => boolean;
}

/** Asks whether work must stop. Work that was told so once is not done. */
class Stop {
  wasTold = false;

  constructor(private readonly must: () => boolean) {}

  readonly isNow = (): boolean => (this.wasTold ||= this.must());
}

/** What is wanted of imports, and done by a server later. An import keeps its work until that is done. */
@Injectable()
export class ImportWork {
  constructor(
    private readonly database: Database,
    private readonly service: ImportsService,
    private readonly imports: ImportsRepository,
    private readonly tenants: TenantsService,
    private readonly pulling: PullingService,
    private readonly planning: PlanningService,
    private readonly running: RunningService,
    private readonly undoing: UndoingService,
    private readonly figures: RunFigures,
    private readonly traces: Traces,
  ) {}

  /** An import whose rows are pulled from a running system. */
  pull(tenant: TenantId, input: NewImport, system: RunningSystem): Promise<Import> {
    this.pulling.assertReadable(input.contract, system);
    return this.database.transaction(tenant, async () => {
      const { id } = await this.service.create(tenant, { ...input, pulledFrom: system.url });
      await this.pulling.want(tenant, id, system.headers);
      return this.locked(tenant, id);
    });
  }

  plan(tenant: TenantId, id: number): Promise<Import> {
    return this.want(tenant, id, 'plan', () => this.planning.begin(tenant, id));
  }

  /** With a digest, only if the plan is still the one that has it. */
  run(tenant: TenantId, id: number, digest?: string): Promise<Import> {
    return this.want(tenant, id, 'run', () => this.running.begin(tenant, id, digest));
  }

  undo(tenant: TenantId, id: number): Promise<Import> {
    return this.want(tenant, id, 'undo', () => this.undoing.begin(tenant, id));
  }

  /** Lets work go on that has failed or was interrupted. A pull may get new credentials. */
  resume(tenant: TenantId, id: number, headers?: RunningSystem['headers']): Promise<Import> {
    return this.database.transaction(tenant, async () => {
      const found = await this.locked(tenant, id);
      const work = INTERRUPTED[found.state] ?? (isPulling(found) ? 'pull' : undefined);
      if (found.wanted !== null) return found;
      if (work === 'pull' && headers) await this.pulling.want(tenant, id, headers);
      if (!work) throw conflict('NOTHING_TO_RESUME', 'No work of this import was interrupted.');
      await this.imports.set(tenant, id, { wanted: work, failure: null });
      return this.locked(tenant, id);
    });
  }

  /** Does what is wanted of an import, or a part of it until it is told to stop. It can be killed at any point. */
  async goOn(tenantId: TenantId, id: number, { isStopping, isOver = () => false }: Until): Promise<void> {
    const found = await this.imports.find(tenantId, id);
    if (!found?.wanted) return;
    // The server was killed after the end of the work.
    if (found.state === ENDS[found.wanted]) return this.imports.set(tenantId, id, { wanted: null, failure: null });
    const stop = new Stop(() => isStopping() || (TAKES_TURNS.has(found.wanted!) && isOver()));
    try {
      await this.traced(tenantId, found, found.wanted, stop);
      if (stop.wasTold) return;
    } catch (error) {
      const isAway = error instanceof Problem && error.kind === 'unavailable';
      if (found.wanted === 'run' && !isAway) this.figures.failed();
      if (!(error instanceof Problem) || isAway || error.kind === 'internal') throw error;
      // It would fail again.
      return this.fail(tenantId, id, error.message);
    }
    await this.imports.set(tenantId, id, { wanted: null, failure: null });
  }

  /** Ends work that cannot be done. */
  fail(tenant: TenantId, id: number, failure: string): Promise<void> {
    return this.imports.set(tenant, id, { wanted: null, failure });
  }

  /** Statements are not inside of the span: an import has as many as it has rows. */
  private async traced(tenant: TenantId, found: Import, work: Work, stop: Stop): Promise<void> {
    const { id, contract, staged } = found;
    const attributes = { 'clientela.import': id, 'clientela.tenant': tenant, 'clientela.contract': contract };
    const span = this.traces.begin({ name: `import ${work}`, attributes: { ...attributes, 'clientela.rows': staged } });
    try {
      await this.work(tenant, found, work, stop.isNow);
      if (stop.wasTold) span.note({ 'clientela.interrupted': true });
    } catch (error) {
      span.failed(failureWord(error));
      throw error;
    } finally {
      span.end();
    }
  }

  private async work(tenantId: TenantId, { id }: Import, work: Work, isStopping: () => boolean): Promise<void> {
    if (work === 'plan') await this.planning.plan(tenantId, id);
    else if (work === 'run') await this.goOnRunning(tenantId, id, isStopping);
    else if (work === 'undo') await this.undoing.undo(tenantId, id, { isStopping });
    else await this.pulling.pull(await this.tenants.get(tenantId), id, isStopping);
  }

  private async goOnRunning(tenant: TenantId, id: number, isStopping: () => boolean): Promise<void> {
    this.figures.underWay++;
    try {
      await this.running.goOn(tenant, id, { isStopping });
    } finally {
      this.figures.underWay--;
    }
  }

  private async want(tenant: TenantId, id: number, work: Work, begin: () => Promise<unknown>): Promise<Import> {
    return this.database.transaction(tenant, async () => {
      const found = await this.locked(tenant, id);
      const { wanted } = found;
      if (work === 'plan' && isPulling(found) && wanted === null)
        throw conflict('PULL_INCOMPLETE', 'The rows of this import have not all come.', { subject: 'import' });
      if (wanted !== null && wanted !== work) throw busyImport();
      await begin();
      await this.imports.set(tenant, id, { wanted: work, failure: null });
      return this.locked(tenant, id);
    });
  }

  private async locked(tenant: TenantId, id: number): Promise<Import> {
    const found = await this.imports.lock(tenant, id);
    if (!found) throw unknownImport();
    return found;
  }
}

const isPulling = ({ state, pulledFrom, place }: Import): boolean =>
  state === 'staging' && pulledFrom !== null && place !== PULLED;
