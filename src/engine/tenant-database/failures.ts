import { DatabaseError } from 'pg';

export type FailureKind =
  | 'invalid' // PostgreSQL cannot store or compare a value
  | 'duplicate' // a unique constraint refused the value
  | 'unavailable' // no connection, or no answer in time: the same request may succeed a moment later
  | 'crowded' // all connections that tenants may use are in use; the database itself is well
  | 'tenant_busy' // the tenant has its whole share of the connections in use
  | 'caller_left'; // the caller has left, so the work for its answer was stopped

/** A failure of the database that the engine knows. The application turns it into an error of its own (`toError`). */
export class DatabaseFailure extends Error {
  constructor(
    readonly kind: FailureKind,
    /** The error of pg or of the network, if there is one. */
    override readonly cause?: unknown,
    /** With `caller_left`: a statement was cancelled, and its connection is of no more use. */
    readonly isCancelled = false,
  ) {
    super(MESSAGES[kind], { cause });
  }
}

const MESSAGES: Record<FailureKind, string> = {
  invalid: 'a value cannot be stored or compared',
  duplicate: 'a value is already in use',
  unavailable: 'the database is not available',
  crowded: 'all connections that tenants may use are in use',
  tenant_busy: 'the tenant has its share of the connections in use',
  caller_left: 'the caller has left',
};

export const unavailable = (cause: unknown) => new DatabaseFailure('unavailable', cause);

const failures = new WeakMap<object, DatabaseFailure>();

/**
 * The error that the application gets. The engine still knows which failure it was, also if work in a transaction
 * rethrows it.
 */
export function errorFor(error: unknown, toError?: (failure: DatabaseFailure) => Error): unknown {
  if (!(error instanceof DatabaseFailure) || !toError) return error;
  const mapped = toError(error);
  failures.set(mapped, error);
  return mapped;
}

const failureOf = (error: unknown): DatabaseFailure | undefined =>
  error instanceof DatabaseFailure ? error : failures.get(error as object);

/** The error of PostgreSQL behind a failure. */
const refusalBehind = (error: unknown): DatabaseError | undefined => {
  const cause = failureOf(error)?.cause;
  return cause instanceof DatabaseError ? cause : undefined;
};

/** The name of the unique constraint that a duplicate violates, for repositories that know what it means. */
export function violatedConstraint(error: unknown): string | undefined {
  const refusal = refusalBehind(error);
  return refusal && (refusal.constraint ?? constraintOfShard(refusal));
}

/**
 * Citus passes on the error of another server without the field that names the constraint. The name is in the message,
 * with the number of the shard.
 */
const constraintOfShard = ({ code, message }: DatabaseError): string | undefined =>
  code === '23505' ? /(\w+)_\d+\W*$/.exec(message)?.[1] : undefined;

/** The server does not have a prepared statement of that name. */
export const UNPREPARED = '26000';

/**
 * PostgreSQL chose another transaction over this one, or lacks the prepared statement. Or another transaction removed a
 * row after this one had read it, so that a key points to nothing.
 */
const TRY_AGAIN = new Set(['40001', '40P01', '23503', UNPREPARED]);

/** Whether the same work may succeed when it begins again, from its first statement. */
export const mayBeTriedAgain = (error: unknown) => error instanceof DatabaseError && TRY_AGAIN.has(error.code ?? '');

/** Another transaction held the lock for longer than the lock timeout. */
export const lockNotAvailable = (error: unknown) => refusalBehind(error)?.code === '55P03';

/** The statement failed only because an earlier one of its transaction had failed. */
export const isAftermath = (error: unknown) => error instanceof DatabaseError && error.code === '25P02';

// Connections that the server refuses, ends, or keeps from writing and from what only a primary does. The codes are
// used because the word FATAL is translated in some languages of the server.
const LOST = /^(08|28|3D000|25006|25P0[34]|53300|55000|57P)/;

/**
 * Whether the connection is of no more use after this error. The server ends a connection with a FATAL error; an error
 * that did not come from the server ends it too.
 */
export function connectionLost(error: unknown): boolean {
  const failure = failureOf(error);
  if (failure?.isCancelled) return true;
  const cause = failure ? failure.cause : error;
  if (cause instanceof DatabaseError)
    return /^(FATAL|PANIC)$/.test(cause.severity ?? '') || LOST.test(cause.code ?? '');
  return failure?.kind === 'unavailable';
}

/** Whether the server has turned read-only. Then all connections to it are of no use for writing. */
export const hasTurnedReadOnly = (error: unknown) => /^(25006|55000)$/.test(refusalBehind(error)?.code ?? '');

/** Whether another server may answer instead. A statement that took too long here would take as long there. */
export const mayTryElsewhere = (error: unknown) =>
  ['unavailable', 'crowded'].includes(failureOf(error)?.kind ?? '') && refusalBehind(error)?.code !== '57014';

/** Classifies an error by its SQLSTATE, never by its text: texts change with version and language. */
export function toFailure(cause: unknown): unknown {
  if (failureOf(cause)) return cause;
  if (!(cause instanceof DatabaseError)) return isUnreachable(cause) ? unavailable(cause) : cause;
  const state = cause.code ?? '';
  if (state === '23505') return new DatabaseFailure('duplicate', cause);
  if (/^(22P02|22P05|22021|22003|22007|22008)$/.test(state)) return new DatabaseFailure('invalid', cause);
  // The server is away, another one, full or too slow, or transactions conflict.
  if (LOST.test(state) || /^(26000|53|57014|55P03|40001|40P01)/.test(state)) return unavailable(cause);
  return cause;
}

/** The error of a statement. One that may be tried again stays as it is, so that its code can still be read. */
export const statementError = (error: unknown) => (mayBeTriedAgain(error) ? error : toFailure(error)) as Error;

const UNREACHABLE =
  /^(EAI_\w+|ENOTFOUND|ENOENT|EPIPE|ETIMEDOUT|ECONN(REFUSED|RESET|ABORTED)|E(HOST|NET)(UNREACH|DOWN)|ENETRESET)$/;

const BROKEN = new RegExp(
  `^(${[
    'Connection terminated',
    'Query read timeout',
    'Client (has encountered a connection error|was closed)',
    'timeout (expired|exceeded when)',
  ].join('|')})`,
);

// pg reports a lost or refused connection as a plain Error: with the code of the system, or with one of these few
// texts.
function isUnreachable(error: unknown): boolean {
  if (typeof error !== 'object' || error === null) return false;
  const { code = '', message = '' } = error as Partial<NodeJS.ErrnoException>;
  return UNREACHABLE.test(code) || BROKEN.test(message);
}
