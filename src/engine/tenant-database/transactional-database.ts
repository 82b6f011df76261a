import { AsyncLocalStorage } from 'node:async_hooks';
import type { PoolClient } from 'pg';
import {
  answerOf,
  Database,
  type FinalStatement,
  type ReadStatement,
  type Snapshot,
  type Statement,
  type SystemStatement,
  type TransactionOptions,
  type WriteStatement,
} from './database.js';
import { FairShares } from './fair-shares.js';
import { errorFor } from './failures.js';
import type { Opening } from './fenced-query.js';
import { NO_TRANSACTION, ONE_TENANT, type OpenTransaction } from './open-transaction.js';
import { Openings } from './openings.js';
import type { Replica, Standby } from './replica.js';
import { withRetries } from './retries.js';
import type { ServerPool } from './server-pool.js';
import type { TenantDatabaseSettings } from './settings.js';
import { openSnapshot } from './snapshot.js';
import type { TenantId } from './tenant-id.js';

/**
 * What both implementations share: a statement joins the transaction under way, and the application gets its
 * own errors. An implementation says how statements reach the server.
 */
export abstract class TransactionalDatabase extends Database {
  protected readonly shares: FairShares;
  protected readonly openings: Openings;
  private readonly running = new AsyncLocalStorage<OpenTransaction>();

  constructor(
    protected readonly pool: ServerPool,
    private readonly replica: Replica,
    protected readonly settings: TenantDatabaseSettings,
  ) {
    super();
    this.shares = new FairShares(settings);
    this.openings = new Openings(settings);
  }

  get isInTransaction(): boolean {
    return this.running.getStore() !== undefined;
  }

  read<Row>(tenant: TenantId, statement: ReadStatement): Promise<Row[]> {
    const ask = (standby?: Standby) => this.readAlone<Row>(tenant, statement, standby);
    return this.joined(tenant, statement, () => this.replica.read(ask, ask));
  }

  write<Row>(tenant: TenantId, statement: WriteStatement): Promise<Row[]> {
    const { atCommit } = statement;
    if (!atCommit) return this.joined(tenant, statement, () => this.writeAlone<Row>(tenant, statement));
    const transaction = this.running.getStore();
    if (!transaction) throw new Error(NO_TRANSACTION);
    transaction.post(tenant, statement, (error) => atCommit(this.errorFor(error)));
    return Promise.resolve([]);
  }

  reserve<Row>(tenant: TenantId, statement: Statement): Promise<Row[]> {
    return this.system({ ...statement, tenant, connection: 'shared' });
  }

  system<Row>({ tenant, ...statement }: SystemStatement): Promise<Row[]> {
    return this.joined(tenant, statement, () => this.systemAlone<Row>(tenant, statement));
  }

  async transaction<Result>(
    tenant: TenantId | undefined,
    work: () => Promise<Result | FinalStatement<Result>>,
    { encloses = false }: TransactionOptions = {},
  ): Promise<Result> {
    const outer = this.running.getStore();
    if (outer) {
      if (tenant !== undefined && !outer.isOf(tenant)) throw new Error(ONE_TENANT);
      return outer.encloses ? this.mapped(outer.nested(work)) : answerOf(await work());
    }
    let committed: OpenTransaction | undefined;
    const result = await this.mapped(
      withRetries(() =>
        this.shares.of(tenant)(this.pool, (client) => {
          const transaction = (committed = this.openTransaction(client, tenant));
          transaction.encloses = encloses;
          return transaction.run(() => this.running.run(transaction, work));
        }),
      ),
    );
    for (const later of committed!.afterCommit) later();
    return result;
  }

  afterCommit(work: () => void): void {
    const transaction = this.running.getStore();
    if (transaction) transaction.afterCommit.push(work);
    else work();
  }

  async snapshot(tenant: TenantId): Promise<Snapshot> {
    const opening = this.openings.of('stream', tenant);
    return this.mapped(
      openSnapshot(this.shares.ofStream(tenant), this.pool, {
        ask: <Row>(client: PoolClient, statement: ReadStatement, isFirst: boolean) =>
          this.rowsIn<Row>(client, statement, isFirst ? opening : undefined),
        cancel: (client) => this.cancel(client),
        caller: this.settings.caller?.(),
        errorFor: (error) => this.errorFor(error),
      }),
    );
  }

  /** Runs a read outside a transaction, on a standby if there is one that may answer. */
  protected abstract readAlone<Row>(tenant: TenantId, statement: ReadStatement, standby?: Standby): Promise<Row[]>;
  protected abstract writeAlone<Row>(tenant: TenantId, statement: Statement): Promise<Row[]>;
  protected abstract systemAlone<Row>(tenant: TenantId | undefined, statement: Statement): Promise<Row[]>;
  protected abstract openTransaction(client: PoolClient, tenant: TenantId | undefined): OpenTransaction;
  /** Runs a statement in the transaction of a connection, after the opening if there is one. */
  protected abstract rowsIn<Row>(client: PoolClient, statement: ReadStatement, opening?: Opening): Promise<Row[]>;
  /** Cancels the statement that runs on the connection, if the implementation can. */
  protected abstract cancel(client: PoolClient): void;

  /**
   * Runs a statement in the transaction under way, or else alone. A transaction must not wait for a second connection
   * while it holds the first: that is how a pool runs dry.
   */
  private joined<Row>(
    tenant: TenantId | undefined,
    statement: ReadStatement,
    alone: () => Promise<Row[]>,
  ): Promise<Row[]> {
    const transaction = this.running.getStore();
    return this.mapped(transaction ? transaction.rows<Row>(tenant, statement) : alone());
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
