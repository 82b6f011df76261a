import { routesOf, type Route } from '../../src/routes.js';
import { aTenant } from '../factories/tenant.js';
import { committedDocument } from '../support/documents.js';
import { needsSession, sessionOf } from '../support/session.js';
import { useAppAndTenant } from '../support/use-app.js';

const { app, tenant } = useAppAndTenant({ THROTTLE_WRITE_LIMIT: '10', THROTTLE_READ_LIMIT: '12' });

const call = async ({ contract, method, path }: Route, nonce: number) => {
  const address = path.replace(':account', tenant.slug).replace(/:\w+/g, '9007199254740000');
  const operation = committedDocument(contract!.name).operationOf(method, address);
  const headers =
    operation && needsSession(operation)
      ? await sessionOf(app, tenant)
      : await app.as(tenant)[contract!.name].credentials();
  return app.send(method === 'ALL' ? 'POST' : method, address, {
    headers,
    query: contract!.name === 'erp' ? { nonce } : undefined,
  });
};

async function spend(route: Route, limit: number): Promise<void> {
  for (let nonce = 1; nonce <= limit; nonce++) expect((await call(route, nonce)).status).not.toBe(429);
  const answer = await call(route, limit + 1);
  expect(answer.status).toBe(429);
  expect(Number(answer.headers['retry-after'])).toBeGreaterThan(0);
  expect(answer.headers).toMatchObject({
    'x-ratelimit-limit': String(limit),
    'x-ratelimit-remaining': '0',
    'x-ratelimit-reset': expect.any(String),
  });
}

describe('each credential', () => {
  it('may write ten times a minute on every write route, each route counted by itself', async () => {
    const writes = routesOf(app.nest).filter(({ access }) => access?.kind === 'writes');
    expect(writes.length).toBeGreaterThan(20);
    for (const route of writes) await spend(route, 10);
  });

  it('may read as often as the setting for reads says', async () => {
    const reads = routesOf(app.nest).filter(({ access }) => access?.kind === 'reads');
    expect(reads.length).toBeGreaterThan(5);
    for (const route of reads) await spend(route, 12);
  });

  it('has a budget of its own', async () => {
    const other = await aTenant(app);
    expect((await app.as(other).clients.post('/clients', { name: 'Ada' })).status).toBe(201);
  });
});
