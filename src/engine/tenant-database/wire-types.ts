import { types } from 'pg';

const INT8: number = types.builtins.INT8;

/** How PostgreSQL's text becomes values. `numeric` stays text: it is decimal until it is JSON. */
export const wireTypes = {
  getTypeParser: (oid: number, format?: 'text' | 'binary') =>
    oid === INT8 ? safeInteger : (types.getTypeParser(oid, format) as (text: string) => unknown),
};

/** Ids are below 2^53, so a JSON number carries them; anything larger is a broken promise, not a rounding. */
function safeInteger(text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value)) throw new RangeError(`A 64-bit integer from the database exceeds 2^53: ${text}`);
  return value;
}
