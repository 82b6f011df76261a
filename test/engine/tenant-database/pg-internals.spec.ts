import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Client, Pool, type PoolClient, Query } from 'pg';
import { sessionOf, wireOf } from '../../../src/engine/tenant-database/pg-internals.js';

// The pipelined implementation uses these members, which are not part of pg's public interface. A new version of pg
// must pass this test before it is installed.
const OF_WIRE = [
  'parse',
  'bind',
  'execute',
  'describe',
  'close',
  'stream',
  'parsedStatements',
  'submittedNamedStatements',
];
const OF_SESSION = ['host', 'port', 'processID', 'secretKey'];
const OF_QUERY = [
  'prepare',
  'handleError',
  'requiresPreparation',
  'handleRowDescription',
  'handleDataRow',
  'handleCommandComplete',
];
const OF_QUERY_IN_USE = ['name', '_result', '_accumulateRows'];
const OF_RESULT = ['fields', '_parsers', '_prebuiltEmptyResultObject', 'parseRow'];
const OF_COLUMN = ['name', 'format'];
const OF_ROW = ['length', 'fields'];

type Members = Record<string, unknown>;
const missing = (names: string[], from: object) => names.filter((name) => !(name in from));

describe('private members of pg', () => {
  let pool: Pool;
  let client: PoolClient;
  beforeAll(async () => {
    pool = new Pool({ connectionString: process.env.DATABASE_URL, max: 1 });
    client = await pool.connect();
  });
  afterAll(async () => {
    client.release();
    await pool.end();
  });

  it('pg is pinned to the version that is installed', () => {
    const read = (path: string) =>
      JSON.parse(readFileSync(join(__dirname, '../../..', path), 'utf8')) as Members & { dependencies: Members };
    expect(read('package.json').dependencies.pg).toBe(read('node_modules/pg/package.json').version);
  });

  it('the connection has those that are used', () => {
    expect(missing(OF_WIRE, wireOf(client))).toEqual([]);
    expect(missing(['cork', 'uncork', 'destroy'], wireOf(client).stream)).toEqual([]);
  });

  it('the client has those that are used', () => {
    expect(missing(OF_SESSION, sessionOf(client))).toEqual([]);
    expect(sessionOf(client)).toMatchObject({ processID: expect.any(Number), secretKey: expect.any(Number) });
  });

  it('a query has those that are used, and gets rows in the known form', async () => {
    expect(missing(OF_QUERY, Query.prototype as object)).toEqual([]);
    const rows: object[] = [];
    const handled = await new Promise<Members>((resolve, reject) => {
      const query = new Query({ name: 'known', text: 'SELECT 1 AS one', values: [] }) as unknown as Members & {
        handleDataRow(message: object): void;
      };
      const handleDataRow = query.handleDataRow.bind(query);
      query.handleDataRow = (message) => {
        rows.push(message);
        handleDataRow(message);
      };
      query.callback = (error: Error | null) => (error ? reject(error) : resolve(query));
      client.query(query as never);
    });
    expect(missing(OF_QUERY_IN_USE, handled)).toEqual([]);
    const result = handled._result as Members & { fields: object[] };
    expect(missing(OF_RESULT, result)).toEqual([]);
    expect(missing(OF_COLUMN, result.fields[0]!)).toEqual([]);
    expect(rows.map((row) => missing(OF_ROW, row))).toEqual([[]]);
    expect((rows[0] as { fields: unknown }).fields).toEqual(['1']);
    expect(wireOf(client).parsedStatements).toHaveProperty('known', 'SELECT 1 AS one');
  });

  it('names every member that pg-internals.ts declares', () => {
    const text = readFileSync(join(__dirname, '../../../src/engine/tenant-database/pg-internals.ts'), 'utf8');
    const declared = [...text.matchAll(/^ {2}(\w+)\??[:(]/gm)].map(([, name]) => name!);
    const known = [...OF_WIRE, ...OF_SESSION, ...OF_QUERY, ...OF_QUERY_IN_USE, ...OF_RESULT, ...OF_COLUMN, ...OF_ROW];
    expect(declared.filter((name) => !known.includes(name) && !['text', 'values', 'callback'].includes(name))).toEqual(
      [],
    );
  });

  it('the client is pg’s own, in JavaScript', () => expect(client).toBeInstanceOf(Client));
});
