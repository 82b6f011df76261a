import { Agent, request } from 'node:http';
import { KeysService } from '../../src/auth/keys.service.js';
import { CustomersService } from '../../src/customers/customers.service.js';
import { aCustomer, MISSING_ID, theCustomer } from '../factories/customer.js';
import { aTenant, type TestTenant } from '../factories/tenant.js';
import { wideCustomers } from '../factories/wide-customers.js';
import { startApp, type TestApp } from '../support/app.js';
import { inHeader, signed } from '../support/signed.js';
import { useAppAndTenant } from '../support/use-app.js';

const { app, tenant: acme } = useAppAndTenant();

type Entry = [method: string, uri: string, payload?: unknown];

const entriesOf = (entries: Entry[]) =>
  entries.map(([request_method, uri, payload]) => ({ request_method, uri, payload }));
const bulk = (entries: Entry[], { tenant = acme, on = app } = {}) =>
  on.as(tenant).billing.post('/_bulk', entriesOf(entries));
/** What the entries are answered. */
const answers = async (entries: Entry[], where = {}): Promise<any[]> => {
  const { status, body } = await bulk(entries, where);
  expect({ status, ...body, response: Object.keys(body.response as object) }).toEqual({
    status: 'OK',
    code: 200,
    message: '',
    details: {},
    response: ['_bulk'],
  });
  return body.response._bulk as any[];
};
const refusal = (code: number, message: unknown = expect.any(String)) => ({
  code,
  status: 'Error',
  message,
  response: code === 404 && message === MISSING ? null : false,
});
const MISSING = 'This customer does not exist.';
const INVALID = 'Missing or invalid parameter.';
const NOWHERE = refusal(404, 'There is nothing at this address.');
const countOf = async (tenant = acme) => (await app.as(tenant).billing.get('/customer/_count')).body.response as number;

describe('POST /api/v3/_bulk', () => {
  it('200: reads, creates, updates and deletes, in order', async () => {
    const [one, other] = [await aCustomer(app, acme, { externalKey: 'bulk-one' }), await aCustomer(app, acme)];
    const told = await answers([
      ['GET', `/api/v3/customer/${one.id}`],
      ['POST', '/api/v3/customer', { company: 'Müller 😀', tags: ['a', { tag: 'b' }], no_taxes: true }],
      ['PUT', '/api/v3/customer/external_key:bulk-one', { custom_1: 'changed' }],
      ['GET', `/api/v3/customer/${one.id}`],
      ['DELETE', `/api/v3/customer/${other.id}`],
      ['GET', `/api/v3/customer/${other.id}`],
    ]);
    expect(told).toEqual([
      {
        code: 200,
        status: 'OK',
        message: '',
        response: expect.objectContaining({
          customer_id: one.id,
          custom_1: null,
          url_self: `${app.url}/api/v3/customer/${one.id}`,
        }),
      },
      { code: 201, status: 'OK', message: '', response: { id: expect.any(Number) } },
      { code: 202, status: 'OK', message: '', response: { id: one.id } },
      { code: 200, status: 'OK', message: '', response: expect.objectContaining({ custom_1: 'changed' }) },
      { code: 200, status: 'OK', message: '', response: true },
      refusal(404, MISSING),
    ]);
    expect(await theCustomer(app, acme, told[1].response.id as number)).toMatchObject({
      displayName: 'Müller 😀',
      tags: ['a', 'b'],
      noTaxes: true,
    });
  });

  it('200: one entry that fails neither stops nor undoes the others', async () => {
    const before = await countOf();
    const told = await answers([
      ['POST', '/api/v3/customer', { company: 'First' }],
      ['POST', '/api/v3/customer', { custom_1: 'no company' }],
      ['POST', '/api/v3/customer', {}],
      ['POST', '/api/v3/customer', []],
      ['POST', '/api/v3/customer'],
      ['PUT', `/api/v3/customer/${MISSING_ID}`, { custom_1: 'x' }],
      ['POST', '/api/v3/customer', { company: 'a\0b' }],
      ['POST', '/api/v3/customer', { company: '\ud800' }],
      ['POST', '/api/v3/customer', { company: 'Last' }],
    ]);
    expect(told).toEqual([
      expect.objectContaining({ code: 201 }),
      refusal(400, INVALID),
      refusal(400, 'A required parameter was missing: No data.'),
      refusal(400, INVALID),
      refusal(400, INVALID),
      refusal(404, MISSING),
      refusal(400, INVALID),
      refusal(400, INVALID),
      expect.objectContaining({ code: 201 }),
    ]);
    expect(await countOf()).toBe(before + 2);
  });

  it('200: refuses an entry that is none, and runs the others', async () => {
    const entries = [
      { request_method: 'GET' },
      { uri: '/api/v3/customer' },
      {},
      null,
      'GET',
      7,
      [],
      { request_method: ['GET'], uri: '/api/v3/customer' },
      { request_method: 'GET', uri: '\0' },
      { request_method: 'GET', uri: '/api/v3/customer/_count', more: 1 },
    ];
    const { body } = await app.as(acme).billing.post('/_bulk', entries);
    expect(body.response._bulk).toEqual([
      ...Array<unknown>(9).fill(refusal(400, INVALID)),
      expect.objectContaining({ code: 200 }),
    ]);
  });

  it('200: has entries with a query, without /api/v3, or with this server’s own address', async () => {
    const { id } = await aCustomer(app, acme, { displayName: 'Ada & Söhne, Ltd.', externalKey: 'ä/b ../c' });
    const where = `where=company:EQUALS:${encodeURIComponent('Ada & Söhne\\, Ltd.')}&_flag_emails=0`;
    const key = `external_key:${encodeURIComponent('ä/b ../c')}`;
    const told = await answers([
      ['GET', `/api/v3/customer?${where}`],
      ['get', `customer?${where}`],
      ['Get', `/customer/_count?${where}`],
      ['GET', `${app.url}/api/v3/customer?${where}`],
      ['GET', `/api/v3/customer/${key}`],
      ['GET', `/api/v3/customer/${id}/`],
      ['GET', '/api/v3/customer?where=company:EQUALS:Ada & Söhne\\, Ltd.'],
      ['GET', '/api/v3/customer?nothing=1'],
    ]);
    const found = (response: unknown) => ({ code: 200, status: 'OK', message: '', response });
    const row = expect.objectContaining({ customer_id: id });
    expect(told).toEqual([
      found([row]),
      found([row]),
      found(1),
      found([row]),
      found(row),
      found(row),
      refusal(400, INVALID),
      refusal(400, INVALID),
    ]);
  });

  it('200: leads nowhere but below /api/v3, whatever the address says', async () => {
    const { id } = await aCustomer(app, acme);
    const { host } = new URL(app.url);
    const uris = [
      `/api/customers/${id}`,
      '/api/customers',
      '/apidev/v1/clients',
      `/api/${acme.slug}/v4.0.0/customers`,
      '/docs',
      '/',
      '/api/v3',
      '/api/v3/',
      '/api/v3/nothing',
      `/api/v3//customer/${id}`,
      `/API/V3/customer/${id}`,
      `/api/v3/../customers/${id}`,
      `/api/v3/%2e%2e/customers/${id}`,
      `/api/v3/.%2E/customers/${id}`,
      `/api/v3/..%2fcustomers/${id}`,
      `/api/v3/customer/..\\..\\..\\customers/${id}`,
      `/api/v3/%2e%2e%2fcustomers/${id}`,
      `../customers/${id}`,
      `../../api/customers/${id}`,
      '/api/v3/v4.0.0/customers',
      '/api/v3/v4.0.0/helo',
      '/api/v3/v4.0.0/status',
      '/api/v3/v4.0.0/nothing',
      `//evil.example/api/v3/customer/${id}`,
      `\\\\evil.example/api/v3/customer/${id}`,
      `/\\evil.example/api/v3/customer/${id}`,
      `http://evil.example/api/v3/customer/${id}`,
      `http://${host}.evil.example/api/v3/customer/${id}`,
      `http://${host}@evil.example/api/v3/customer/${id}`,
      'javascript:alert(1)',
      'file:///etc/passwd',
      'http://',
      'http://[',
      'external_key:x',
    ];
    for (const uri of uris) expect([uri, await answers([['GET', uri]])]).toEqual([uri, [NOWHERE]]);
    for (const uri of [
      `/api/v3/customer/../customer/${id}`,
      `/api/v3/x/%2e%2e/customer/${id}`,
      `//${host}/api/v3/customer/${id}`,
    ])
      expect([uri, await answers([['GET', uri]])]).toEqual([uri, [expect.objectContaining({ code: 200 })]]);
    expect(
      await answers([
        ['POST', '/api/v3/v4.0.0/auth?username=a&password=b'],
        ['GET', '/api/v3/customer/external_key:%ff'],
        ['GET', `/api/v3/customer/${id}%00`],
      ]),
    ).toEqual([NOWHERE, refusal(404, MISSING), refusal(404, MISSING)]);
  });

  it.each([
    '/api/v3/_bulk',
    '_bulk',
    '/_bulk',
    '/api/v3/_bulk/',
    '/api/v3/%5fbulk',
    '/api/v3/customer/../_bulk',
    '/api/v3/_bulk?_dummy=1',
  ])('200: holds no other one: %s', async (uri) => {
    const before = await countOf();
    expect(
      await answers([
        ['POST', uri, entriesOf([['POST', '/api/v3/customer', { company: 'Deep' }]])],
        ['GET', '/api/v3/customer/_count'],
      ]),
    ).toEqual([
      refusal(400, 'A bulk request cannot hold another one.'),
      expect.objectContaining({ code: 200, response: before }),
    ]);
  });

  it.each(['PATCH', 'HEAD', 'OPTIONS', 'BREW', 'GET /x', 'TRACE'])('200: has no entry with %s', async (method) => {
    expect(await answers([[method, '/api/v3/customer']])).toEqual([refusal(405, `${method} is not possible here.`)]);
  });

  it('200: has no entry with a method that its route does not know', async () => {
    expect(
      await answers([
        ['DELETE', '/api/v3/customer', {}],
        ['POST', '/api/v3/customer/1', {}],
        ['GET', '/api/v3/_bulk'],
      ]),
    ).toEqual([refusal(405), refusal(405), refusal(405)]);
  });

  it('200: sends no body for a payload that is null, and reads none on GET and DELETE', async () => {
    const { id } = await aCustomer(app, acme);
    expect(
      await answers([
        ['GET', `/api/v3/customer/${id}`, []],
        ['PUT', `/api/v3/customer/${id}`, null],
        ['DELETE', `/api/v3/customer/${id}`, { a: 1 }],
      ]),
    ).toMatchObject([{ code: 200 }, { code: 400 }, { code: 200 }]);
  });

  it('200: answers an empty list with one, and takes up to 25', async () => {
    expect(await answers([])).toEqual([]);
    expect(await answers(Array.from({ length: 25 }, () => ['GET', '/api/v3/customer/_count']))).toHaveLength(25);
  });

  it('400: refuses 26 entries, and runs none', async () => {
    const before = await countOf();
    const answer = await bulk(
      Array.from({ length: 26 }, (_, at) => ['POST', '/api/v3/customer', { company: `Number ${at}` }]),
    );
    expect(answer).toMatchObject({
      status: 400,
      body: { code: 400, status: 'Error', message: 'The list must have at most 25 items.', response: false },
    });
    expect(await countOf()).toBe(before);
  });

  it.each([
    ['an object', '{"request_method":"GET","uri":"/api/v3/customer"}'],
    ['a text', '"GET"'],
    ['null', 'null'],
    ['nothing', ''],
    ['broken JSON', '[{"request_method":'],
    ['bytes that are no UTF-8', Buffer.from([0x5b, 0x22, 0xff, 0x22, 0x5d])],
    [
      'deep nesting',
      `[{"request_method":"POST","uri":"/api/v3/customer","payload":${'['.repeat(15)}${']'.repeat(15)}}]`,
    ],
    ['very deep nesting', `${'['.repeat(100_000)}${']'.repeat(100_000)}`],
  ])('400: refuses %s for a body', async (_, text) => {
    expect(await app.as(acme).billing.send('POST', '/_bulk', { text })).toMatchObject({
      status: 400,
      body: { code: 400, status: 'Error', message: INVALID, response: false },
    });
  });

  it('415: takes JSON only', async () => {
    expect(
      await app.as(acme).billing.send('POST', '/_bulk', { headers: { 'content-type': 'text/plain' }, text: '[]' }),
    ).toMatchObject({ status: 415 });
  });

  it('201: drops the keys that JavaScript has plans for, in entries and payloads', async () => {
    const text =
      '[{"__proto__":{"uri":"/api/v3/nothing"},"constructor":1,"request_method":"POST","uri":"/api/v3/customer","payload":{"company":"Ada","__proto__":{"custom_1":"x"},"constructor":{"prototype":{"polluted":1}}}},{"__proto__":{"request_method":"GET","uri":"/api/v3/customer"}}]';
    const { body } = await app.as(acme).billing.send('POST', '/_bulk', { text });
    const [made, none] = body.response._bulk;
    expect([made.code, none]).toEqual([201, refusal(400, INVALID)]);
    expect(await theCustomer(app, acme, made.response.id as number)).toMatchObject({
      displayName: 'Ada',
      custom1: null,
    });
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  });

  it('400: clears nothing for a number that is too large', async () => {
    const { id } = await aCustomer(app, acme);
    await app.as(acme).billing.put(`/customer/${id}`, { terms_id: 7 });
    const text = `[{"request_method":"PUT","uri":"/api/v3/customer/${id}","payload":{"terms_id":1e400}}]`;
    expect((await app.as(acme).billing.send('POST', '/_bulk', { text })).body.response._bulk).toEqual([refusal(400)]);
    expect((await theCustomer(app, acme, id)).termsId).toBe(7);
  });
});

describe('the answers of a bulk request together', () => {
  const LIMIT = 200_000;
  const TOO_MUCH = refusal(
    413,
    `The answers of a bulk request have at most ${LIMIT} bytes together. Ask for this one by itself.`,
  );
  let small: TestApp;
  let wide: TestTenant;
  let ids: number[];
  beforeAll(async () => {
    small = await startApp({ BULK_ANSWER_LIMIT: String(LIMIT) });
    wide = await aTenant(small);
    ids = await wideCustomers(small, wide, 120);
  });
  afterAll(() => small.close());
  const asked = (entries: Entry[], on = small) => answers(entries, { tenant: wide, on });
  const codes = async (entries: Entry[]) => (await asked(entries)).map(({ code }) => code as number);

  it('200: an entry that makes them too large is refused, and those that are short enough are answered', async () => {
    const [first, second, third] = ids;
    const told = await asked([
      ['GET', `/customer/${first}`],
      ['GET', `/customer/${second}`],
      ['GET', `/customer/${third}`],
      ['GET', '/customer?limit=500'],
      ['GET', '/customer/_count'],
      ['GET', '/customer?limit=500&fields=customer_id'],
    ]);
    expect(told.slice(2)).toEqual([
      TOO_MUCH,
      TOO_MUCH,
      expect.objectContaining({ code: 200, response: 120 }),
      expect.objectContaining({ code: 200 }),
    ]);
    expect(told[0].response.custom_1).toHaveLength(4_000);
    expect(told[5].response).toEqual(ids.map((customer_id) => ({ customer_id })));
  });

  it('200: reports every write that was done', async () => {
    const filling = Array.from({ length: 9 }, (): Entry => ['GET', `/customer?limit=20&fields=custom_1,customer_id`]);
    const told = await codes([...filling, ['POST', '/customer', { company: 'Beyond' }], ['GET', '/customer/_count']]);
    const count = (await small.as(wide).billing.get('/customer/_count')).body.response as number;
    expect(count).toBe(120 + (told[9] === 201 ? 1 : 0));
    expect(told.filter((code) => code === 413).length).toBeGreaterThan(0);
  });

  it('200: a long list in it has all of its rows', async () => {
    const [list] = await asked([['GET', '/customer?limit=20']], app);
    expect(list.response.map(({ customer_id }: { customer_id: number }) => customer_id)).toEqual(ids.slice(0, 20));
  });
});

describe('the caller of a bulk request', () => {
  it('401: needs a credential', async () => {
    for (const authorization of ['', 'Basic eDp5', `Bearer ${acme.keys.accounting.secret}`]) {
      expect(
        await app.send('POST', '/api/v3/_bulk', {
          headers: { authorization },
          body: entriesOf([['GET', '/api/v3/customer']]),
        }),
      ).toMatchObject({ status: 401, body: { code: 401 } });
    }
  });

  it('may sign', async () => {
    const text = JSON.stringify(entriesOf([['GET', '/api/v3/customer/_count']]));
    const headers = inHeader(signed(acme.keys.billing, { url: `${app.url}/api/v3/_bulk`, body: text }));
    expect(await app.send('POST', '/api/v3/_bulk', { headers, text })).toMatchObject({
      status: 200,
      body: { response: { _bulk: [{ code: 200 }] } },
    });
    expect((await app.send('POST', '/api/v3/_bulk', { headers, text })).status).toBe(401);
  });

  it('needs the permission of each entry', async () => {
    const reader = await aTenant(app, { permissions: ['customers:read'] });
    const { id } = await aCustomer(app, reader);
    const told = await answers(
      [
        ['GET', `/api/v3/customer/${id}`],
        ['PUT', `/api/v3/customer/${id}`, { custom_1: 'x' }],
        ['POST', '/api/v3/customer', { company: 'Ada' }],
        ['DELETE', `/api/v3/customer/${id}`],
      ],
      { tenant: reader },
    );
    const forbidden = refusal(403, 'You do not have the permission that this needs.');
    expect(told).toEqual([expect.objectContaining({ code: 200 }), forbidden, forbidden, forbidden]);
    expect(await theCustomer(app, reader, id)).toMatchObject({ custom1: null });
  });

  it('403: needs the one to read to be let in', async () => {
    const writer = await aTenant(app, { permissions: ['customers:write'] });
    expect(await bulk([['POST', '/api/v3/customer', { company: 'Ada' }]], { tenant: writer })).toMatchObject({
      status: 403,
      body: { code: 403 },
    });
  });

  it('sees and changes only the customers of its own tenant', async () => {
    const other = await aTenant(app);
    const foreign = await aCustomer(app, other, { externalKey: 'theirs' });
    const told = await answers([
      ['GET', `/api/v3/customer/${foreign.id}`],
      ['GET', `/api/v3/customer/${MISSING_ID}`],
      ['PUT', '/api/v3/customer/external_key:theirs', { custom_1: 'x' }],
      ['DELETE', `/api/v3/customer/${foreign.id}`],
    ]);
    expect(told).toEqual(Array(4).fill(refusal(404, MISSING)));
    expect(await theCustomer(app, other, foreign.id)).toEqual(foreign);
  });

  it('lends the credential to no other request, of the same moment or connection', async () => {
    const [other, { id }] = [await aTenant(app), await aCustomer(app, acme)];
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    const raw = (method: string, path: string, headers: Record<string, string>, body?: string) =>
      new Promise<number>((resolve, reject) =>
        request(`${app.url}${path}`, { agent, method, headers }, (answer) =>
          answer.resume().on('end', () => resolve(answer.statusCode!)),
        )
          .on('error', reject)
          .end(body),
      );
    const text = JSON.stringify(
      entriesOf(
        Array.from({ length: 25 }, () => ['PUT', `/api/v3/customer/${id}`, { custom_1: Math.random().toString() }]),
      ),
    );
    const headers = { ...(await app.as(acme).billing.credentials()), 'content-type': 'application/json' };
    const bare = () => app.send('GET', `/api/v3/customer/${id}`);
    const together = await Promise.all([
      raw('POST', '/api/v3/_bulk', headers, text),
      raw('GET', `/api/v3/customer/${id}`, {}),
      raw('POST', '/api/v3/_bulk', headers, text),
      raw('GET', `/api/v3/customer/${id}`, {}),
      ...Array.from({ length: 20 }, async () => (await bare()).status),
      (async () => (await app.as(other).billing.get(`/customer/${id}`)).status)(),
    ]);
    expect(together).toEqual([200, 401, 200, 401, ...Array<number>(20).fill(401), 404]);
    agent.destroy();
  });

  it('names the address that the client knows, also behind a proxy', async () => {
    const behindProxy = await startApp({ TRUST_PROXY: '127.0.0.1' });
    try {
      const { id } = await aCustomer(behindProxy, acme);
      const headers = { host: '10.0.0.7', 'x-forwarded-proto': 'https', 'x-forwarded-host': 'billing.example' };
      const body = entriesOf([
        ['GET', `/api/v3/customer/${id}`],
        ['GET', `https://billing.example/api/v3/customer/${id}`],
        ['GET', `http://10.0.0.7/api/v3/customer/${id}`],
      ]);
      const told = (await behindProxy.as(acme).billing.send('POST', '/_bulk', { headers, body })).body.response._bulk;
      expect(told).toMatchObject([
        { response: { url_self: `https://billing.example/api/v3/customer/${id}` } },
        { code: 200 },
        NOWHERE,
      ]);
    } finally {
      await behindProxy.close();
    }
  });

  it('shows an internal failure in its own entry', async () => {
    const { id } = await aCustomer(app, acme);
    const quiet = await startApp({ LOG_LEVEL: 'silent' });
    const failing = jest
      .spyOn(quiet.nest.get(CustomersService), 'get')
      .mockRejectedValueOnce(new Error('for this test'));
    try {
      const { body } = await quiet.as(acme).billing.post(
        '/_bulk',
        entriesOf([
          ['GET', `/api/v3/customer/${id}`],
          ['GET', `/api/v3/customer/${id}`],
        ]),
      );
      expect(body.response._bulk).toEqual([
        refusal(500, 'Unexpected server error.'),
        expect.objectContaining({ code: 200 }),
      ]);
    } finally {
      failing.mockRestore();
      await quiet.close();
    }
  });

  it('429: asks ten times a minute, and what is in it counts nowhere', async () => {
    const strict = await startApp({ THROTTLE_WRITE_LIMIT: '10', THROTTLE_READ_LIMIT: '3' });
    try {
      const tenant = await aTenant(strict);
      const { id } = await aCustomer(strict, tenant);
      const many: Entry[] = Array.from({ length: 25 }, (_, at) =>
        at % 2 ? ['PUT', `/api/v3/customer/${id}`, { custom_1: String(at) }] : ['GET', `/api/v3/customer/${id}`],
      );
      for (let call = 0; call < 10; call++) {
        expect((await answers(many, { tenant, on: strict })).map(({ code }) => code as number)).toEqual(
          many.map(([method]) => (method === 'PUT' ? 202 : 200)),
        );
      }
      const refused = await bulk(many, { tenant, on: strict });
      expect(refused).toMatchObject({
        status: 429,
        body: { code: 429, status: 'Error', response: false },
        headers: { 'x-ratelimit-limit': '10' },
      });
      expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0);
      const put = () => strict.as(tenant).billing.put(`/customer/${id}`, { custom_1: 'x' });
      for (let call = 0; call < 10; call++) expect((await put()).status).toBe(202);
      expect((await put()).status).toBe(429);
      expect((await strict.as(tenant).billing.get(`/customer/${id}`)).headers['x-ratelimit-remaining']).toBe('2');
    } finally {
      await strict.close();
    }
  });

  it('is let in by a key that was made for it, until the key has ended', async () => {
    const key = await app.nest.get(KeysService).create(acme.id, 'billing');
    const authorization = `Basic ${Buffer.from(`${key.publicKey}:${key.secret}`).toString('base64')}`;
    const ask = () => app.send('POST', '/api/v3/_bulk', { headers: { authorization }, body: [] });
    expect((await ask()).status).toBe(200);
    await app.nest.get(KeysService).revoke(acme.id, key.id);
    expect((await ask()).status).toBe(401);
  });
});
