import type { PoolClient } from 'pg';
import { type Connected, direct, exclusive } from './connections.js';
import { type ReadStatement, type Statement, TooManyBytes } from './database.js';
import type { Opening } from './fenced-query.js';
import type { OpenTransaction } from './open-transaction.js';
import type { OpeningKind } from './openings.js';
import { cutAfter, PlainTransaction, rowsOf } from './plain-transaction.js';
import { Behind, type Standby } from './replica.js';
import { withRetries } from './retries.js';
import type { TenantId } from './tenant-id.js';
import { TransactionalDatabase } from './transactional-database.js';

/**
 * The plain implementation: BEGIN, a statement that sets the tenant, the statement itself, COMMIT, each awaited before
 * the next one is sent. It uses pg's public interface alone. It prepares nothing, and a statement is not cancelled when
 * its caller leaves: its time limit ends it.
 */
export class PlainDatabase extends TransactionalDatabase {
  protected readAlone<Row>(tenant: TenantId, statement: ReadStatement, standby?: Standby): Promise<Row[]> {
    const isShared = statement.connection === 'shared';
    const connected = isShared ? exclusive(direct) : this.shares.of(tenant, 'list');
    const kind = standby ? (isShared ? 'standby' : 'standbyList') : isShared ? 'plain' : 'list';
    return this.alone(connected, kind, tenant, statement, standby);
  }

  protected writeAlone<Row>(tenant: TenantId, statement: Statement): Promise<Row[]> {
    return this.alone(this.shares.of(tenant), 'change', tenant, statement);
  }

  protected systemAlone<Row>(tenant: TenantId | undefined, statement: Statement): Promise<Row[]> {
    return this.alone(exclusive(direct), 'plain', tenant, statement);
  }

  protected openTransaction(client: PoolClient, tenant: TenantId | undefined): OpenTransaction {
    return new PlainTransaction(client, (of) => this.openings.of('change', of), tenant);
  }

  protected async rowsIn<Row>(client: PoolClient, statement: ReadStatement, opening?: Opening): Promise<Row[]> {
    if (opening) await rowsOf(client, opening);
    return cutAfter(await rowsOf<Row>(client, statement), statement.maxBytes).rows;
  }

  /** pg has no public way to cancel a statement. The connection is closed, and the time limit ends the statement. */
  protected cancel(): void {}

  private alone<Row>(
    connected: Connected,
    kind: OpeningKind,
    tenant: TenantId | undefined,
    statement: ReadStatement,
    standby?: Standby,
  ): Promise<Row[]> {
    const opening = this.openings.of(kind, tenant, standby?.position);
    return withRetries(() =>
      connected(standby?.pool ?? this.pool, async (client) => {
        await rowsOf(client, { text: 'BEGIN' });
        try {
          const [opened] = await rowsOf<{ shows?: boolean }>(client, opening);
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
}
