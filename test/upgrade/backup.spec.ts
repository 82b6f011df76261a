import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Client } from 'pg';
import { migrationOptions } from '../../ormconfig.js';
import { migrate } from '../../src/database/migrate.js';
import { backupOf, restoreInto } from '../support/backups.js';
import { allRows, openOwnedDatabase } from '../support/owned-database.js';
import { openEmptyDatabase } from '../support/test-database.js';

const versions = readdirSync(__dirname, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name);

/** What each upgrade makes anew. */
const OF_THE_MOMENT = { feed_eras: [] };

it.each(versions)('a backup of a database of Clientela %s is restored and brought up to date', async (version) => {
  const [old, target] = [await openEmptyDatabase(), await openOwnedDatabase()];
  try {
    const client = new Client({ connectionString: old.url });
    await client.connect();
    await client.query(readFileSync(join(__dirname, version, 'dump.sql'), 'utf8'));
    await client.end();
    const file = await backupOf(old.url);
    await restoreInto(target.url, file);
    await migrate(migrationOptions({ url: old.url }));
    const upgraded = await allRows(old.url);
    expect(upgraded.customers!.length).toBeGreaterThan(0);
    expect({ ...(await allRows(target.adminUrl)), ...OF_THE_MOMENT }).toEqual({ ...upgraded, ...OF_THE_MOMENT });
  } finally {
    await old.close();
    await target.close();
  }
});
