import { mkdtempSync, readFileSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fill } from '../../bench/database.js';
import type { Row } from '../../bench/migrations-text.js';
import { OwnPostgres } from '../support/own-postgres.js';
import { measureLaterMigrations, migrateToFirstRelease } from './migration-locks.js';
import { aTenantOfFirstRelease } from './tenant-of-first-release.js';

const documented = (JSON.parse(readFileSync(join(__dirname, '../../bench/migrations.json'), 'utf8')) as { rows: Row[] })
  .rows;

it('migrations lock what docs/operations.md says, and all customers are still there', async () => {
  const place = realpathSync(mkdtempSync(join(tmpdir(), 'clientela-locks-')));
  const postgres = await OwnPostgres.start(join(place, 'postgres'), { fsync: 'off' });
  try {
    await migrateToFirstRelease(postgres.url);
    await fill(postgres.url, await aTenantOfFirstRelease(postgres), 1, 300);
    const costs = await measureLaterMigrations(postgres.url);
    const locks = ({ name, waits, tables }: Row | (typeof costs)[number]) => ({ name, waits, tables });
    expect(costs.map(locks)).toEqual(documented.map(locks));
    expect(await postgres.run('SELECT count(*)::int FROM customers')).toEqual([{ count: 300 }]);
  } finally {
    await postgres.stop();
    rmSync(place, { recursive: true, maxRetries: 3 });
  }
});
