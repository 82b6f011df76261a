import { KeysService } from '../../src/auth/keys.service.js';
import type { Permission } from '../../src/auth/permissions.js';
import { MISSING_ID } from '../factories/customer.js';
import { useApp, useTenant, useTenantPerTest } from '../support/use-app.js';

const app = useApp();
const acme = useTenantPerTest(app);
const globex = useTenant(app);

const URL = 'https://receiver.example/hooks';
const clientela = () => app.as(acme).clientela;
const made = async (body: object = {}) => (await clientela().post('/webhooks', { url: URL, ...body })).body;

async function limitedTo(...permissions: Permission[]) {
  const key = await app.nest.get(KeysService).create(acme.id, 'clientela', { permissions });
  return app.as({ ...acme, keys: { ...acme.keys, clientela: key } }).clientela;
}

describe('POST /clientela/v1/webhooks', () => {
  it('201: shows the secret this once, and never again', async () => {
    const answer = await clientela().post('/webhooks', { url: URL, description: 'Warehouse', kinds: ['created'] });
    expect(answer).toMatchObject({
      status: 201,
      headers: { 'cache-control': 'no-store' },
      body: {
        url: URL,
        description: 'Warehouse',
        kinds: ['created'],
        shownBy: null,
        state: 'active',
        maker: `key:${acme.keys.clientela.id}`,
        secret: expect.stringMatching(/^whsec_[\w+/]{43}=$/),
      },
    });
    const { secret, ...shown } = answer.body;
    expect((await clientela().get(`/webhooks/${shown.id}`)).body).toEqual(shown);
    expect((await clientela().get('/webhooks')).body).toEqual({ data: [shown], next: null });
    expect(secret).toBeDefined();
  });

  it('400: an Idempotency-Key, because the answer has a secret', async () => {
    const sending = { body: { url: URL }, headers: { 'idempotency-key': 'one' } };
    expect((await clientela().send('POST', '/webhooks', sending)).status).toBe(400);
  });

  it.each([
    'http://receiver.example/',
    'https://localhost/',
    'https://localhost./',
    'https://intranet.local/',
    'https://db.internal/',
    'https://127.0.0.1/',
    'https://127.1/',
    'https://2130706433/',
    'https://0x7f000001/',
    'https://0177.0.0.1/',
    'https://１２７.0.0.1/',
    'https://10.0.0.8/',
    'https://192.168.1.1/',
    'https://172.16.0.1/',
    'https://100.64.0.1/',
    'https://169.254.169.254/latest/meta-data/',
    'https://[::1]/',
    'https://[::ffff:127.0.0.1]/',
    'https://[fe80::1]/',
    'https://[fd00:ec2::254]/',
    'https://[64:ff9b::7f00:1]/',
    'https://0.0.0.0/',
    'https://user:password@receiver.example/',
    'https://receiver.example:22/',
    'https://receiver.example/#part',
    'https://receiver.example\\@127.0.0.1/',
    'ftp://receiver.example/',
    'receiver.example',
  ])('400: %s', async (url) => {
    const refused = await clientela().post('/webhooks', { url });
    expect(refused).toMatchObject({ status: 400, body: { errors: [{ pointer: '#/url', code: 'usable' }] } });
    const { id } = await made();
    expect((await clientela().patch(`/webhooks/${id}`, { url })).status).toBe(400);
    expect((await clientela().get(`/webhooks/${id}`)).body.url).toBe(URL);
  });

  it('400: words that are not known, and an empty list of kinds', async () => {
    for (const body of [{ kinds: [] }, { kinds: ['changed'] }, { shownBy: 'nobody' }, { after: 'no cursor' }, {}])
      expect(
        (await clientela().post('/webhooks', { url: 'kinds' in body || 'shownBy' in body ? URL : '', ...body })).status,
      ).toBe(400);
  });

  it('409: beyond a hundred', async () => {
    for (let count = 0; count < 100; count++) await made();
    expect((await clientela().post('/webhooks', { url: URL })).status).toBe(409);
  });
});

describe('a webhook', () => {
  it('is updated: omitted fields stay, null clears, and the caller becomes its maker', async () => {
    const { id } = await made({ description: 'Warehouse', kinds: ['created'], shownBy: 'billing' });
    const other = await limitedTo('customers:read', 'webhooks:read', 'webhooks:write');
    const updated = await other.patch(`/webhooks/${id}`, { description: null, state: 'paused' });
    expect(updated).toMatchObject({
      status: 200,
      body: { description: null, kinds: ['created'], shownBy: 'billing', state: 'paused', reason: 'caller' },
    });
    expect(updated.body.maker).not.toBe(`key:${acme.keys.clientela.id}`);
    const resumed = await clientela().patch(`/webhooks/${id}`, { state: 'active', kinds: null, shownBy: null });
    expect(resumed.body).toMatchObject({ state: 'active', reason: null, kinds: null, shownBy: null });
  });

  it('is deleted, and is missing then', async () => {
    const { id } = await made();
    expect((await clientela().delete(`/webhooks/${id}`)).status).toBe(204);
    expect((await clientela().get(`/webhooks/${id}`)).status).toBe(404);
    expect((await clientela().delete(`/webhooks/${id}`)).status).toBe(404);
  });

  it('of another tenant looks like a missing one, at every address', async () => {
    const theirs = (await app.as(globex).clientela.post('/webhooks', { url: URL })).body;
    for (const [method, path, body] of [
      ['GET', ''],
      ['PATCH', '', { description: 'Mine' }],
      ['DELETE', ''],
      ['POST', '/rotate', {}],
      ['POST', '/replay', { since: '2026-01-01T00:00:00Z' }],
      ['POST', '/resume'],
      ['POST', '/test'],
      ['GET', '/deliveries'],
    ] as const) {
      const [foreign, missing] = [
        await clientela().send(method, `/webhooks/${theirs.id}${path}`, { body }),
        await clientela().send(method, `/webhooks/${MISSING_ID}${path}`, { body }),
      ];
      expect(foreign.status).toBe(404);
      expect(foreign).toLookLike(missing);
    }
  });

  it('403: without the permission', async () => {
    const { id } = await made();
    const reads = await limitedTo('customers:read', 'webhooks:read');
    expect((await reads.get(`/webhooks/${id}`)).status).toBe(200);
    expect((await reads.post('/webhooks', { url: URL })).status).toBe(403);
    expect((await reads.post(`/webhooks/${id}/test`)).status).toBe(403);
    const none = await limitedTo('customers:read');
    expect((await none.get('/webhooks')).status).toBe(403);
  });
});

describe('POST /clientela/v1/webhooks/{id}/replay', () => {
  it('400: neither a cursor nor a time, or both; 400: no cursor', async () => {
    const { id } = await made();
    for (const body of [{}, { after: 'AAAA', since: '2026-01-01T00:00:00Z' }, { after: 'AAAA' }])
      expect((await clientela().post(`/webhooks/${id}/replay`, body)).status).toBe(400);
  });
});

describe('POST /clientela/v1/webhooks/{id}/test', () => {
  it('200: says why nothing arrived', async () => {
    const { id } = await made({ url: 'https://receiver.invalid/' });
    const answer = await clientela().post(`/webhooks/${id}/test`);
    expect(answer).toMatchObject({ status: 200, body: { arrived: false, outcome: 'unresolved' } });
  });
});
