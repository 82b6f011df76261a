import { AsyncLocalStorage } from 'node:async_hooks';
import { Injectable } from '@nestjs/common';
import type { Pool, PoolClient, QueryResultRow } from 'pg';
import { DataSource } from 'typeorm';
import type { PostgresDriver } from 'typeorm/driver/postgres/PostgresDriver.js';
import { serializationFailed, toProblem } from './postgres-errors.js';
import { preparedName } from './prepared-names.js';
import type { TenantId } from './tenant-id.js';

export type Values = readonly unknown[];
interface Unit {
  /** None where the tenant is made in the same transaction. */
  tenant?: TenantId;
  client: PoolClient;
}

const ATTEMPTS = 4;

/**
 * Statements in and plain rows out, for one tenant at a time. A statement inside `transaction` joins it by itself,
 * so services and repositories hand no connection around.
 */
@Injectable()
export class Database {
  private readonly running = new AsyncLocalStorage<Unit>();

  constructor(private readonly source: DataSource) {}

  /** Runs one statement for a tenant. Constant texts are prepared once per connection. */
  async query<Row>(tenant: TenantId, text: string, values: Values = []): Promise<Row[]> {
    const unit = this.running.getStore();
    if (unit?.tenant && unit.tenant !== tenant) throw new Error('A transaction belongs to one tenant');
    return rowsOf<Row>(unit?.client ?? this.pool, { name: preparedName(text), text, values });
  }

  /** The same for texts built from what a caller sent: not prepared, so their number does not grow on the server. */
  async queryOnce<Row>(tenant: TenantId, text: string, values: Values = []): Promise<Row[]> {
    const unit = this.running.getStore();
    if (unit?.tenant && unit.tenant !== tenant) throw new Error('A transaction belongs to one tenant');
    return rowsOf<Row>(unit?.client ?? this.pool, { text, values });
  }

  /**
   * For what is not a tenant's: tenants, users, and finding out whose a credential is. Inside a transaction it uses that
   * one's connection: to wait for a second one while holding the first is how a pool runs dry.
   */
  async queryBeforeTenant<Row>(text: string, values: Values = []): Promise<Row[]> {
    return rowsOf<Row>(this.running.getStore()?.client ?? this.pool, { name: preparedName(text), text, values });
  }

  /** All or nothing. Nested calls join; a serialization failure or deadlock starts the whole work again. */
  async transaction<Result>(tenant: TenantId, work: () => Promise<Result>): Promise<Result> {
    const unit = this.running.getStore();
    if (unit?.tenant && unit.tenant !== tenant) throw new Error('A transaction belongs to one tenant');
    return unit ? work() : this.repeatedly(tenant, work);
  }

  /** The same for making a tenant together with what is in it. */
  transactionBeforeTenant<Result>(work: () => Promise<Result>): Promise<Result> {
    return this.repeatedly(undefined, work);
  }

  private async repeatedly<Result>(tenant: TenantId | undefined, work: () => Promise<Result>): Promise<Result> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await this.attempt(tenant, work);
      } catch (error) {
        if (!serializationFailed(error)) throw error;
        if (attempt === ATTEMPTS) throw toProblem(error);
      }
    }
  }

  private async attempt<Result>(tenant: TenantId | undefined, work: () => Promise<Result>): Promise<Result> {
    const client = await this.pool.connect().catch((error: unknown) => {
      throw toProblem(error);
    });
    // A connection that is lost while in use says so on the client, not on the pool; unheard, that would end the process.
    client.on('error', ignore);
    let broken: Error | undefined;
    try {
      await rowsOf(client, { text: 'BEGIN' });
      const result = await this.running.run({ tenant, client }, work);
      // COMMIT is where deferred keys are checked, so it may refuse like any statement.
      await rowsOf(client, { text: 'COMMIT' });
      return result;
    } catch (error) {
      await client.query('ROLLBACK').catch((lost: Error) => (broken = lost));
      throw error;
    } finally {
      client.off('error', ignore);
      client.release(broken);
    }
  }

  private get pool(): Pool {
    return (this.source.driver as PostgresDriver).master as Pool;
  }
}

// The statement under way fails too, and tells the caller.
const ignore = () => {};

async function rowsOf<Row>(on: Pool | PoolClient, { values = [], ...statement }: { name?: string; text: string; values?: Values }): Promise<Row[]> {
  try {
    const { rows } = await on.query<QueryResultRow>({ ...statement, values: [...values] });
    return rows as Row[];
  } catch (error) {
    throw serializationFailed(error) ? error : toProblem(error);
  }
}
