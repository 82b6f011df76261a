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
