import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Client } from 'pg';
import { startApp } from '../support/app.js';
import { openEmptyDatabase } from '../support/test-database.js';
import { type Change, type Difference, differencesBetween, explains, told } from './differences.js';
import { ask, type KeptAnswer } from './questions.js';
import type { KeptTenants } from './tenants.js';

/** Differences that are shown of one tenant and contract; the first ones tell what is wrong. */
const SHOWN = 40;

const versions = readdirSync(__dirname, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name);

it('there is a kept database', () => expect(versions).toContain('0.1.0'));

describe.each(versions)('a database that Clientela %s made, brought up to date', (version) => {
  const read = <Value>(file: string) => JSON.parse(readFileSync(join(__dirname, version, file), 'utf8')) as Value;
  const { jwtSecret, tenants } = read<KeptTenants>('tenants.json');
  const kept = read<KeptAnswer[]>('answers.json');
  const changes = read<Change[]>('changes.json');
  const tenantOf = (slug: string) => tenants.find((tenant) => tenant.slug === slug)!;
  const groups = tenants.flatMap(({ slug }) =>
    [...new Set(kept.map(({ contract }) => contract))].map((contract) => ({ slug, contract })),
  );
  let differences: Difference[];

  beforeAll(async () => {
    const database = await openEmptyDatabase();
    try {
      await restore(join(__dirname, version, 'dump.sql'), database.url);
      const app = await startApp({ DATABASE_URL: database.url, JWT_SECRET: jwtSecret });
      try {
        differences = differencesBetween(kept, await ask(app, tenants, kept));
      } finally {
        await app.close();
      }
    } finally {
      await database.close();
    }
  }, 120_000);

  it.each(groups)('$slug: $contract answers as before, but for the changes that are listed', ({ slug, contract }) => {
    expect(kept.filter((answer) => answer.tenant === slug && answer.contract === contract).length).toBeGreaterThan(
      tenantOf(slug).customers.length,
    );
    const found = differences.filter((difference) => difference.tenant === slug && difference.contract === contract);
    const unexplained = found.filter((difference) => !changes.some((change) => explains(change, difference)));
    expect(unexplained.slice(0, SHOWN).map(told)).toEqual([]);
  });

  it('every change that is listed has a reason, and is seen', () => {
    const idle = changes.filter(
      (change) => !change.reason || !differences.some((difference) => explains(change, difference)),
    );
    expect(idle).toEqual([]);
  });
});

async function restore(file: string, url: string): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(readFileSync(file, 'utf8'));
  } finally {
    await client.end();
  }
}
