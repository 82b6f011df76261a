import { gone, invalidField } from '../problem.js';

/** A place in the order of changes: all changes of older transactions, and those of this one up to a number. */
export interface Place {
  writtenBy: string;
  seq: string;
}

/** Callers keep cursors and send them back. They need not understand them. */
export const cursorOf = (era: string, { writtenBy, seq }: Place): string =>
  Buffer.from(`${era}.${writtenBy}.${seq}`).toString('base64url');

/**
 * The place of a cursor. A cursor of another era is refused: another server counted its transactions, and the place may
 * be anywhere in the order of this one.
 */
export function placeIn(era: string, cursor: string): Place {
  const text = /^[\w-]{1,140}$/.test(cursor) ? Buffer.from(cursor, 'base64url').toString() : '';
  const [, token, writtenBy, seq] = /^([\da-f-]{36})\.(\d{1,19})\.(\d{1,19})$/.exec(text) ?? [];
  if (!token || !isInt64(writtenBy!) || !isInt64(seq!))
    throw invalidField('after', 'cursor', 'must be a cursor of an earlier answer');
  if (token !== era) throw startAgain();
  return { writtenBy: writtenBy!, seq: seq! };
}

export const startAgain = () =>
  gone('The changes after this cursor are not kept any more. Read all customers again, then follow a new cursor.');

/** Whether a place is after another one. */
export const isAfter = (one: Place, other: Place): boolean =>
  BigInt(one.writtenBy) === BigInt(other.writtenBy)
    ? BigInt(one.seq) > BigInt(other.seq)
    : BigInt(one.writtenBy) > BigInt(other.writtenBy);

/** The place before all changes. */
export const BEGINNING: Place = { writtenBy: '0', seq: '0' };

const INT64_MAX = 9_223_372_036_854_775_807n;

/** The place after all changes of transactions below this one. */
export const placeBelow = (writtenBy: string): Place => ({
  writtenBy: String(BigInt(writtenBy) - 1n),
  seq: String(INT64_MAX),
});

const isInt64 = (digits: string) => BigInt(digits) <= INT64_MAX;
