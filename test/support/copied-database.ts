import { Client } from 'pg';
import { dropDatabase } from './drop-database.js';

/**
 * A database of its own for each test: a copy of one that `fill` has filled once. `after` runs when both are gone. No
 * two files may use one `name`.
 */
export function useCopiedDatabase(
  name: string,
  fill: (url: string) => Promise<unknown>,
  after: (server: Client) => Promise<unknown> = () => Promise.resolve(),
) {
  const base = `clientela_${name}_${process.pid}`;
  const copy = `${base}_copy`;
  const urlOf = (database: string) => Object.assign(new URL(process.env.DATABASE_URL!), { pathname: database }).href;
  const server = new Client({ connectionString: process.env.DATABASE_URL });

  beforeAll(async () => {
    await server.connect();
    await server.query(`CREATE DATABASE ${base} TEMPLATE template0`);
    await fill(urlOf(base));
  });
  beforeEach(async () => {
    await server.query(`CREATE DATABASE ${copy} TEMPLATE ${base}`);
  });
  afterEach(async () => {
    await dropDatabase(server, copy);
  });
  afterAll(async () => {
    await dropDatabase(server, base);
    await after(server);
    await server.end();
  });

  return {
    base,
    baseUrl: () => urlOf(base),
    url: () => urlOf(copy),
    /** Runs statements in the copy, as its owner. */
    async run<Row extends object>(text: string): Promise<Row[]> {
      const client = new Client({ connectionString: urlOf(copy) });
      await client.connect();
      return client
        .query<Row>(text)
        .then(({ rows }) => rows)
        .finally(() => client.end());
    },
  };
}
