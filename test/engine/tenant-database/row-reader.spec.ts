import { Pool, type QueryResult } from 'pg';
import { rowReader } from '../../../src/engine/tenant-database/row-reader.js';
import { wireTypes } from '../../../src/engine/tenant-database/index.js';
import type { RowShape } from '../../../src/engine/tenant-database/pg-internals.js';

const COLUMNS = `'a "text"' AS "it's", NULL::text AS none, 42::bigint AS "one.two", '2026-11-29T15:00:00Z'::timestamptz AS at,
  '{a,NULL}'::text[] AS list, true AS yes, 1.50::numeric AS amount, '{"a":[1]}'::json AS json, 1 AS twice, 2 AS twice`;

describe('a reader of rows', () => {
  const pool = new Pool({ connectionString: process.env.DATABASE_URL, max: 1, types: wireTypes });
  afterAll(() => pool.end());

  it('builds what pg builds, with the columns in their order', async () => {
    const [described, raw] = await Promise.all([
      pool.query<object>({ text: `SELECT ${COLUMNS}` }),
      pool.query<(string | null)[]>({
        text: `SELECT ${COLUMNS}`,
        rowMode: 'array',
        types: { getTypeParser: () => (text: string) => text },
      }),
    ]);
    const read = rowReader(described as QueryResult & RowShape)!(raw.rows[0]!);
    expect(read).toEqual(described.rows[0]);
    expect(JSON.stringify(read)).toBe(JSON.stringify(described.rows[0]));
  });
});
