import { randomBytes } from 'node:crypto';
import { Client } from 'pg';
import { dropDatabase } from './drop-database.js';

export interface OwnedDatabase {
  /** As the owner: no superuser, and row-level security shows it one tenant at a time. */
  url: string;
  /** As the superuser of the run, to whom row-level security does not apply. */
  adminUrl: string;
  close(): Promise<void>;
}

/** A database without tables, on the server of the run, whose owner has no other right: as on a managed server. */
export async function openOwnedDatabase(): Promise<OwnedDatabase> {
  const name = `clientela_owned_${randomBytes(5).toString('hex')}`;
  const password = randomBytes(9).toString('hex');
  const server = new Client({ connectionString: process.env.DATABASE_URL });
  await server.connect();
  await server.query(`CREATE ROLE ${name} LOGIN PASSWORD '${password}'`);
  await server.query(`GRANT clientela_app TO ${name}`);
  await server.query(`CREATE DATABASE ${name} OWNER ${name} TEMPLATE template0`);
  const urlAs = (user?: { username: string; password: string }) =>
    Object.assign(new URL(process.env.DATABASE_URL!), { pathname: name, ...user }).href;
  return {
    url: urlAs({ username: name, password }),
    adminUrl: urlAs(),
    close: async () => {
      await dropDatabase(server, name);
      await server.query(`DROP ROLE ${name}`);
      await server.end();
    },
  };
}

/** Every row of every table, as text, in an order of its own. `url` is that of a user who sees all rows. */
export async function allRows(url: string): Promise<Record<string, string[]>> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    const { rows: tables } = await client.query<{ name: string }>(`
      SELECT relname AS name FROM pg_class
      WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p') AND relname <> 'migrations' ORDER BY 1`);
    const found: Record<string, string[]> = {};
    for (const { name } of tables) {
      const { rows } = await client.query<{ row: string }>(`SELECT t::text AS row FROM public.${name} t ORDER BY 1`);
      found[name] = rows.map(({ row }) => row);
    }
    return found;
  } finally {
    await client.end();
  }
}
