import { AsyncLocalStorage } from 'node:async_hooks';
import type { Writable } from 'node:stream';
import { Inject, Injectable } from '@nestjs/common';
import type { PoolClient, QueryResult, QueryResultRow } from 'pg';
import { DataSource } from 'typeorm';
import { ENV } from '../config/config.module.js';
import type { Env } from '../config/env.js';
import { poolOf } from './pool.js';
import { connectionLost, serializationFailed, toProblem } from './postgres-errors.js';
import { preparedName } from './prepared-names.js';
import { Behind, Replica, showing, type Standby } from './replica.js';
import type { TenantId } from './tenant-id.js';
import { WORKING_ROLE } from './working-role.js';

export type Values = readonly unknown[];

interface Statement {
  name?: string;
  text: string;
  values?: Values;
}

interface Unit {
  /** None until a statement of a transaction that makes a tenant speaks of it. */
  tenant?: TenantId;
  client: PoolClient;
}

const ATTEMPTS = 4;

/**
 * Statements in and plain rows out, for one tenant at a time. A statement inside `transaction` joins it by itself,
 * so services and repositories hand no connection around.
 *
 * Every statement runs in a transaction that has put on the working role and named its tenant: PostgreSQL shows it that
 * tenant's rows and no others, whatever the statement says. A single one travels with its BEGIN and COMMIT in one
 * pipeline, so it waits for the database once. Nothing is left on the connection, which may be a proxy's.
 */
@Injectable()
export class Database {
  private readonly running = new AsyncLocalStorage<Unit>();
  /** A proxy hands connections around between transactions: what is prepared or set on one is found on another, or not at all. */
  private readonly isProxied: boolean;
  private readonly begin: string;

  constructor(
    private readonly source: DataSource,
    private readonly replica: Replica,
    @Inject(ENV) { databaseProxy, databaseTimeouts: { statement, lock, idleInTransaction } }: Env,
  ) {
    this.isProxied = databaseProxy;
    const timeouts = `; SET LOCAL statement_timeout = ${statement}; SET LOCAL lock_timeout = ${lock}; SET LOCAL idle_in_transaction_session_timeout = ${idleInTransaction}`;
    this.begin = `BEGIN; SET LOCAL ROLE ${WORKING_ROLE}${databaseProxy ? timeouts : ''}`;
  }

  /** Runs one statement for a tenant. Constant texts are prepared once per connection. */
  query<Row>(tenant: TenantId, text: string, values: Values = []): Promise<Row[]> {
    return this.run<Row>(tenant, this.prepared(text, values));
  }

  /** The same for texts built from what a caller sent: not prepared, so their number does not grow on the server. */
  queryOnce<Row>(tenant: TenantId, text: string, values: Values = []): Promise<Row[]> {
    return this.run<Row>(tenant, { text, values });
  }

  /** The same for a statement that only looks: outside a transaction the replica may answer it, with no less than the primary would. */
  read<Row>(tenant: TenantId, text: string, values: Values = []): Promise<Row[]> {
    return this.look<Row>(tenant, this.prepared(text, values));
  }

  readOnce<Row>(tenant: TenantId, text: string, values: Values = []): Promise<Row[]> {
    return this.look<Row>(tenant, { text, values });
  }

  /**
   * For what is not a tenant's: tenants, users, and finding out whose a credential is. Inside a transaction it uses that
   * one's connection: to wait for a second one while holding the first is how a pool runs dry.
   */
  queryBeforeTenant<Row>(text: string, values: Values = []): Promise<Row[]> {
    const statement = this.prepared(text, values);
    const unit = this.running.getStore();
    return unit ? rowsOf<Row>(unit.client, statement) : this.alone<Row>(undefined, statement);
  }

  /** All or nothing. Nested calls join; a serialization failure or deadlock starts the whole work again. */
  async transaction<Result>(tenant: TenantId, work: () => Promise<Result>): Promise<Result> {
    const unit = this.running.getStore();
    if (unit?.tenant && unit.tenant !== tenant) throw new Error(ONE_TENANT);
    return unit ? work() : this.repeatedly(() => this.attempt(tenant, work));
  }

  /** The same for making a tenant together with what is in it. */
  transactionBeforeTenant<Result>(work: () => Promise<Result>): Promise<Result> {
    return this.repeatedly(() => this.attempt(undefined, work));
  }

  private async run<Row>(tenant: TenantId, statement: Statement): Promise<Row[]> {
    const unit = this.running.getStore();
    if (!unit) return this.alone(tenant, statement);
    if (unit.tenant === undefined) {
      unit.tenant = tenant;
      await rowsOf(unit.client, { text: setTenant(tenant) });
    }
    if (unit.tenant !== tenant) throw new Error(ONE_TENANT);
    return rowsOf(unit.client, statement);
  }

  private look<Row>(tenant: TenantId, statement: Statement): Promise<Row[]> {
    if (this.running.getStore()) return this.run<Row>(tenant, statement);
    return this.replica.read((standby) => this.alone<Row>(tenant, statement, standby), () => this.alone<Row>(tenant, statement));
  }

  private alone<Row>(tenant: TenantId | undefined, statement: Statement, standby?: Standby): Promise<Row[]> {
    return this.repeatedly(() =>
      this.connected(async (client) => {
        sendTogether(client);
        const [begun, answered, ended] = await Promise.allSettled([answersOf(client, this.opening(tenant, standby)), rowsOf<Row>(client, statement), commit(client)]);
        if (begun.status === 'rejected') throw begun.reason;
        if (standby && begun.value.at(-1)?.rows[0]?.shows !== true) throw new Behind();
        if (answered.status === 'rejected') throw answered.reason;
        if (ended.status === 'rejected') throw ended.reason;
        return answered.value;
      }, standby?.pool),
    );
  }

  private async repeatedly<Result>(attempt: () => Promise<Result>): Promise<Result> {
    for (let tries = 1; ; tries++) {
      try {
        return await attempt();
      } catch (error) {
        if (!serializationFailed(error)) throw error;
        if (tries === ATTEMPTS) throw toProblem(error);
      }
    }
  }

  private attempt<Result>(tenant: TenantId | undefined, work: () => Promise<Result>): Promise<Result> {
    return this.connected(async (client) => {
      // Not waited for: it is on its way before the first statement.
      const begun = rowsOf(client, this.opening(tenant)).then(() => undefined, (error: unknown) => error);
      try {
        const result = await this.running.run({ tenant, client }, work);
        await commit(client);
        return result;
      } catch (error) {
        await rowsOf(client, { text: 'ROLLBACK' }).catch(ignore);
        // After a beginning that failed, every statement complains of that and not of itself.
        throw (await begun) ?? error;
      }
    });
  }

  private async connected<Result>(work: (client: PoolClient) => Promise<Result>, pool = poolOf(this.source)): Promise<Result> {
    const client = await pool.connect().catch((error: unknown) => {
      throw toProblem(error);
    });
    // A connection that is lost while in use says so on the client, not on the pool; unheard, that would end the process.
    client.on('error', ignore);
    let broken = false;
    try {
      return await work(client);
    } catch (error) {
      broken = connectionLost(error);
      throw error;
    } finally {
      client.off('error', ignore);
      client.release(broken);
    }
  }

  private prepared(text: string, values: Values): Statement {
    return { name: this.isProxied ? undefined : preparedName(text), text, values };
  }

  // A role's name and a number: there is nothing to escape.
  private opening(tenant?: TenantId, standby?: Standby): Statement {
    return { text: [this.begin, ...(tenant === undefined ? [] : [setTenant(tenant)]), ...(standby ? [showing(standby)] : [])].join('; ') };
  }
}

const ONE_TENANT = 'A transaction belongs to one tenant';

// The statement under way fails too, and tells the caller.
const ignore = () => {};

const setTenant = (tenant: TenantId) => `SET LOCAL app.tenant = '${Number(tenant)}'`;

// COMMIT is where deferred keys are checked, so it may refuse like any statement. It does not refuse after a failure that
// somebody swallowed: it rolls back and says so in its tag alone.
async function commit(client: PoolClient): Promise<void> {
  const { command } = await answerOf(client, { text: 'COMMIT' });
  if (command === 'ROLLBACK') throw new Error('The transaction had failed and was rolled back');
}

const rowsOf = async <Row>(client: PoolClient, statement: Statement): Promise<Row[]> => (await answerOf(client, statement)).rows as Row[];

/** What is sent in this turn of the event loop travels in one packet: pg writes each message by itself, and a write costs more than most messages. */
function sendTogether(client: PoolClient): void {
  const { stream } = (client as unknown as { connection: { stream: Writable } }).connection;
  stream.cork();
  process.nextTick(() => stream.uncork());
}

/** The answers to several statements in one text. */
const answersOf = async (client: PoolClient, statements: Statement) => [await answerOf(client, statements)].flat() as QueryResult<{ shows?: boolean }>[];

async function answerOf(client: PoolClient, { values = [], ...statement }: Statement): Promise<QueryResult> {
  try {
    return await client.query<QueryResultRow>({ ...statement, values: [...values] });
  } catch (error) {
    throw serializationFailed(error) ? error : toProblem(error);
  }
}
