import type { TenantId } from './tenant-id.js';

export type Values = readonly unknown[];

/** A statement, and how it travels to the server. */
export interface Statement {
  readonly text: string;
  readonly values?: Values;
  /**
   * Whether the server keeps a prepared statement on each connection.
   * - `always` (the default): the text is a constant of the program.
   * - `first-variants`: the text varies with the columns that a caller sent. Only the first hundred variants are kept.
   * - `while-recent`: the text varies with the conditions that a caller chose, and any values have the same plan. The
   *   hundred texts that were used last are kept.
   * - `never`: the best plan depends on the values.
   */
  readonly prepare?: 'always' | 'first-variants' | 'while-recent' | 'never';
  /**
   * `shared`: other statements may be under way on the connection at the same time, so this one must end at once: a few
   * rows by key. The default is a connection of its own.
   */
  readonly connection?: 'own' | 'shared';
}

export interface ReadStatement extends Statement {
  /** Rejects with `TooManyBytes` if the rows have more bytes than this. The first row always fits. */
  readonly maxBytes?: number;
}

export interface WriteStatement extends Statement {
  /**
   * Only inside a transaction: the statement is sent together with COMMIT, to save a round trip. `write` returns no
   * rows and does not wait. If the statement fails, this function gets the error and throws the error of the
   * transaction.
   */
  readonly atCommit?: (error: unknown) => never;
}

export interface SystemStatement extends Statement {
  /** The tenant, if it is known already. */
  readonly tenant?: TenantId;
}

export interface TransactionOptions {
  /**
   * Nested transactions wait for their own statements, so each fails by itself with its own error, as it would alone.
   * Otherwise they leave statements to COMMIT, to save a round trip.
   */
  readonly encloses?: boolean;
}

/** A transaction that only reads, and sees the database as it was at one moment. It has a connection of its own. */
export interface Snapshot {
  /** Runs one statement at a time. With `maxBytes` it returns as many rows as fit, and at least one. */
  rows<Row>(statement: ReadStatement): Promise<Row[]>;
  /** Ends the transaction. A statement that is still running is cancelled. */
  end(): void;
}

/** The result of a transaction's final statement, which is sent together with COMMIT to save a round trip. */
export class FinalStatement<Result> {
  constructor(readonly answer: Promise<Result>) {
    // Until the transaction waits for it, a failure must not count as an unhandled rejection.
    answer.catch(() => {});
  }
}

export const answerOf = <Result>(result: Result | FinalStatement<Result>): Result | Promise<Result> =>
  result instanceof FinalStatement ? result.answer : result;

/** The rows of a read have more bytes than its `maxBytes`. */
export class TooManyBytes extends Error {
  override readonly message = 'the rows have more bytes than may be read at once';
}

/**
 * Runs statements for one tenant at a time and returns plain rows. A statement inside `transaction` joins that
 * transaction by itself, so services and repositories pass no connection around.
 *
 * Every statement runs as the working role in a transaction that has set its tenant: PostgreSQL shows it the rows of
 * that tenant and no others, whatever the statement says. The tenant is set for one transaction and never left on a
 * connection.
 */
export abstract class Database {
  /**
   * Runs a SELECT. On a connection of its own it counts as a list, and has the time limit of lists. Outside a transaction
   * a replica may answer; it has everything that was committed before the call.
   */
  abstract read<Row>(tenant: TenantId, statement: ReadStatement): Promise<Row[]>;

  /** Runs a statement on the primary: a change, or a SELECT that locks rows or must not come from a replica. */
  abstract write<Row>(tenant: TenantId, statement: WriteStatement): Promise<Row[]>;

  /**
   * Runs `work` in one transaction: all of it happens or nothing. Nested calls join. A serialization failure or
   * deadlock starts the whole work again. Without a tenant, the first statement that names one decides: for making a
   * tenant together with its first rows.
   */
  abstract transaction<Result>(
    tenant: TenantId | undefined,
    work: () => Promise<Result | FinalStatement<Result>>,
    options?: TransactionOptions,
  ): Promise<Result>;

  /** Takes values that no other call gets (IDs of a sequence). They stay taken if a transaction is rolled back. */
  abstract reserve<Row>(tenant: TenantId, statement: Statement): Promise<Row[]>;

  /**
   * Runs a statement that belongs to no tenant: on tenants, on users, or to find the tenant of a credential. Its
   * connection does not count against the share of any tenant. The primary answers: a replica may not know yet what was
   * revoked.
   */
  abstract system<Row>(statement: SystemStatement): Promise<Row[]>;

  /** Opens a snapshot, for reading more rows than one statement may return. */
  abstract snapshot(tenant: TenantId): Promise<Snapshot>;

  /**
   * Runs `work` when the transaction under way has committed, and never if it is rolled back. Outside a transaction it
   * runs at once.
   */
  abstract afterCommit(work: () => void): void;

  /** Whether the code is running inside `transaction`. */
  abstract get isInTransaction(): boolean;
}
