import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { migrationOptions } from '../../ormconfig.js';
import { migrate } from '../../src/database/migrate.js';
import { migrations } from '../../src/database/migrations/index.js';
import { offerDemo } from '../../src/demo.js';
import { servedAt, startApp, testSettings } from '../support/app.js';
import { BuiltServer, FROM_SOURCE } from '../support/built-server.js';
import { openEmptyDatabase } from '../support/test-database.js';

let database: Awaited<ReturnType<typeof openEmptyDatabase>>;
let place: string;

beforeEach(async () => {
  database = await openEmptyDatabase();
  place = mkdtempSync(join(tmpdir(), 'clientela-together-'));
});
afterEach(async () => {
  await database.close();
  rmSync(place, { recursive: true, maxRetries: 3 });
});

const PLACES = ['a', 'b', 'c'];

async function rowsOf<Row extends object>(text: string): Promise<Row[]> {
  const client = new Client({ connectionString: database.url });
  await client.connect();
  return client
    .query<Row>(text)
    .then(({ rows }) => rows)
    .finally(() => client.end());
}

const expectMigratedOnce = async () =>
  expect(await rowsOf('SELECT name FROM migrations ORDER BY id')).toEqual(migrations.map(({ name }) => ({ name })));

describe('servers that start at the same moment on an empty database', () => {
  it('create its tables once', async () => {
    await Promise.all(Array.from({ length: 8 }, () => migrate(migrationOptions({ url: database.url }))));
    await expectMigratedOnce();
  });

  it('create one demo tenant, whose credentials are in one file', async () => {
    const apps = await Promise.all(
      PLACES.map((name) => startApp({ DATABASE_URL: database.url, DATA_DIR: join(place, name), LOG_LEVEL: 'error' })),
    );
    try {
      const offered = await Promise.all(apps.map(({ nest, env, url }) => offerDemo(nest, env, url)));
      expect(offered.filter(Boolean)).toHaveLength(1);
      expect(PLACES.filter((name) => existsSync(join(place, name, 'demo.json')))).toHaveLength(1);
      expect(await rowsOf('SELECT slug FROM tenants')).toEqual([{ slug: 'demo' }]);
    } finally {
      await Promise.all(apps.map((app) => app.close()));
    }
  });

  it('serve requests: three processes', async () => {
    const servers = PLACES.map(
      (name) => new BuiltServer(join(place, name), testSettings({ DATABASE_URL: database.url }), FROM_SOURCE),
    );
    try {
      await Promise.all(servers.map((server) => server.start()));
      await expectMigratedOnce();
      const [maker, ...others] = servers.filter(({ demoFile }) => existsSync(demoFile));
      expect(others).toEqual([]);
      const headers = { authorization: `Bearer ${maker!.demo.accounting.apiKey}` };
      for (const { url } of servers) {
        const { send } = servedAt(() => url);
        expect((await send('GET', '/health/ready')).status).toBe(200);
        expect(await send('GET', '/api/customers', { headers })).toMatchObject({ status: 200 });
        expect(
          await send('POST', '/api/customers', {
            headers,
            body: { customerType: 'individual', displayName: 'Ada', currencyCode: 'USD' },
          }),
        ).toMatchObject({ status: 201 });
      }
    } finally {
      await Promise.all(servers.map((server) => server.stop()));
    }
  }, 90_000);
});
