import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { aCustomer } from '../factories/customer.js';
import { aTenant, type TestTenant } from '../factories/tenant.js';
import { startApp, type TestApp } from '../support/app.js';
import { eventually } from '../support/eventually.js';
import { OwnPostgres } from '../support/own-postgres.js';

const place = mkdtempSync(join(tmpdir(), 'clientela-replica-'));
let primary: OwnPostgres;
let standby: OwnPostgres;
let app: TestApp;
let tenant: TestTenant;

beforeAll(async () => {
  primary = await OwnPostgres.start(join(place, 'primary'), { fsync: 'off', wal_keep_size: '64MB' });
  standby = await primary.standby(join(place, 'standby'));
  app = await startApp({ DATABASE_URL: primary.url, DATABASE_REPLICA_URL: standby.url, LOG_LEVEL: 'silent' });
  tenant = await aTenant(app);
});
beforeEach(() => inUse());
afterAll(async () => {
  await app?.close();
  await standby?.stop();
  await primary?.stop();
  rmSync(place, { recursive: true, maxRetries: 3 });
});

const inUse = () => eventually(async () => String((await app.send('GET', '/metrics')).body).includes('clientela_database_replica_in_use 1'));
const write = async (id: number, name: string) => expect((await app.as(tenant).clients.put(`/clients/${id}`, { name })).status).toBe(200);
const read = async (id: number): Promise<unknown> => {
  const { status, body } = await app.as(tenant).billing.get(`/customer/${id}`);
  return body.response?.company ?? status;
};
describe('a client reads its own writes', () => {
  it('where the primary says that it has committed before that is on its disk', async () => {
    await primary.run('ALTER SYSTEM SET synchronous_commit = off');
    await primary.run("ALTER SYSTEM SET wal_writer_delay = '1s'");
    await primary.run('SELECT pg_reload_conf()');
    await eventually(async () => (await primary.run<{ synchronous_commit: string }>('SHOW synchronous_commit'))[0]!.synchronous_commit === 'off');
    const { id } = await aCustomer(app, tenant);
    const missed: unknown[] = [];
    for (let round = 0; round < 50; round++) {
      await write(id, `Ada ${round}`);
      const seen = await read(id);
      if (seen !== `Ada ${round}`) missed.push({ written: `Ada ${round}`, seen });
    }
    await primary.run('ALTER SYSTEM RESET synchronous_commit');
    await primary.run('SELECT pg_reload_conf()');
    expect(missed).toEqual([]);
  });
});
