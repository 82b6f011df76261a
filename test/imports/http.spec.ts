import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { once } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import { ImportWorker } from '../../src/imports/import-worker.js';
import { RunningService } from '../../src/imports/running.service.js';
import { Metrics } from '../../src/operation/metrics.js';
import { aCustomer, MISSING_ID } from '../factories/customer.js';
import { aTenant } from '../factories/tenant.js';
import { asOwner } from '../support/owner.js';
import { useAppAndTenant } from '../support/use-app.js';

const { app, tenant } = useAppAndTenant({ IMPORT_ALLOWED_HOSTS: '127.0.0.1' });
const clientela = () => app.as(tenant).clientela;

beforeAll(() =>
  app.nest.get(ImportWorker).start({
    interval: 50,
    leader: { retry: 200, beat: 100, patience: 3_000, handover: 3_200 },
  }),
);

const rowsOf = (count: number, from = 1) =>
  Array.from({ length: count }, (_, at) => ({
    customer_id: from + at,
    name: `Firm ${from + at}`,
    emails: [{ email: `firm${from + at}@example.com` }],
  }));
const lines = (rows: readonly object[]) => rows.map((row) => JSON.stringify(row)).join('\n');

const sent = (id: string, text: string, query: Record<string, unknown> = {}, type = 'application/x-ndjson') =>
  clientela().send('POST', `/imports/${id}/rows`, { text, query, headers: { 'content-type': type } });

const created = async (body: object): Promise<string> => {
  const answer = await clientela().post('/imports', body);
  if (answer.status !== 201) throw new Error(JSON.stringify(answer.body));
  return (answer.body as { id: string }).id;
};

/** The import when a server has nothing to do with it any more. */
async function rested(id: string): Promise<Record<string, unknown>> {
  let body: Record<string, unknown> = {};
  // A server whose database was away for a moment waits before it tries again.
  for (const until = Date.now() + 100_000; Date.now() < until; await pause(100)) {
    ({ body } = (await clientela().get(`/imports/${id}`)) as { body: Record<string, unknown> });
    if (body['wanted'] === null) return body;
  }
  throw new Error(`the import does not rest: ${JSON.stringify(body)}`);
}

const worked = async (id: string, work: string, body?: object) => {
  const answer = await clientela().post(`/imports/${id}/${work}`, body);
  expect(answer).toMatchObject({ status: 202, body: { wanted: work } });
  return rested(id);
};

describe('an import over HTTP', () => {
  it('is sent in parts, planned, run, repeated and undone', async () => {
    const id = await created({ contract: 'contacts', source: 'parts' });
    expect(await sent(id, lines(rowsOf(600)))).toMatchObject({ status: 200, body: { rows: 600 } });
    // The part comes again: the client has not seen the answer.
    expect(await sent(id, lines(rowsOf(600)))).toMatchObject({ status: 409 });
    const more = [...rowsOf(2, 601), { customer_id: 603, name: '', emails: [] }];
    expect(await sent(id, lines(more), { after: 600 })).toMatchObject({ body: { rows: 603 } });
    const plan = await worked(id, 'plan');
    expect(plan).toMatchObject({ state: 'planned', totals: { create: 602, refused: 1 }, planned: 603, done: 0 });
    expect(await clientela().post(`/imports/${id}/run`, { digest: 'another' })).toMatchObject({ status: 409 });
    expect(await worked(id, 'run', { digest: plan['digest'] })).toMatchObject({ state: 'done', done: 602 });
    const { body } = await clientela().get(`/imports/${id}/rows`, { outcome: 'refused' });
    expect(body).toMatchObject({ data: [{ row: 603, sourceId: null, faults: [{ field: 'name' }] }], next: null });
    const refused = await clientela().get(`/imports/${id}/refused`);
    expect(refused.headers['content-type']).toBe('application/x-ndjson');
    expect(JSON.parse(refused.body as string)).toMatchObject({ customer_id: 603, import_faults: [{ field: 'name' }] });

    const again = await created({ contract: 'contacts', source: 'parts' });
    await sent(again, lines(rowsOf(600)));
    await worked(again, 'plan');
    expect(await worked(again, 'run')).toMatchObject({ totals: { create: 0, unchanged: 600 } });

    expect(await worked(id, 'undo')).toMatchObject({ state: 'undone' });
    expect((await clientela().get('/customers')).body).toMatchObject({ data: [] });
    const { body: list } = await clientela().get('/imports');
    expect((list as { data: { id: string }[] }).data.map((one) => one.id)).toEqual([again, id]);
  });

  it('counts in the metrics of the server that has run it', async () => {
    const counted = async () => {
      const text = await app.nest.get(Metrics).text();
      const of = (series: string) =>
        Number(new RegExp(`^${series.replaceAll(/[{}]/g, '\\$&')} (\\d+)$`, 'm').exec(text)![1]);
      return {
        created: of('clientela_import_rows_total{outcome="created"}'),
        refused: of('clientela_import_rows_total{outcome="refused"}'),
        finished: of('clientela_imports_total{outcome="finished"}'),
        failed: of('clientela_imports_total{outcome="failed"}'),
        underWay: of('clientela_imports_under_way'),
      };
    };
    const before = await counted();
    const id = await created({ contract: 'contacts', source: 'counted' });
    await sent(id, lines([...rowsOf(3), { customer_id: 4, name: '' }]));
    await worked(id, 'plan');
    expect(await counted()).toEqual(before);
    await worked(id, 'run');
    const { created: made, refused, finished } = before;
    expect(await counted()).toEqual({ ...before, created: made + 3, refused: refused + 1, finished: finished + 1 });
    // What is wrong is no Problem of the import.
    const running = jest.spyOn(app.nest.get(RunningService), 'goOn').mockRejectedValueOnce(new Error('a defect'));
    const other = await created({ contract: 'contacts', source: 'failing' });
    await sent(other, lines(rowsOf(1)));
    await worked(other, 'plan');
    expect(await worked(other, 'run')).toMatchObject({ state: 'running', failure: expect.any(String) as string });
    running.mockRestore();
    expect(await counted()).toMatchObject({ created: made + 3, failed: before.failed + 1, underWay: 0 });
  });

  it('stages a part once that comes twice at the same time', async () => {
    const id = await created({ contract: 'contacts', source: 'twice' });
    const answers = await Promise.all([1, 2].map(() => sent(id, lines(rowsOf(600)))));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409]);
    expect(await rested(id)).toMatchObject({ rows: 600 });
  });

  it('reads CSV with a mapping, and one JSON list', async () => {
    const csv = await created({ contract: 'contacts', source: 'csv', mapping: { customer_id: 'No', name: 'Company' } });
    expect(await sent(csv, 'No;Company\n1;Ada\n2;Grace\n', { delimiter: ';' }, 'text/csv')).toMatchObject({
      body: { rows: 2 },
    });
    const json = await created({ contract: 'contacts', source: 'json' });
    expect(await sent(json, JSON.stringify(rowsOf(3)), {}, 'application/json')).toMatchObject({ body: { rows: 3 } });
    expect(await sent(json, 'x', { after: 3 }, 'text/plain')).toMatchObject({ status: 415 });
    expect(await sent(json, '', { after: 3 })).toMatchObject({ status: 400 });
  });

  it('holds no more than a part of a large body in memory', async () => {
    const id = await created({ contract: 'contacts', source: 'large' });
    // Larger than the limit of other bodies.
    const rows = rowsOf(20).map((row) => ({ ...row, unknown: 'x'.repeat(100_000) }));
    expect(await sent(id, lines(rows))).toMatchObject({ status: 200, body: { rows: 20 } });
    expect((await rested(id))['leftOver']).toEqual({ unknown: 20 });
  });

  it('is as unknown to another tenant as one that does not exist', async () => {
    const id = await created({ contract: 'contacts', source: 'mine' });
    const other = app.as(await aTenant(app)).clientela;
    for (const [method, path] of [
      ['GET', ''],
      ['GET', '/rows'],
      ['GET', '/refused'],
      ['POST', '/plan'],
      ['POST', '/run'],
      ['POST', '/undo'],
      ['POST', '/resume'],
    ] as const)
      expect(await other.send(method, `/imports/${id}${path}`)).toLookLike(
        await other.send(method, `/imports/${MISSING_ID}${path}`),
      );
  });
});

it('exports all customers as lines', async () => {
  const fresh = await aTenant(app);
  const own = app.as(fresh).clientela;
  await aCustomer(app, fresh, { displayName: 'Ada' });
  const { body, headers } = await own.get('/export', { contract: 'billing' });
  expect(headers['content-type']).toBe('application/x-ndjson');
  expect(JSON.parse(body as string)).toMatchObject({ company: 'Ada', users: [] });
});

describe('a pull from a running system', () => {
  const headers: Record<string, string | undefined>[] = [];
  let server: Server;
  let busy = 0;
  let isStuck = false;
  beforeAll(async () => {
    server = createServer((request, response) => {
      headers.push(request.headers as Record<string, string>);
      if (busy-- > 0) return void response.writeHead(429, { 'retry-after': '0' }).end();
      const skip = isStuck ? 0 : Number(new URL(request.url!, 'http://x').searchParams.get('skip'));
      const isIn = request.headers.authorization === 'Bearer right';
      const rows = Array.from({ length: Math.max(0, Math.min(500, 700 - skip)) }, (_, at) => ({
        id: skip + at + 1,
        code: `CLI-${skip + at + 1}`,
        name: `Firm ${skip + at + 1}`,
      }));
      response.writeHead(isIn ? 200 : 401, { 'content-type': 'application/json' }).end(JSON.stringify(rows));
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
  });
  afterAll(() => server.close());
  const url = () => `http://127.0.0.1:${(server.address() as AddressInfo).port}/api/acme/v4.0.0`;

  it('stages all pages, keeps credentials from all eyes, and forgets them', async () => {
    busy = 2;
    const credentials = { authorization: 'Bearer wrong' };
    const id = await created({ contract: 'erp', from: { url: url() }, credentials });
    expect(await rested(id)).toMatchObject({
      state: 'staging',
      rows: 0,
      failure: 'The system cannot be read: it answers with status 401.',
    });
    expect((await clientela().post(`/imports/${id}/plan`)).status).toBe(409);
    const [kept] = await asOwner<{ text: string }>(
      app,
      tenant,
      'SELECT imports::text AS text FROM imports WHERE tenant_id = $1 AND id = $2',
      [tenant.id, id],
    );
    expect(kept!.text).not.toContain(Buffer.from('Bearer wrong').toString('hex'));
    await clientela().post(`/imports/${id}/resume`, { credentials: { authorization: 'Bearer right' } });
    expect(await rested(id)).toMatchObject({ rows: 700, failure: null });
    expect(headers.at(-1)).toMatchObject({ authorization: 'Bearer right' });
    const [after] = await asOwner<{ credentials: unknown }>(
      app,
      tenant,
      'SELECT credentials FROM imports WHERE tenant_id = $1 AND id = $2',
      [tenant.id, id],
    );
    expect(after!.credentials).toBeNull();
    expect(await worked(id, 'plan')).toMatchObject({ totals: { create: 700 } });
  });

  it('ends if the system answers the same rows again and again', async () => {
    isStuck = true;
    const credentials = { authorization: 'Bearer right' };
    const id = await created({ contract: 'erp', source: 'stuck', from: { url: url() }, credentials });
    expect(await rested(id)).toMatchObject({
      rows: 500,
      failure: 'The system cannot be read: it answers the same rows again and again.',
    });
  });

  it('goes to no address of the own network', async () => {
    const closed = ['http://10.0.0.1/api', 'https://localhost/api', 'http://example.com/api', 'https://[::1]/'];
    for (const address of [...closed, `${url()}?key=1`])
      expect(
        await clientela().post('/imports', {
          contract: 'erp',
          from: { url: address },
          credentials: { authorization: 'x' },
        }),
      ).toMatchObject({ status: 400 });
  });
});
