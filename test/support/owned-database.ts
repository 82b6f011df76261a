import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { dropDatabase } from './drop-database.js';
import { OwnPostgres } from './own-postgres.js';

export interface OwnedDatabase {
  /** As the owner: no superuser, and row-level security shows it one tenant at a time. */
  url: string;
  /** As a superuser, to whom row-level security does not apply. */
  adminUrl: string;
  close(): Promise<void>;
}

let own: Promise<string> | undefined;

/** The server of the run if the run is its superuser, who sees all rows. Otherwise a server of this process. */
async function serverWithSuperuser(): Promise<string> {
  const given = process.env.DATABASE_URL!;
  if (await isSuperuser(given)) return given;
  own ??= startOwn();
  return own;
}

async function startOwn(): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'clientela-owned-'));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  return (await OwnPostgres.start(folder)).url;
}

/** Runs one statement on a connection of its own. */
export async function run<Row extends object>(url: string, text: string): Promise<Row[]> {
  const client = new Client({ connectionString: url });
  await client.connect();
  return client
    .query<Row>(text)
    .then(({ rows }) => rows)
    .finally(() => client.end());
}

async function isSuperuser(url: string): Promise<boolean> {
  const text = 'SELECT rolsuper AS is FROM pg_roles WHERE rolname = current_user';
  return (await run<{ is: boolean }>(url, text))[0]!.is;
}

/** A database without tables, whose owner has no other right: as on a managed server. */
export async function openOwnedDatabase(): Promise<OwnedDatabase> {
  const serverUrl = await serverWithSuperuser();
  const name = `clientela_owned_${randomBytes(5).toString('hex')}`;
  const password = randomBytes(9).toString('hex');
  const server = new Client({ connectionString: serverUrl });
  await server.connect();
  await server.query(
    'DO $$ BEGIN CREATE ROLE clientela_app; EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; END $$',
  );
  await server.query(`CREATE ROLE ${name} LOGIN PASSWORD '${password}'`);
  await server.query(`GRANT clientela_app TO ${name}`);
  await server.query(`CREATE DATABASE ${name} OWNER ${name} TEMPLATE template0`);
  const urlAs = (user?: { username: string; password: string }) =>
    Object.assign(new URL(serverUrl), { pathname: name, ...user }).href;
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

/** Every row of every table, as text, in an order of its own. `url` is that of a superuser, or of the owner. */
export async function allRows(url: string): Promise<Record<string, string[]>> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    const { rows: tables } = await client.query<{ name: string }>(`
      SELECT relname AS name FROM pg_class
      WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p') AND relname <> 'migrations' ORDER BY 1`);
    const isOwner = !(await isSuperuser(url));
    const found: Record<string, string[]> = {};
    // It is rolled back: the owner sees all rows for a moment.
    await client.query('BEGIN');
    for (const { name } of tables) {
      if (isOwner) await client.query(`ALTER TABLE public.${name} NO FORCE ROW LEVEL SECURITY`);
      const { rows } = await client.query<{ row: string }>(`SELECT t::text AS row FROM public.${name} t ORDER BY 1`);
      found[name] = rows.map(({ row }) => row);
    }
    await client.query('ROLLBACK');
    return found;
  } finally {
    await client.end();
  }
}
