import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Pool } from 'pg';
import { createApp } from '../src/app.setup.js';
import { TenantsService } from '../src/auth/tenants.service.js';
import { readEnv } from '../src/config/env.js';
import { Database } from '../src/engine/tenant-database/index.js';
import { WORKING_ROLE } from '../src/database/working-role.js';
import { BASE, fill, startPostgres } from './database.js';

/** Measures the cost of row-level security: equal statements with and without it, through the same connections. */
const CUSTOMERS = 10_000;
const IN_FLIGHT = 48;
const SECONDS = 3;
const ROUNDS = 3;

const STATEMENTS = {
  read: 'SELECT id, display_name, legal_name, note, status, tax_id, version, updated_at FROM customers WHERE tenant_id = $1 AND id = $2',
  update:
    'UPDATE customers SET note = now()::text, version = version + 1 WHERE tenant_id = $1 AND id = $2 RETURNING id, version',
};

type Way = (text: string, values: [tenant: number, id: number]) => Promise<unknown>;

async function main(): Promise<void> {
  const place = mkdtempSync(join(tmpdir(), 'clientela-fence-'));
  const postgres = await startPostgres(join(place, 'postgres'));
  const env = readEnv({
    DATABASE_URL: postgres.url,
    JWT_SECRET: 'a secret of forty characters for measuring',
    DATABASE_POOL: '20',
    LOG_LEVEL: 'warn',
  });
  const app = await createApp({
    env,
    connection: { url: postgres.url },
    owner: { url: postgres.url },
    signingSecret: env.jwtSecret!,
  });
  // This user is a superuser, to whom no policy applies.
  const pool = new Pool({ connectionString: postgres.url, max: 20, pipeline: true });
  try {
    const { id: tenant } = await app
      .get(TenantsService)
      .create({ slug: 'fence', name: 'Fence', baseCurrency: 'USD', defaultCountry: 'US', timeZone: 'UTC' });
    await fill(postgres.url, tenant, 1, CUSTOMERS);
    const without: Way = (text, values) => pool.query({ name: text.slice(0, 6), text, values });
    const ways: Record<string, Way> = {
      'tenant in the WHERE clause alone': without,
      'role and tenant in one pipeline': (text, values) => app.get(Database).write(tenant, { text, values }),
      'these one after another': (text, values) => oneAfterAnother(pool, text, values),
    };
    for (const [what, text] of Object.entries(STATEMENTS)) {
      const counts = new Map(Object.keys(ways).map((name) => [name, 0]));
      for (let round = 0; round < ROUNDS; round++)
        for (const [name, way] of Object.entries(ways))
          counts.set(
            name,
            counts.get(name)! +
              (await countOf(() => way(text, [tenant, BASE + 1 + Math.floor(Math.random() * CUSTOMERS)]))),
          );
      const base = counts.values().next().value!;
      for (const [name, count] of counts)
        console.log(
          `${what.padEnd(7)} ${name.padEnd(34)} ${Math.round(count / ROUNDS / SECONDS)
            .toString()
            .padStart(6)}/s  ${(count / base).toFixed(2)}`,
        );
    }
  } finally {
    await Promise.all([app.close(), pool.end()]);
    await postgres.stop();
    rmSync(place, { recursive: true, maxRetries: 3 });
  }
}

async function oneAfterAnother(pool: Pool, text: string, values: [tenant: number, id: number]): Promise<void> {
  const client = await pool.connect();
  try {
    await client.query(`BEGIN; SET LOCAL ROLE ${WORKING_ROLE}; SET LOCAL app.tenant = '${values[0]}'`);
    await client.query({ name: text.slice(0, 6), text, values });
    await client.query('COMMIT');
  } finally {
    client.release();
  }
}

/** How often the work completes in some seconds, with a fixed number of calls at a time. */
async function countOf(work: () => Promise<unknown>): Promise<number> {
  let count = 0;
  const until = Date.now() + SECONDS * 1_000;
  await Promise.all(
    Array.from({ length: IN_FLIGHT }, async () => {
      for (; Date.now() < until; count++) await work();
    }),
  );
  return count;
}

void main();
