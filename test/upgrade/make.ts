import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Client } from 'pg';
import { WORKING_ROLE } from '../../src/database/working-role.js';
import { startApp } from '../support/app.js';
import { openEmptyDatabase } from '../support/test-database.js';
import { ask, questions } from './questions.js';
import { makeSmallDatabase } from './small-database.js';
import type { KeptTenants } from './tenants.js';

/**
 * Keeps what this release stores and answers, in the folder of its version. DATABASE_URL is a superuser, from whom
 * row-level security hides nothing, of a PostgreSQL 15 server: later servers read its dumps too.
 */
async function main(): Promise<void> {
  const { version } = JSON.parse(readFileSync(join(__dirname, '../../package.json'), 'utf8')) as { version: string };
  const folder = join(__dirname, version);
  if (existsSync(folder)) throw new Error(`${folder} is there already: what a release has stored does not change`);
  const database = await openEmptyDatabase();
  try {
    const kept = await fill(database.url);
    await fixTimes(database.url);
    mkdirSync(folder);
    const write = (file: string, value: unknown) =>
      writeFileSync(join(folder, file), `${JSON.stringify(value, null, 1)}\n`);
    writeFileSync(join(folder, 'dump.sql'), await dumpOf(database.url));
    write('tenants.json', kept);
    // One answer a line.
    const lines = (await answersOf(database.url, kept)).map((answer) => JSON.stringify(answer));
    writeFileSync(join(folder, 'answers.json'), `[\n${lines.join(',\n')}\n]\n`);
    write('changes.json', []);
  } finally {
    await database.close();
  }
}

async function fill(url: string): Promise<KeptTenants> {
  const app = await startApp({ DATABASE_URL: url });
  try {
    return { jwtSecret: app.env.jwtSecret!, tenants: await makeSmallDatabase(app) };
  } finally {
    await app.close();
  }
}

async function answersOf(url: string, kept: KeptTenants) {
  const app = await startApp({ DATABASE_URL: url });
  try {
    return await ask(app, kept.tenants, questions(kept));
  } finally {
    await app.close();
  }
}

const SERVER = `SELECT current_setting('server_version_num')::int / 10000 AS version, rolsuper AS superuser
  FROM pg_roles WHERE rolname = current_user`;

// Some of the times are in the hours that the clocks of Lisbon have twice or not at all. No trigger runs: the ledger
// refuses changes.
const FIXED_TIMES = `
  SET session_replication_role = replica;
  UPDATE customers SET created_at = '2024-03-30 19:30Z'::timestamptz + id * interval '20 minutes',
    updated_at = '2024-10-26 19:10Z'::timestamptz + id * interval '20 minutes';
  UPDATE customers SET deleted_at = updated_at WHERE deleted_at IS NOT NULL;
  UPDATE customer_updates noted SET updated_at = customer.updated_at
    FROM customers customer WHERE (customer.tenant_id, customer.id) = (noted.tenant_id, noted.customer_id);
  UPDATE changes SET at = '2024-06-01Z'::timestamptz + seq * interval '1 minute';
  UPDATE contact_persons SET created_at = '2024-04-01Z'::timestamptz + id * interval '1 hour',
    updated_at = '2024-11-01Z'::timestamptz + id * interval '1 hour';
  UPDATE contact_persons person SET deleted_at = coalesce(customer.deleted_at, person.updated_at)
    FROM customers customer WHERE (customer.tenant_id, customer.id) = (person.tenant_id, person.customer_id) AND person.deleted_at IS NOT NULL;
  ${['emails', 'phones', 'company_names']
    .map(
      (table) => `UPDATE ${table} SET created_at = '2024-05-01Z'::timestamptz + id * interval '1 hour',
    updated_at = '2024-12-01Z'::timestamptz + id * interval '1 hour';`,
    )
    .join('\n  ')}
  UPDATE ledger_entries SET created_at = '2025-11-01Z'::timestamptz + id * interval '1 hour';
  UPDATE tenants SET created_at = '2024-01-01Z';
  UPDATE users SET created_at = '2024-01-02Z';
  UPDATE memberships SET created_at = '2024-01-03Z';
  UPDATE api_keys SET created_at = '2024-01-04Z'::timestamptz + id * interval '1 hour';
  DELETE FROM signed_nonces;`;

/** Gives each record a time of its own that does not depend on when this runs. */
async function fixTimes(url: string): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    const [server] = (await client.query<{ version: number; superuser: boolean }>(SERVER)).rows;
    if (server!.version !== 15 || !server!.superuser)
      throw new Error('DATABASE_URL must be a superuser of a PostgreSQL 15 server');
    await client.query(FIXED_TIMES);
  } finally {
    await client.end();
  }
}

/** The dump as pg_dump writes it, for any owner on any server: SQL alone, without the name of the role that made it. */
async function dumpOf(url: string): Promise<string> {
  const options = ['--no-owner', '--no-comments', '--no-tablespaces', '--column-inserts', '--rows-per-insert=1000'];
  const text = execFileSync('pg_dump', [...options, url], { encoding: 'utf8', maxBuffer: 2 ** 28 });
  const owner = decodeURIComponent(new URL(url).username);
  const header = `-- Roles belong to the server, and no dump of a database has them.
DO $$ BEGIN
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '${WORKING_ROLE}') THEN CREATE ROLE ${WORKING_ROLE} LOGIN; END IF;
END $$;
`;
  return (
    header +
    text
      .replaceAll(/^\\(un)?restrict .*\n/gm, '')
      .replaceAll(` FOR SELECT TO ${owner} USING`, ' FOR SELECT TO CURRENT_USER USING')
  );
}

main().catch((error: unknown) => {
  console.error(error);
  process.exit(1);
});
