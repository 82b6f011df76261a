import type { PoolClient } from 'pg';
import { cancel, unlessCallerLeaves } from './cancellation.js';
import { type Connected, direct, exclusive, SharedConnections } from './connections.js';
import { type ReadStatement, type Statement, TooManyBytes } from './database.js';
import { lockNotAvailable } from './failures.js';
import type { Opening } from './fenced-query.js';
import type { OpenTransaction } from './open-transaction.js';
import { named, type NamedStatement, send, sendInTransaction } from './pipeline.js';
import { PipelinedTransaction } from './pipelined-transaction.js';
import { Behind, type Standby } from './replica.js';
import { withRetries } from './retries.js';
import type { TenantId } from './tenant-id.js';
import { TransactionalDatabase } from './transactional-database.js';

/** How a statement outside a transaction is sent. */
interface Way {
  connected?: Connected;
  standby?: Standby;
  /** It may change rows. */
  isChange?: boolean;
  /** It waits for a lock only briefly. */
  isHasty?: boolean;
  /** It has the time limit of lists and a connection of its own, and is cancelled when the caller has left. */
  isList?: boolean;
}

const CHANGE: Way = { isChange: true };

/**
 * The fast implementation: a statement and the setting of its tenant are one pipeline, so a statement costs one round
 * trip. It uses members of pg that are not public (`pg-internals.ts`).
 */
export class PipelinedDatabase extends TransactionalDatabase {
  private readonly lookUps = new SharedConnections();
  private readonly changes = new SharedConnections(this.shares.withoutTenant);

  protected readAlone<Row>(tenant: TenantId, statement: ReadStatement, standby?: Standby): Promise<Row[]> {
    const way: Way =
      statement.connection === 'shared'
        ? { connected: this.lookUps.use }
        : { connected: this.shares.of(tenant, 'list'), isList: true };
    return this.alone(tenant, this.named(statement), { ...way, standby });
  }

  protected writeAlone<Row>(tenant: TenantId, given: Statement): Promise<Row[]> {
    const statement = this.named(given);
    return given.connection === 'shared' ? this.writeShared(tenant, statement) : this.alone(tenant, statement, CHANGE);
  }

  protected systemAlone<Row>(tenant: TenantId | undefined, statement: Statement): Promise<Row[]> {
    const connected = statement.connection === 'shared' ? this.lookUps.use : exclusive(direct);
    return this.alone(tenant, this.named(statement), { connected });
  }

  protected openTransaction(client: PoolClient, tenant: TenantId | undefined): OpenTransaction {
    return new PipelinedTransaction(
      client,
      (of) => this.openings.of('change', of),
      tenant,
      (statement) => this.named(statement),
    );
  }

  protected async rowsIn<Row>(client: PoolClient, statement: ReadStatement, opening?: Opening): Promise<Row[]> {
    return (await send<Row>(client, this.named(statement), opening)).rows;
  }

  protected cancel(client: PoolClient): void {
    cancel(client);
  }

  /** A statement that waits for a lock holds up those behind it. It then begins again on a connection of its own. */
  private async writeShared<Row>(tenant: TenantId, statement: NamedStatement): Promise<Row[]> {
    try {
      return await this.alone<Row>(tenant, statement, { connected: this.changes.use, isHasty: true });
    } catch (error) {
      if (!lockNotAvailable(error)) throw error;
      return this.alone(tenant, statement, CHANGE);
    }
  }

  /**
   * Runs a statement outside a transaction: with its opening it is a transaction of its own. Distributed tables need
   * BEGIN and COMMIT around it.
   */
  private alone<Row>(tenant: TenantId | undefined, statement: NamedStatement, way: Way = {}): Promise<Row[]> {
    const { standby, connected = this.shares.of(tenant) } = way;
    const sent = this.settings.setLocally === undefined ? send<Row> : sendInTransaction<Row>;
    return withRetries(() =>
      connected(standby?.pool ?? this.pool, (client) => {
        const ask = () => sent(client, statement, this.openingOf(tenant, way));
        const answer = way.isList ? unlessCallerLeaves(client, this.settings.caller?.(), ask) : ask();
        return answer.then(({ rows, opened, isCut }) => {
          if (standby && opened.at(-1) !== 't') throw new Behind();
          if (isCut) throw new TooManyBytes();
          return rows;
        });
      }),
    );
  }

  private openingOf(tenant: TenantId | undefined, { standby, isChange, isHasty, isList }: Way): Opening {
    if (standby) return this.openings.of(isList ? 'standbyList' : 'standby', tenant, standby.position);
    return this.openings.of(isList ? 'list' : isHasty ? 'hasty' : isChange ? 'change' : 'plain', tenant);
  }

  private named(statement: ReadStatement): NamedStatement {
    return named(statement, this.settings.isProxied);
  }
}
