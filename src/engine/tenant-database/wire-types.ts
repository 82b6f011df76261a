import { types } from 'pg';

const INT8: number = types.builtins.INT8;

/** How PostgreSQL's text becomes values. `numeric` stays text: it must stay decimal until it is written as JSON. */
export const wireTypes = {
  getTypeParser: (oid: number, format?: 'text' | 'binary') =>
    oid === INT8 ? safeInteger : (types.getTypeParser(oid, format) as (text: string) => unknown),
};

/** IDs are below 2^53, so a JSON number can hold them. A larger one is an error: it must not be rounded. */
function safeInteger(text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value)) throw new RangeError(`A 64-bit integer from the database exceeds 2^53: ${text}`);
  return value;
}
