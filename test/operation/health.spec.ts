import { Lifecycle } from '../../src/operation/lifecycle.js';
import { startApp, type TestApp } from '../support/app.js';
import { DatabaseProxy } from '../support/database-proxy.js';
import { eventually } from '../support/eventually.js';

let database: DatabaseProxy;
let app: TestApp;

beforeAll(async () => {
  database = await DatabaseProxy.start();
  app = await startApp({ DATABASE_URL: database.url, LOG_LEVEL: 'silent' });
});
afterAll(async () => {
  database.giveBack();
  await app.close();
  database.close();
});

const live = () => app.send('GET', '/health/live');
const ready = () => app.send('GET', '/health/ready');
const readyIs = async (status: number) => (await ready()).status === status;

describe('GET /health/live', () => {
  it('200: without any credential', async () => {
    expect(await live()).toMatchObject({
      status: 200,
      headers: { 'cache-control': 'no-store' },
      body: { status: 'ok' },
    });
  });

  it('405: for anything but GET and HEAD', async () => {
    expect(await app.send('POST', '/health/live')).toMatchObject({ status: 405, headers: { allow: 'GET, HEAD' } });
  });
});

describe('GET /health/ready', () => {
  it('200: when the database answers, and says no more than that', async () => {
    await eventually(() => readyIs(200));
    expect(await ready()).toMatchObject({
      status: 200,
      headers: { 'cache-control': 'no-store' },
      body: { status: 'ok' },
    });
    expect((await ready()).body).toEqual({ status: 'ok' });
  });

  it('503: while the database is away, and 200 once it is back; the process is alive throughout', async () => {
    database.takeAway();
    await eventually(() => readyIs(503));
    expect(await app.send('HEAD', '/health/ready')).toMatchObject({
      status: 503,
      headers: { 'retry-after': '1' },
      body: undefined,
    });
    expect((await app.send('GET', '/')).body).toMatchObject({ status: 'database_unavailable' });
    const answer = await ready();
    expect(answer).toMatchObject({ status: 503, headers: { 'retry-after': '1', 'cache-control': 'no-store' } });
    expect(answer.body).toEqual({ status: 'database_unavailable' });
    expect((await live()).status).toBe(200);
    database.giveBack();
    await eventually(() => readyIs(200));
  });

  it('503: within about a second, when the database answers no more', async () => {
    await eventually(() => readyIs(200));
    database.hang();
    await eventually(() => readyIs(503));
    database.takeAway();
    database.giveBack();
    await eventually(() => readyIs(200));
  });

  it.each(['starting', 'stopping'] as const)('503: while the server is %s', async (phase) => {
    const spy = jest.spyOn(app.nest.get(Lifecycle), 'phase', 'get').mockReturnValue(phase);
    expect(await ready()).toMatchObject({ status: 503, body: { status: phase } });
    expect((await live()).status).toBe(200);
    spy.mockRestore();
  });
});
