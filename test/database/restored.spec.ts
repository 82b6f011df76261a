import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { migrationOptions } from '../../ormconfig.js';
import { migrate } from '../../src/database/migrate.js';
import { DebianPostgres, debianPrograms } from '../support/debian-postgres.js';
import { describeWith } from '../support/programs.js';

const place = mkdtempSync(join(tmpdir(), 'clientela-restored-'));
const dump = join(place, 'dump');
const OPEN = `SELECT proname AS name FROM pg_proc, aclexplode(coalesce(proacl, acldefault('f', proowner)))
  WHERE prosecdef AND grantee = 0 AND pronamespace = 'public'::regnamespace ORDER BY 1`;

describeWith('pg_dump')('a dump that is restored into a fresh cluster', () => {
  let first: DebianPostgres;
  let fresh: DebianPostgres;

  const ask = async (database: string, text: string) => {
    const client = new Client({ connectionString: fresh.url('postgres', database) });
    await client.connect();
    return client
      .query<Record<string, unknown>>(text)
      .then(({ rows }) => rows)
      .finally(() => client.end());
  };
  const start = (user: string, database: string) => migrate(migrationOptions({ url: fresh.url(user, database) }));

  beforeAll(async () => {
    [first, fresh] = await Promise.all([
      DebianPostgres.start(debianPrograms()!),
      DebianPostgres.start(debianPrograms()!),
    ]);
    for (const cluster of [first, fresh]) cluster.sql('postgres', 'CREATE ROLE clientela LOGIN CREATEROLE');
    first.sql('postgres', 'CREATE DATABASE clientela OWNER clientela');
    await migrate(migrationOptions({ url: first.url('clientela', 'clientela') }));
    first.sql(
      'clientela',
      "INSERT INTO tenants (slug, domain, name, base_currency, default_country, time_zone) VALUES ('acme', 'acme.example', 'Acme', 'USD', 'US', 'UTC')",
    );
    first.dump('clientela', dump);
  });
  afterAll(async () => {
    await Promise.all([first, fresh].map((cluster) => cluster?.stop()));
    rmSync(place, { recursive: true });
  });

  it('is protected again by the start, if the role of the application was missing', async () => {
    fresh.sql('postgres', 'CREATE DATABASE clientela OWNER clientela');
    expect(fresh.restore('clientela', dump, '-U', 'postgres')).toContain('role "clientela_app" does not exist');
    expect((await ask('clientela', OPEN)).length).toBeGreaterThanOrEqual(4);
    await start('clientela', 'clientela');
    expect(await ask('clientela', OPEN)).toEqual([]);
    expect(await ask('clientela', 'SELECT slug FROM tenants')).toEqual([{ slug: 'acme' }]);
    await expect(start('clientela', 'clientela')).resolves.toBeUndefined();
  });

  it('has all rows if a role that row security does not hold has made it, and needs no repair', async () => {
    first.sql('postgres', 'CREATE ROLE clientela_backup LOGIN BYPASSRLS; GRANT pg_read_all_data TO clientela_backup');
    first.sql('clientela', "INSERT INTO feed_consumers VALUES (1, 'key:1', 1, '10')");
    const whole = join(place, 'whole');
    first.dump('clientela', whole, 'clientela_backup');
    fresh.sql('postgres', 'GRANT clientela_app TO clientela');
    fresh.sql('postgres', 'CREATE DATABASE whole OWNER clientela');
    expect(fresh.restore('whole', whole, '-U', 'postgres', '--exit-on-error')).toBe('');
    expect(await ask('whole', OPEN)).toEqual([]);
    await start('clientela', 'whole');
    expect(await ask('whole', 'SELECT tenant_id::int AS tenant FROM feed_consumers')).toEqual([{ tenant: 1 }]);
  });

  it('is protected again if it was restored without any rights', async () => {
    fresh.sql('postgres', 'CREATE DATABASE without OWNER clientela');
    fresh.restore('without', dump, '-U', 'postgres', '--no-privileges');
    await start('clientela', 'without');
    expect(await ask('without', OPEN)).toEqual([]);
  });

  it('is refused if the policies do not name its new owner', async () => {
    fresh.sql('postgres', 'CREATE ROLE crm LOGIN CREATEROLE');
    fresh.sql('postgres', 'CREATE DATABASE crm OWNER crm');
    fresh.sql('postgres', 'GRANT clientela_app TO crm');
    fresh.restore('crm', dump, '-U', 'crm', '--no-owner');
    await expect(start('crm', 'crm')).rejects.toThrow('table api_keys lacks: policy whose_key for r to the owner');
  });
});
