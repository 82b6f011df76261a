import { AsyncLocalStorage } from 'node:async_hooks';
import { Inject, Injectable } from '@nestjs/common';
import type { PoolClient, Submittable } from 'pg';
import { DataSource } from 'typeorm';
import { ENV } from '../../config/config.module.js';
import type { Env } from '../../config/env.js';
import { unlessCallerLeaves } from './cancelling.js';
import { poolOf } from './pool.js';
import { heldByAnother, isAftermath, serializationFailed, toProblem } from './postgres-errors.js';
import { byItself, type Connected, SharedConnections } from './connections.js';
import { FairShares } from './fair-shares.js';
import { FencedQuery, type Opening } from '../../database/fenced-query.js';
import { hold, letGo } from './holding.js';
import { MoreThanAPortion, PORTION } from './portions.js';
import { preparedName, shapeName } from './prepared-names.js';
import { Behind, Replica, SHOWING, type Standby } from './replica.js';
import { type Asked, Snapshot } from './snapshot.js';
import type { TenantId } from './tenant-id.js';
import { WORKING_ROLE } from '../../database/working-role.js';

export type Values = readonly unknown[];

interface Statement {
  name?: string;
  text: string;
  values?: Values;
  /** Bytes of rows that are taken; of more, the answer is `MoreThanAPortion`. */
  most?: number;
}

/** A transaction under way. It begins with its first statement. */
interface Unit {
  client: PoolClient;
  /** None until a statement of a transaction that makes a tenant speaks of it. */
  tenant?: TenantId;
  /** Why it could not begin, if it could not. */
  begun?: Promise<unknown>;
  /** Whether its rows are open: to the tenant, if it has one by now. */
  isOpen: boolean;
  /** What nobody waits for; it leaves with what comes next. */
  posted: Promise<unknown>[];
  /** What is sent is not yet on its way. */
  isHeld: boolean;
  isEnded: boolean;
}

const ATTEMPTS = 4;

/** What a transaction answers, where that is what its last statement answers: nobody waits for it before the end. */
export class Last<Result> {
  constructor(readonly answer: Promise<Result>) {
    answer.catch(ignore);
  }
}

/**
 * Statements in and plain rows out, for one tenant at a time. A statement inside `transaction` joins it by itself, so
 * services and repositories hand no connection around.
 *
 * Every statement runs as the working role in a transaction that has named its tenant: PostgreSQL shows it that
 * tenant's rows and no others, whatever the statement says. The tenant is named for one transaction and never left on a
 * connection.
 */
@Injectable()
export class Database {
  private readonly running = new AsyncLocalStorage<Unit>();
  private readonly lookUps = new SharedConnections();
  private readonly changes: SharedConnections;
  private readonly shares: FairShares;
  /**
   * A proxy hands connections around between transactions: what is prepared or set on one is found on another, or not
   * at all.
   */
  private readonly isProxied: boolean;
  private readonly openings: Readonly<
    Record<'plain' | 'hasty' | 'list' | 'stream' | 'standby' | 'standbyList', Pick<Opening, 'name' | 'text'>>
  >;

  constructor(
    private readonly source: DataSource,
    private readonly replica: Replica,
    @Inject(ENV) env: Env,
  ) {
    const {
      databaseProxy,
      databaseTimeouts: { statement, lock, idleInTransaction, list, slowReader },
    } = env;
    this.isProxied = databaseProxy;
    this.shares = new FairShares(env);
    this.changes = new SharedConnections(this.shares.ofNobody);
    const settings = {
      role: WORKING_ROLE,
      statement_timeout: statement,
      lock_timeout: lock,
      idle_in_transaction_session_timeout: idleInTransaction,
    };
    // What a transaction behind a proxy puts on beside the tenant; elsewhere a connection has it on from its beginning.
    const brought = databaseProxy
      ? Object.entries(settings)
          .map(([name, value]) => `set_config('${name}', '${value}', true), `)
          .join('')
      : '';
    const opening = (before = '', after = '') =>
      this.prepared(`SELECT ${brought}${before}set_config('app.tenant', ${AS_WORKING_ROLE}, true)${after}`);
    const shorter = `set_config('statement_timeout', '${Math.min(list, statement)}', true), `;
    const showing = `, ${SHOWING}`;
    const patient = `${shorter}set_config('idle_in_transaction_session_timeout', '${slowReader}', true), `;
    const here = { plain: opening(), hasty: opening(HASTILY), list: opening(shorter), stream: opening(patient) };
    this.openings = { ...here, standby: opening('', showing), standbyList: opening(shorter, showing) };
  }

  /** Runs one statement for a tenant. Constant texts are prepared once per connection. */
  query<Row>(tenant: TenantId, text: string, values: Values = []): Promise<Row[]> {
    return this.run<Row>(tenant, this.prepared(text, values));
  }

  /**
   * The same for texts that differ in the columns that a caller sent: the number of those that are prepared is limited.
   */
  queryShape<Row>(tenant: TenantId, text: string, values: Values = []): Promise<Row[]> {
    return this.run<Row>(tenant, this.shaped(text, values));
  }

  /**
   * The same for a change of one row by its key. It may travel with others, so it does not wait there for who holds the
   * row: then it begins again on a connection of its own.
   */
  async changeOne<Row>(tenant: TenantId, text: string, values: Values): Promise<Row[]> {
    const statement = this.shaped(text, values);
    const unit = this.running.getStore();
    if (unit) return this.within<Row>(unit, tenant, statement);
    try {
      return await this.alone<Row>(tenant, statement, { connected: this.changes.use, isHasty: true });
    } catch (error) {
      if (!heldByAnother(error)) throw error;
      return this.alone<Row>(tenant, statement);
    }
  }

  /**
   * Reads a list or search, which has a time limit of its own: outside a transaction the replica may answer it, with
   * no less than the primary would.
   */
  read<Row>(tenant: TenantId, text: string, values: Values = []): Promise<Row[]> {
    return this.look<Row>(tenant, this.prepared(text, values));
  }

  /** The same for a few rows by their keys: it is over at once, and may travel with others. */
  lookUp<Row>(tenant: TenantId, text: string, values: Values): Promise<Row[]> {
    return this.look<Row>(tenant, this.prepared(text, values), { connected: this.lookUps.use });
  }

  /** The same for texts built from what a caller asks for: planned each time, for these values. */
  readOnce<Row>(tenant: TenantId, text: string, values: Values = []): Promise<Row[]> {
    return this.look<Row>(tenant, { text, values });
  }

  /** A statement that reads one page of a list; fails with `MoreThanAPortion` if its rows are more than that. */
  readPage<Row>(
    tenant: TenantId,
    text: string,
    values: Values,
    { isPrepared }: { isPrepared: boolean },
  ): Promise<Row[]> {
    const statement = isPrepared ? this.prepared(text, values) : { text, values };
    return this.look<Row>(tenant, { ...statement, most: PORTION });
  }

  /**
   * Reads more than one statement can: on the primary, at one moment. Answers at most a portion of rows to each
   * statement.
   */
  snapshot(tenant: TenantId): Promise<Snapshot> {
    return Snapshot.open(
      this.shares.ofStream(tenant),
      poolOf(this.source),
      async <Row>(client: PoolClient, { text, values, isPrepared }: Asked, isFirst: boolean) => {
        const statement = { ...(isPrepared ? this.prepared(text, values) : { text, values }), most: PORTION };
        return (await answerOf<Row>(client, statement, isFirst ? this.openingOf('stream', tenant) : undefined)).rows;
      },
    );
  }

  get isInTransaction(): boolean {
    return this.running.getStore() !== undefined;
  }

  /**
   * For what is there from now on and no part of a transaction: ids that nobody else gets. Over at once, so it may
   * travel with others.
   */
  reserve<Row>(tenant: TenantId, text: string, values: Values): Promise<Row[]> {
    const unit = this.running.getStore();
    const statement = this.prepared(text, values);
    return unit
      ? this.within<Row>(unit, tenant, statement)
      : this.alone<Row>(tenant, statement, { connected: this.lookUps.use });
  }

  /**
   * For finding out whose a credential is, by its key: over at once, so it may travel with others. No tenant can take
   * its connections. The replica may not know yet what was revoked, so the primary answers.
   */
  identify<Row>(tenant: TenantId | undefined, text: string, values: Values): Promise<Row[]> {
    const unit = this.running.getStore();
    const statement = this.prepared(text, values);
    if (unit) return this.within<Row>(unit, tenant, statement);
    return this.alone<Row>(tenant, statement, { connected: this.lookUps.use });
  }

  /**
   * A statement of a transaction that nobody waits for: it travels with the COMMIT, and what it refuses, the
   * transaction refuses. `refused` turns its error into what the caller is told.
   */
  post(tenant: TenantId, text: string, values: Values, refused: (error: unknown) => never): void {
    const unit = this.transactionUnderWay();
    const posted = this.send(unit, tenant, this.shaped(text, values)).catch(refused);
    // It is waited for at the end, and may fail before.
    posted.catch(ignore);
    unit.posted.push(posted);
  }

  /**
   * For what is not a tenant's: tenants, users, and finding out whose a credential is. Inside a transaction it uses
   * that one's connection: to wait for a second one while holding the first is how a pool runs dry.
   */
  queryBeforeTenant<Row>(text: string, values: Values = []): Promise<Row[]> {
    const statement = this.prepared(text, values);
    const unit = this.running.getStore();
    return unit ? this.within<Row>(unit, undefined, statement) : this.alone<Row>(undefined, statement);
  }

  /**
   * All or nothing. Nested calls join; a serialization failure or deadlock starts the whole work again. The COMMIT
   * travels with the statement of a `Last`.
   */
  async transaction<Result>(tenant: TenantId, work: () => Promise<Result | Last<Result>>): Promise<Result> {
    const unit = this.running.getStore();
    if (unit?.tenant && unit.tenant !== tenant) throw new Error(ONE_TENANT);
    if (!unit) return this.repeatedly(() => this.attempt(tenant, work));
    const result = await work();
    return result instanceof Last ? result.answer : result;
  }

  /** The same for making a tenant together with what is in it. */
  transactionBeforeTenant<Result>(work: () => Promise<Result>): Promise<Result> {
    return this.repeatedly(() => this.attempt(undefined, work));
  }

  private run<Row>(tenant: TenantId, statement: Statement): Promise<Row[]> {
    const unit = this.running.getStore();
    return unit ? this.within<Row>(unit, tenant, statement) : this.alone<Row>(tenant, statement);
  }

  private look<Row>(tenant: TenantId, statement: Statement, way: Way = this.listing(tenant)): Promise<Row[]> {
    const unit = this.running.getStore();
    if (unit) return this.within<Row>(unit, tenant, statement);
    const ask = (standby?: Standby) => this.alone<Row>(tenant, statement, { ...way, standby });
    return this.replica.read(ask, ask);
  }

  private listing(tenant: TenantId): Way {
    return { connected: this.shares.of(tenant, 'list'), isList: true };
  }

  private alone<Row>(tenant: TenantId | undefined, statement: Statement, way: Way = {}): Promise<Row[]> {
    const { standby } = way;
    // Credentials wait for no tenant.
    const connected = way.connected ?? (tenant === undefined ? byItself : this.shares.of(tenant));
    return this.repeatedly(() =>
      connected(standby?.pool ?? poolOf(this.source), async (client) => {
        const ask = () => answerOf<Row>(client, statement, this.opening(tenant, way));
        const { rows, opened, isCut } = await (way.isList ? unlessCallerLeaves(client, ask) : ask());
        if (standby && opened.at(-1) !== 't') throw new Behind();
        if (isCut) throw new MoreThanAPortion();
        return rows;
      }),
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

  private transactionUnderWay(): Unit {
    const unit = this.running.getStore();
    if (!unit) throw new Error('There is no transaction that it could be part of');
    return unit;
  }

  private attempt<Result>(tenant: TenantId | undefined, work: () => Promise<Result | Last<Result>>): Promise<Result> {
    return this.shares.of(tenant)(poolOf(this.source), async (client) => {
      const unit: Unit = { client, tenant, isOpen: false, posted: [], isHeld: false, isEnded: false };
      try {
        const result = await this.running.run(unit, work);
        if (result instanceof Last) unit.posted.push(result.answer);
        await commit(unit);
        return await (result instanceof Last ? result.answer : result);
      } catch (error) {
        sendOff(unit);
        const failures = (await Promise.allSettled(unit.posted)).flatMap((one) =>
          one.status === 'rejected' ? [one.reason as unknown] : [],
        );
        if (unit.begun && !unit.isEnded) await client.query('ROLLBACK').catch(ignore);
        // After a failure, every later statement complains of that and not of itself.
        throw (await unit.begun) ?? [error, ...failures].find((one) => !isAftermath(one)) ?? error;
      }
    });
  }

  private async within<Row>(unit: Unit, tenant: TenantId | undefined, statement: Statement): Promise<Row[]> {
    const answer = this.send<Row>(unit, tenant, statement);
    // Together with what else is sent in this turn.
    process.nextTick(sendOff, unit);
    return (await answer).rows;
  }

  private async send<Row>(unit: Unit, tenant: TenantId | undefined, statement: Statement): Promise<Answer<Row>> {
    if (tenant !== undefined && (unit.tenant ??= tenant) !== tenant) throw new Error(ONE_TENANT);
    const opening = unit.isOpen ? undefined : this.opening(tenant);
    unit.isOpen ||= tenant !== undefined;
    holdBack(unit);
    unit.begun ??= unit.client.query('BEGIN').then(() => undefined, toProblem);
    return answerOf<Row>(unit.client, statement, opening);
  }

  private shaped(text: string, values: Values): Statement {
    return { name: this.isProxied ? undefined : shapeName(text), text, values };
  }

  private prepared(text: string, values: Values = []): Statement {
    return { name: this.isProxied ? undefined : preparedName(text), text, values };
  }

  private opening(tenant?: TenantId, { standby, isHasty, isList }: Way = {}): Opening {
    if (standby) return this.openingOf(isList ? 'standbyList' : 'standby', tenant, String(standby.position));
    return this.openingOf(isList ? 'list' : isHasty ? 'hasty' : 'plain', tenant);
  }

  private openingOf(kind: keyof typeof this.openings, tenant?: TenantId, ...more: string[]): Opening {
    return { ...this.openings[kind], values: [tenant === undefined ? NOBODY : String(tenant), ...more] };
  }
}

/** How a statement without a transaction goes to the database. */
interface Way {
  connected?: Connected;
  standby?: Standby;
  /** It waits for no lock that others hold. */
  isHasty?: boolean;
  /**
   * It ends sooner than other statements, and is cancelled when the caller has left. It has its connection to itself.
   */
  isList?: boolean;
}

/** The tenant, or an error where somebody else is asking: a connection that lost its role would see more. */
const AS_WORKING_ROLE = `CASE current_user WHEN '${WORKING_ROLE}' THEN $1 ELSE (length(current_user::text) / 0)::text END`;

/** Others wait behind it, so it waits for a lock no longer than this. */
const HASTILY = "set_config('lock_timeout', '20ms', true), ";

const ONE_TENANT = 'A transaction belongs to one tenant';

// Whoever waits for it hears of it.
const ignore = () => {};

/** As whom no tenant's rows show. */
const NOBODY = '';

// COMMIT is where deferred keys are checked, so it may refuse like any statement. It does not refuse after a failure
// that somebody swallowed: it rolls back and says so in its tag alone.
async function commit(unit: Unit): Promise<void> {
  if (!unit.begun) return;
  unit.isEnded = true;
  const ended = unit.client.query('COMMIT').catch((error: unknown) => {
    throw known(error);
  });
  sendOff(unit);
  // The connection is somebody else's when all of it is answered, and not before.
  await Promise.allSettled([ended, ...unit.posted]);
  await Promise.all(unit.posted);
  const failed = await unit.begun;
  if (failed) throw failed as Error;
  const { command } = await ended;
  if (command === 'ROLLBACK') throw new Error('The transaction had failed and was rolled back');
}

function holdBack(unit: Unit): void {
  if (!unit.isHeld) hold(unit.client);
  unit.isHeld = true;
}

function sendOff(unit: Unit): void {
  if (unit.isHeld) letGo(unit.client);
  unit.isHeld = false;
}

interface Answer<Row> {
  rows: Row[];
  /** What the opening answered. */
  opened: readonly (string | null)[];
  /** Are rows missing, which were more than a portion? */
  isCut: boolean;
}

function answerOf<Row>(
  client: PoolClient,
  { values = [], most, ...statement }: Statement,
  opening?: Opening,
): Promise<Answer<Row>> {
  return new Promise((resolve, reject) => {
    const query = new FencedQuery<Row>(
      { ...statement, values: [...values] },
      opening,
      (error, result) => {
        if (error) reject(known(error));
        else resolve({ rows: result.rows, opened: query.opened, isCut: query.isCut });
      },
      most,
    );
    client.query(query as unknown as Submittable);
  });
}

// What may be tried again is told from the rest by its code.
const known = (error: unknown) => (serializationFailed(error) ? error : toProblem(error)) as Error;
