import { setTimeout as pause } from 'node:timers/promises';
import {
  type BeforeApplicationShutdown,
  Inject,
  Injectable,
  Logger,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { ENV } from '../config/config.module.js';
import type { Env } from '../config/env.js';
import { Leader, type Times as LeaderTimes } from '../engine/leader/index.js';
import { DatabasePool, type TenantId } from '../engine/tenant-database/index.js';
import { forLog, Problem } from '../problem.js';
import { ImportsRepository } from './imports.repository.js';
import { ImportWork } from './work.service.js';

/** The key of the advisory lock: "Imports" on a keypad. */
const LOCK = 4676787;
/** Tenants whose imports are worked on at the same time. */
const AT_ONCE = 2;
/** Milliseconds after which a run or a pull lets another tenant go first. */
const TURN = 60_000;
/** The part of the time to stop that work under way has at most. It goes on elsewhere, wherever it ends. */
const PART_OF_STOP = 0.3;

export interface ImportWorkerOptions {
  leader?: Partial<LeaderTimes>;
  /** Milliseconds between two looks for work. */
  interval?: number;
  /** Milliseconds before work that the database has interrupted is tried again. */
  patience?: number;
  /** Milliseconds after which work lets another tenant go first. */
  turn?: number;
}

type Times = Required<Pick<ImportWorkerOptions, 'patience' | 'turn'>>;

/**
 * Does the work of imports in one of all processes that use the database, on all servers: the leader. When it stops or
 * is killed, another process goes on where it was.
 */
@Injectable()
export class ImportWorker implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly log = new Logger('Imports');
  private readonly busy = new Map<TenantId, Promise<void>>();
  /** Tenants that have had a turn. They wait until all others have had one, too. */
  private readonly served = new Set<TenantId>();
  private leader?: Leader;

  constructor(
    private readonly work: ImportWork,
    private readonly imports: ImportsRepository,
    private readonly pool: DatabasePool,
    private readonly server: HttpAdapterHost,
    @Inject(ENV) private readonly env: Env,
  ) {}

  onApplicationBootstrap(): void {
    // A command has the application, too, but no server.
    if (this.env.imports.run && this.server.httpAdapter) this.start();
  }

  start({ leader: times, ...options }: ImportWorkerOptions = {}): void {
    this.leader = new Leader({
      connect: () => this.pool.session(),
      lock: LOCK,
      isPooled: this.env.databaseProxy,
      times,
      lead: (signal) => this.lead(signal, options),
      failed: (error) => this.log.warn({ ...forLog(error), msg: 'the leader of imports' }),
    });
    this.leader.start();
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.leader?.stop();
  }

  private async lead(
    signal: AbortSignal,
    { interval = 1_000, patience = 5_000, turn = TURN }: ImportWorkerOptions,
  ): Promise<void> {
    while (!signal.aborted) {
      await this.look(signal, { patience, turn }).catch((error: unknown) => this.failed(error));
      await pause(interval, undefined, { signal }).catch(() => {});
    }
    const end = Promise.all(this.busy.values());
    await Promise.race([end, pause(this.env.stop.limit * PART_OF_STOP, undefined, { ref: false })]);
  }

  /** Begins work that nothing is busy with. A tenant has one import at work at a time. */
  private async look(signal: AbortSignal, times: Times): Promise<void> {
    if (this.busy.size >= AT_ONCE) return;
    for (const { tenant, id } of (await this.next()).slice(0, AT_ONCE - this.busy.size)) {
      const working = this.goOn(tenant, id, signal, times).finally(() => this.busy.delete(tenant));
      this.busy.set(tenant, working);
      this.served.add(tenant);
    }
  }

  private async next(): Promise<{ tenant: TenantId; id: number }[]> {
    const others = await this.imports.wanted([...this.busy.keys(), ...this.served]);
    if (others.length > 0 || this.served.size === 0) return others;
    this.served.clear();
    return this.imports.wanted([...this.busy.keys()]);
  }

  private async goOn(tenant: TenantId, id: number, signal: AbortSignal, { patience, turn }: Times): Promise<void> {
    const end = Date.now() + turn;
    try {
      await this.work.goOn(tenant, id, { isStopping: () => signal.aborted, isOver: () => Date.now() >= end });
    } catch (error) {
      this.failed(error, tenant, id);
      // The database was away, so the work goes on later. Anything else would fail again.
      if (error instanceof Problem && error.kind === 'unavailable')
        return void (await pause(patience, undefined, { signal }).catch(() => {}));
      await this.work.fail(tenant, id, UNEXPECTED).catch((other: unknown) => this.failed(other, tenant, id));
    }
  }

  private failed(error: unknown, tenant?: TenantId, id?: number): void {
    this.log.warn({ ...forLog(error), msg: 'work of an import failed', tenant, import: id });
  }
}

const UNEXPECTED = 'An unexpected error. The log of the server has it.';
