import { activeRequest, namedCustomer } from '../active-request.js';
import { hasOwn, type IdKind, type RecordRef, refOf } from '../own-ids.js';
import { isStorable } from '../normal-forms/texts.js';

/**
 * An ID that no record has. A text that is not an ID is read as this one, so it is refused like an unknown ID: after
 * the body was checked.
 */
export const NO_ID = 0;

/** A positive decimal below 2^53, without sign, leading zero or exponent; `NO_ID` for any other text. */
export function idFrom(text: string): number {
  const id = /^[1-9]\d{0,15}$/.test(text) ? Number(text) : NaN;
  return Number.isSafeInteger(id) ? id : NO_ID;
}

/** Whether a text may be an ID that a contract has of its own. Any other one names no record. */
export const mayBeOwnId = (kind: IdKind, text: string): boolean =>
  kind === 'code' ? text.length <= 64 && isStorable(text) : /^[1-9]\d{0,18}$/.test(text);

/** The record with an ID that a request gives: by the contract's own IDs, or by the record's. */
export function recordIn(kind: IdKind, text: string): number | Promise<number> {
  const ids = activeRequest()?.ids;
  if (!ids?.own.has(kind)) return nativeId(kind, text);
  if (!mayBeOwnId(kind, text)) return NO_ID;
  return ids.recordsOf(kind, [text]).then((found) => found.get(text) ?? NO_ID);
}

/** The records with these IDs, in their order. */
export async function recordsIn(kind: IdKind, given: readonly number[]): Promise<readonly number[]> {
  const ids = activeRequest()?.ids;
  if (!ids?.own.has(kind)) return kind === 'customer' ? given.map(namedCustomer) : given;
  const texts = given.map(String);
  const found = await ids.recordsOf(kind, texts);
  return texts.map((text) => found.get(text) ?? NO_ID);
}

/** The record with an ID in a read, which the statement that reads it looks up. */
export const refIn = (kind: IdKind, text: string): RecordRef =>
  hasOwn(kind) && !mayBeOwnId(kind, text) ? NO_ID : refOf(kind, text, (native) => nativeId(kind, native));

const nativeId = (kind: IdKind, text: string) => (kind === 'customer' ? namedCustomer(idFrom(text)) : idFrom(text));
