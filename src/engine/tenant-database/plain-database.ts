import { AsyncLocalStorage } from 'node:async_hooks';
import type { PoolClient } from 'pg';
import { type Connected, direct, exclusive } from './connections.js';
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
import { errorFor } from './failures.js';
import { type OpeningKind, Openings } from './openings.js';
import { NO_TRANSACTION, ONE_TENANT } from './pipelined-transaction.js';
import { cutAfter, PlainTransaction, rowsOf } from './plain-transaction.js';
import { Behind, type Replica, type Standby } from './replica.js';
import { withRetries } from './retries.js';
import type { ServerPool } from './server-pool.js';
import type { TenantDatabaseSettings } from './settings.js';
import { openSnapshot } from './snapshot.js';
import type { TenantId } from './tenant-id.js';

/**
 * The plain implementation: BEGIN, a statement that sets the tenant, the statement itself, COMMIT, each awaited before
 * the next one is sent. It uses pg's public interface alone. It prepares nothing, and a statement is not cancelled when
 * its caller leaves: its time limit ends it.
 */
export class PlainDatabase extends Database {
  private readonly running = new AsyncLocalStorage<PlainTransaction>();
  private readonly shares: FairShares;
  private readonly openings: Openings;

  constructor(
    private readonly pool: ServerPool,
    private readonly replica: Replica,
    private readonly settings: TenantDatabaseSettings,
  ) {
    super();
    this.shares = new FairShares(settings);
    this.openings = new Openings(settings);
  }

  get isInTransaction(): boolean {
    return this.running.getStore() !== undefined;
  }

  read<Row>(tenant: TenantId, statement: ReadStatement): Promise<Row[]> {
    const transaction = this.running.getStore();
    if (transaction) return this.mapped(transaction.rows(tenant, statement));
    const isShared = statement.connection === 'shared';
    const connected = isShared ? exclusive(direct) : this.shares.of(tenant, 'list');
    const ask = (standby?: Standby) => {
      const kind = standby ? (isShared ? 'standby' : 'standbyList') : isShared ? 'plain' : 'list';
      return this.alone<Row>(connected, kind, tenant, statement, standby);
    };
    return this.mapped(this.replica.read(ask, ask));
  }

  write<Row>(tenant: TenantId, statement: WriteStatement): Promise<Row[]> {
    const transaction = this.running.getStore();
    if (statement.atCommit) {
      if (!transaction) throw new Error(NO_TRANSACTION);
      const { atCommit } = statement;
      transaction.atCommit(tenant, statement, (error) => atCommit(this.errorFor(error)));
      return Promise.resolve([]);
    }
    if (transaction) return this.mapped(transaction.rows(tenant, statement));
    return this.mapped(this.alone<Row>(this.shares.of(tenant), 'plain', tenant, statement));
  }

  reserve<Row>(tenant: TenantId, statement: Statement): Promise<Row[]> {
    return this.system({ ...statement, tenant });
  }

  system<Row>({ tenant, ...statement }: SystemStatement): Promise<Row[]> {
    const transaction = this.running.getStore();
    if (transaction) return this.mapped(transaction.rows(tenant, statement));
    return this.mapped(this.alone<Row>(exclusive(direct), 'plain', tenant, statement));
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
          const transaction = new PlainTransaction(client, (of) => this.openings.of('plain', of), tenant);
          return transaction.run(() => this.running.run(transaction, work));
        }),
      ),
    );
  }

  async snapshot(tenant: TenantId): Promise<Snapshot> {
    const { text, values } = this.openings.of('stream', tenant);
    return this.mapped(
      openSnapshot(this.shares.ofStream(tenant), this.pool, {
        ask: async <Row>(client: PoolClient, statement: ReadStatement, isFirst: boolean) => {
          if (isFirst) await rowsOf(client, { text, values });
          return cutAfter(await rowsOf<Row>(client, statement), statement.maxBytes).rows;
        },
        // pg has no public way to cancel a statement. The connection is closed, and the time limit ends the statement.
        cancel: () => {},
        caller: this.settings.caller?.(),
        errorFor: (error) => this.errorFor(error),
      }),
    );
  }

  private alone<Row>(
    connected: Connected,
    kind: OpeningKind,
    tenant: TenantId | undefined,
    statement: ReadStatement,
    standby?: Standby,
  ): Promise<Row[]> {
    const { text, values } = this.openings.of(kind, tenant, standby?.position);
    return withRetries(() =>
      connected(standby?.pool ?? this.pool, async (client) => {
        await rowsOf(client, { text: 'BEGIN' });
        try {
          const [opened] = await rowsOf<{ shows?: boolean }>(client, { text, values });
          if (standby && !opened!.shows) throw new Behind();
          const { rows, isCut } = cutAfter(await rowsOf<Row>(client, statement), statement.maxBytes);
          if (isCut) throw new TooManyBytes();
          await rowsOf(client, { text: 'COMMIT' });
          return rows;
        } catch (error) {
          await client.query('ROLLBACK').catch(() => {});
          throw error;
        }
      }),
    );
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
