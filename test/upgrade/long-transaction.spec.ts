import { Client } from 'pg';
import { migrationOptions } from '../../ormconfig.js';
import { migrate } from '../../src/database/migrate.js';
import { eventually } from '../support/eventually.js';
import { openEmptyDatabase } from '../support/test-database.js';
import { migrateToFirstRelease } from './migration-locks.js';

it('migrations that wait for a long reading let the readings of others through', async () => {
  const database = await openEmptyDatabase();
  const [long, other] = [0, 1].map(() => new Client({ connectionString: database.url })) as [Client, Client];
  try {
    await migrateToFirstRelease(database.url);
    await Promise.all([long.connect(), other.connect()]);
    await long.query('BEGIN; SELECT FROM customers');
    let isDone = false;
    const migrated = migrate(migrationOptions({ url: database.url })).then(() => (isDone = true));
    const waiting = `SELECT FROM pg_locks WHERE relation = 'customers'::regclass AND NOT granted`;
    await eventually(async () => (await other.query(waiting)).rowCount! > 0);
    // Without a limit, this one would wait for the end of the long one, for ever.
    await other.query(`SET statement_timeout = '60s'; SELECT FROM customers`);
    expect(isDone).toBe(false);
    await long.query('COMMIT');
    await migrated;
    expect((await other.query('SELECT FROM schema_release')).rowCount).toBe(1);
  } finally {
    await Promise.all([long.end(), other.end()]);
    await database.close();
  }
});
