import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { ImportWorker } from '../../src/imports/import-worker.js';
import { aTenant, type TestTenant } from '../factories/tenant.js';
import { eventually } from '../support/eventually.js';
import { useApp } from '../support/use-app.js';

const app = useApp({ IMPORT_ALLOWED_HOSTS: '127.0.0.1' });

/** A running system that never has a last page. */
let server: Server;
beforeAll(async () => {
  server = createServer((request, response) => {
    const skip = Number(new URL(request.url!, 'http://x').searchParams.get('skip'));
    const rows = Array.from({ length: 500 }, (_, at) => ({ id: skip + at + 1, name: `Firm ${skip + at + 1}` }));
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(rows));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
});
afterAll(() => server.close());

const importOf = async (tenant: TestTenant, body: object): Promise<string> => {
  const { body: made } = await app.as(tenant).clientela.post('/imports', body);
  return (made as { id: string }).id;
};

it('lets tenants with small imports go first while large ones are under way', async () => {
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/api/acme/v4.0.0`;
  // They come first in every order by tenant, and they are as many as the worker does at a time.
  const large = [await aTenant(app), await aTenant(app)];
  const credentials = { authorization: 'Bearer any' };
  for (const tenant of large) await importOf(tenant, { contract: 'erp', from: { url }, credentials });
  const [small, other] = [await aTenant(app), await aTenant(app)];
  app.nest.get(ImportWorker).start({ interval: 20, turn: 300, leader: { retry: 200, beat: 100, patience: 3_000 } });
  for (const tenant of [small, other]) {
    const id = await importOf(tenant, { contract: 'contacts' });
    const { clientela } = app.as(tenant);
    await clientela.send('POST', `/imports/${id}/rows`, {
      text: JSON.stringify({ customer_id: 1, name: 'Firm' }),
      headers: { 'content-type': 'application/x-ndjson' },
    });
    await clientela.post(`/imports/${id}/plan`);
    await eventually(async () => {
      const { body } = (await clientela.get(`/imports/${id}`)) as { body: Record<string, unknown> };
      return body['state'] === 'planned' && body['wanted'] === null;
    });
  }
  for (const tenant of large) {
    const { body } = await app.as(tenant).clientela.get('/imports');
    expect(body).toMatchObject({ data: [{ state: 'staging', wanted: 'pull', failure: null }] });
    expect((body as { data: { rows: number }[] }).data[0]!.rows).toBeGreaterThan(0);
  }
});
