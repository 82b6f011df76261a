import { AsyncLocalStorage } from 'node:async_hooks';
import { unlessCallerLeaves, cancel } from './cancellation.js';
import { type Connected, direct, exclusive, SharedConnections } from './connections.js';
import {
  Database,
  FinalStatement,
  type ReadStatement,
  type Snapshot,
  type Statement,
  type SystemStatement,
  TooManyBytes,
  type WriteStatement,
} from './database.js';
import { FairShares } from './fair-shares.js';
import { errorFor, lockNotAvailable } from './failures.js';
import type { Opening } from './fenced-query.js';
import { Openings } from './openings.js';
import { named, type NamedStatement, send } from './pipeline.js';
import { NO_TRANSACTION, ONE_TENANT, PipelinedTransaction } from './pipelined-transaction.js';
import { Behind, type Replica, type Standby } from './replica.js';
import { withRetries } from './retries.js';
import type { ServerPool } from './server-pool.js';
import type { TenantDatabaseSettings } from './settings.js';
import { openSnapshot } from './snapshot.js';
import type { TenantId } from './tenant-id.js';

/** How a statement outside a transaction is sent. */
interface Way {
  connected?: Connected;
  standby?: Standby;
  /** It waits for a lock only briefly. */
  isHasty?: boolean;
  /** It has the time limit of lists and a connection of its own, and is cancelled when the caller has left. */
  isList?: boolean;
}

/**
 * The fast implementation: a statement and the setting of its tenant are one pipeline, so a statement costs one round
 * trip. It uses members of pg that are not public (`pg-internals.ts`).
 */
export class PipelinedDatabase extends Database {
  private readonly running = new AsyncLocalStorage<PipelinedTransaction>();
  private readonly lookUps = new SharedConnections();
  private readonly changes: SharedConnections;
  private readonly shares: FairShares;
  private readonly openings: Openings;

  constructor(
    private readonly pool: ServerPool,
    private readonly replica: Replica,
    private readonly settings: TenantDatabaseSettings,
  ) {
    super();
    this.shares = new FairShares(settings);
    this.changes = new SharedConnections(this.shares.withoutTenant);
    this.openings = new Openings(settings);
  }

  get isInTransaction(): boolean {
    return this.running.getStore() !== undefined;
  }

  read<Row>(tenant: TenantId, given: ReadStatement): Promise<Row[]> {
    const statement = this.named(given);
    const transaction = this.running.getStore();
    if (transaction) return this.mapped(transaction.rows(tenant, statement));
    const way: Way =
      given.connection === 'shared'
        ? { connected: this.lookUps.use }
        : { connected: this.shares.of(tenant, 'list'), isList: true };
    const ask = (standby?: Standby) => this.alone<Row>(tenant, statement, { ...way, standby });
    return this.mapped(this.replica.read(ask, ask));
  }

  write<Row>(tenant: TenantId, given: WriteStatement): Promise<Row[]> {
    const statement = this.named(given);
    const transaction = this.running.getStore();
    if (given.atCommit) {
      if (!transaction) throw new Error(NO_TRANSACTION);
      const { atCommit } = given;
      transaction.post(tenant, statement, (error) => atCommit(this.errorFor(error)));
      return Promise.resolve([]);
    }
    if (transaction) return this.mapped(transaction.rows(tenant, statement));
    return this.mapped(
      given.connection === 'shared' ? this.changeShared<Row>(tenant, statement) : this.alone<Row>(tenant, statement),
    );
  }

  reserve<Row>(tenant: TenantId, statement: Statement): Promise<Row[]> {
    return this.system({ ...statement, tenant, connection: 'shared' });
  }

  system<Row>({ tenant, ...given }: SystemStatement): Promise<Row[]> {
    const statement = this.named(given);
    // A transaction must not wait for a second connection while it holds the first: that is how a pool runs dry.
    const transaction = this.running.getStore();
    if (transaction) return this.mapped(transaction.rows(tenant, statement));
    const connected = given.connection === 'shared' ? this.lookUps.use : exclusive(direct);
    return this.mapped(this.alone<Row>(tenant, statement, { connected }));
  }

  async transaction<Result>(
    tenant: TenantId | undefined,
    work: () => Promise<Result | FinalStatement<Result>>,
  ): Promise<Result> {
    const outer = this.running.getStore();
    if (outer && tenant !== undefined) {
      if (!outer.isOf(tenant)) throw new Error(ONE_TENANT);
      const result = await work();
      return result instanceof FinalStatement ? result.answer : result;
    }
    return this.mapped(
      withRetries(() =>
        this.shares.of(tenant)(this.pool, (client) => {
          const transaction = new PipelinedTransaction(client, (of) => this.openings.of('plain', of), tenant);
          return transaction.run(() => this.running.run(transaction, work));
        }),
      ),
    );
  }

  async snapshot(tenant: TenantId): Promise<Snapshot> {
    const opening = this.openings.of('stream', tenant);
    return this.mapped(
      openSnapshot(this.shares.ofStream(tenant), this.pool, {
        ask: async <Row>(client: Parameters<typeof send>[0], statement: ReadStatement, isFirst: boolean) =>
          (await send<Row>(client, this.named(statement), isFirst ? opening : undefined)).rows,
        cancel,
        caller: this.settings.caller?.(),
        errorFor: (error) => this.errorFor(error),
      }),
    );
  }

  /** A statement that waits for a lock holds up those behind it. It then begins again on a connection of its own. */
  private async changeShared<Row>(tenant: TenantId, statement: NamedStatement): Promise<Row[]> {
    try {
      return await this.alone<Row>(tenant, statement, { connected: this.changes.use, isHasty: true });
    } catch (error) {
      if (!lockNotAvailable(error)) throw error;
      return this.alone<Row>(tenant, statement);
    }
  }

  /** Runs a statement outside a transaction: with its opening it is a transaction of its own. */
  private alone<Row>(tenant: TenantId | undefined, statement: NamedStatement, way: Way = {}): Promise<Row[]> {
    const { standby, connected = this.shares.of(tenant) } = way;
    return withRetries(() =>
      connected(standby?.pool ?? this.pool, async (client) => {
        const ask = () => send<Row>(client, statement, this.openingOf(tenant, way));
        const { rows, opened, isCut } = await (way.isList
          ? unlessCallerLeaves(client, this.settings.caller?.(), ask)
          : ask());
        if (standby && opened.at(-1) !== 't') throw new Behind();
        if (isCut) throw new TooManyBytes();
        return rows;
      }),
    );
  }

  private openingOf(tenant: TenantId | undefined, { standby, isHasty, isList }: Way): Opening {
    if (standby) return this.openings.of(isList ? 'standbyList' : 'standby', tenant, standby.position);
    return this.openings.of(isList ? 'list' : isHasty ? 'hasty' : 'plain', tenant);
  }

  private named(statement: ReadStatement): NamedStatement {
    return named(statement, this.settings.isProxied);
  }

  private mapped<Result>(work: Promise<Result>): Promise<Result> {
    return work.catch((error: unknown) => {
      throw this.errorFor(error);
    });
  }

  private errorFor(error: unknown): unknown {
    return errorFor(error, this.settings.toError);
  }
}
