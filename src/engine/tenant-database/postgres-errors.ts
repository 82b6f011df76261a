import { DatabaseError } from 'pg';
import { Problem } from '../../problem.js';
import { ClientDisconnected } from '../../active-request.js';
import { UNPREPARED } from '../../database/fenced-query.js';

/**
 * The database chose another transaction over ours, or did not have the statement: the same work may be tried again.
 */
export const serializationFailed = (error: unknown) =>
  error instanceof DatabaseError && (error.code === '40001' || error.code === '40P01' || error.code === UNPREPARED);

/** Somebody else holds the lock, for longer than was waited. */
export const heldByAnother = (error: unknown) =>
  error instanceof Problem && error.cause instanceof DatabaseError && error.cause.code === '55P03';

/** A statement of a transaction that had failed before. */
export const isAftermath = (error: unknown) => error instanceof DatabaseError && error.code === '25P02';

/** The name of the unique constraint that a problem came from, for repositories that know what it means. */
export const violatedConstraint = (error: unknown) =>
  error instanceof Problem && error.cause instanceof DatabaseError ? error.cause.constraint : undefined;

/** All connections that tenants may use are in use: the database is well. */
export class Crowded extends Error {
  override readonly message = 'all connections that tenants may use are in use';
}

// Connections that the server refuses, ends, or keeps from writing and from what only a primary does. In some languages
// of the server the word for FATAL is another one.
const LOST = /^(08|28|3D000|25006|25P0[34]|53300|55000|57P)/;

/**
 * Is the connection of no more use after this? The server ends one with a FATAL error; anything that is no answer of
 * its is an end too.
 */
export function connectionLost(error: unknown): boolean {
  const cause = error instanceof Problem ? error.cause : error;
  if (cause instanceof ClientDisconnected) return cause.isCancelled;
  if (cause instanceof DatabaseError)
    return /^(FATAL|PANIC)$/.test(cause.severity ?? '') || LOST.test(cause.code ?? '');
  return error instanceof Problem && error.kind === 'unavailable' && !(cause instanceof Crowded);
}

/** Has the server, or what it is now, turned read-only? All connections to it are of the same kind then. */
export const hasTurnedReadOnly = (error: unknown) =>
  error instanceof Problem && error.cause instanceof DatabaseError && /^(25006|55000)$/.test(error.cause.code ?? '');

/** May another server of the same database answer instead? Not what took too long here: it would take as long there. */
export const isElsewhere = (error: unknown) =>
  error instanceof Problem &&
  error.kind === 'unavailable' &&
  !(error.cause instanceof DatabaseError && error.cause.code === '57014');

/** Classifies by SQLSTATE, never by text: texts change with version and locale. */
export function toProblem(cause: unknown): unknown {
  if (cause instanceof Problem) return cause;
  if (!(cause instanceof DatabaseError)) return isUnreachable(cause) ? unavailable(cause) : cause;
  const state = cause.code ?? '';
  if (state === '23505') return new Problem('duplicate', 'This value is already in use.', { cause });
  if (/^(22P02|22P05|22021|22003|22007|22008)$/.test(state))
    return new Problem('invalid', 'A value cannot be stored or compared.', { cause });
  // Away, closed, another one, full, too slow, or at odds with others: the same request may pass a moment later.
  if (LOST.test(state) || /^(26000|53|57014|55P03|40001|40P01)/.test(state)) return unavailable(cause);
  return cause;
}

/**
 * Whatever kept a connection from being made: the network, a name, a password, a certificate, the server's own limits.
 */
export const unavailable = (cause: unknown) =>
  new Problem('unavailable', 'The service is temporarily unavailable. Please try again.', { cause, retryAfter: 1 });

const UNREACHABLE =
  /^(EAI_\w+|ENOTFOUND|ENOENT|EPIPE|ETIMEDOUT|ECONN(REFUSED|RESET|ABORTED)|E(HOST|NET)(UNREACH|DOWN)|ENETRESET)$/;

const BROKEN =
  /^(Connection terminated|Query read timeout|Client (has encountered a connection error|was closed)|timeout (expired|exceeded when))/;

// pg reports a lost or refused connection as a plain Error: by errno code, or by one of these few texts of its own.
function isUnreachable(error: unknown): boolean {
  if (typeof error !== 'object' || error === null) return false;
  const { code = '', message = '' } = error as Partial<NodeJS.ErrnoException>;
  return UNREACHABLE.test(code) || BROKEN.test(message);
}
