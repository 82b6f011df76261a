import { randomBytes } from 'node:crypto';
import { createErpClient, signIn } from '../../sdk/src/erp/index.js';
import { COMMANDS } from '../../src/cli/commands.js';
import { exampleFiller } from '../../src/docs.plugin.js';
import { aTenant, type TestTenant } from '../factories/tenant.js';
import { committedDocument, placesOf } from '../support/documents.js';
import { useApp, useTenantPerTest } from '../support/use-app.js';

const app = useApp();
const tenant = useTenantPerTest(app);

const post = (nonce: string, session?: string) =>
  app.as(tenant).erp.send('POST', '/customers', {
    query: { nonce },
    body: { name: 'Ada' },
    headers: session ? { authorization: `Bearer ${session}` } : {},
  });
const put = (nonce: string) =>
  app.as(tenant).erp.send('PUT', '/customers', { query: { nonce }, body: { code: 'C999999999', name: 'Ada' } });
const AHEAD = {
  status: 400,
  body: { code: 'INVALID_ARGUMENT', message: expect.stringMatching(/^nonce must not be a time more than a day ahead/) },
};
const HOUR = 3_600_000;
const inHours = (hours: number) => BigInt(Date.now() + hours * HOUR);

describe('a nonce that is a time', () => {
  it.each([
    ['milliseconds', 1n],
    ['microseconds', 1_000n],
    ['nanoseconds', 1_000_000n],
  ])('in %s may be up to a day ahead of the clock', async (_, perMs) => {
    for (const hours of [25, 48, 24 * 365]) {
      expect(await post(String(inHours(hours) * perMs))).toMatchObject(AHEAD);
      expect(await put(String(inHours(hours) * perMs))).toMatchObject(AHEAD);
    }
    // Nothing was spent.
    expect((await post('1')).status).toBe(201);
    for (const hours of [-24 * 365, -1, 0, 23]) expect((await post(String(inHours(hours) * perMs))).status).toBe(201);
  });

  it.each(['9223372036854775807', '99999999999999', '100000000000000000', '9999999999999999'])(
    '400: %s is too far ahead in any unit',
    async (nonce) => {
      const tooFar = nonce !== '100000000000000000';
      expect((await post(nonce)).status).toBe(tooFar ? 400 : 201);
      expect((await post('1')).status).toBe(tooFar ? 201 : 409);
    },
  );

  it('below 10^11 is a counter or seconds, and is not held against the clock', async () => {
    for (const nonce of ['1', String(Math.floor(Date.now() / 1000)), '20000000000', '99999999999'])
      expect((await post(nonce)).status).toBe(201);
    expect((await post('100000000000')).status).toBe(201);
  });

  it('is not held against the clock on a read, which spends nothing', async () => {
    expect((await app.as(tenant).erp.get('/customers', { nonce: '9223372036854775807' })).status).toBe(200);
    expect((await post('1')).status).toBe(201);
  });
});

describe('our own nonces', () => {
  const areMilliseconds = (nonces: number[], since: number) =>
    nonces.every(
      (nonce, at) => nonce >= since && nonce <= Date.now() + nonces.length && (at === 0 || nonce > nonces[at - 1]!),
    );

  it('of the SDK are milliseconds, one more on a tie', async () => {
    const sent: number[] = [];
    const fetch = (request: Request) => {
      const nonce = new URL(request.url).searchParams.get('nonce');
      if (nonce) sent.push(Number(nonce));
      return globalThis.fetch(request);
    };
    const since = Date.now();
    const erp = createErpClient(
      await signIn({ baseUrl: app.url, fetch, account: tenant.slug, apiToken: tenant.keys.erp.secret }),
    );
    const answers = await Promise.all(
      Array.from({ length: 5 }, () => erp.POST('/customers', { body: { name: 'Ada' } })),
    );
    expect(answers.map(({ response }) => response.status)).toEqual(Array(5).fill(201));
    expect(sent).toHaveLength(5);
    expect(areMilliseconds(sent, since)).toBe(true);
  });

  it('of the page at /docs are milliseconds, one more on a tie, and not the example of the document', () => {
    const since = Date.now();
    const required = () =>
      placesOf(structuredClone(committedDocument('erp').document)).flatMap(({ operation }) =>
        operation.parameters.filter(({ name, required }) => name === 'nonce' && required),
      );
    const nonces = Array.from({ length: 3 }, required)
      .flat()
      .map((parameter) => {
        const paths = { '/customers': { put: { parameters: [parameter as never] } } };
        exampleFiller().statePlugins.spec.wrapActions.updateJsonSpec(() => undefined)({ paths });
        return Number(parameter['example']);
      });
    expect(nonces).toHaveLength(6);
    expect(nonces.every((nonce) => nonce >= since && nonce <= Date.now())).toBe(true);
  });

  it('in the document are milliseconds', () => {
    const examples = placesOf(committedDocument('erp').document).flatMap(({ operation }) =>
      operation.parameters
        .filter(({ name }) => name === 'nonce')
        .map(({ schema }) => (schema['examples'] as number[])[0]!),
    );
    expect(examples.length).toBeGreaterThan(3);
    for (const example of examples)
      expect([new Date(example).getUTCFullYear() > 2020, example < Date.now()]).toEqual([true, true]);
  });
});

describe('clientela key reset-nonce', () => {
  const reset = (...argv: string[]) => COMMANDS['key reset-nonce']!.run(app.nest, argv);

  it('lets an API token begin again', async () => {
    const helo = await app.send('GET', `/api/${tenant.slug}/v4.0.0/helo`, {
      headers: { authorization: `Bearer ${tenant.keys.erp.secret}` },
    });
    const session = helo.body['xa-token'] as string;
    const nanoseconds = String(BigInt(Date.now()) * 1_000_000n);
    expect((await post(nanoseconds, session)).status).toBe(201);
    expect((await post(String(Date.now()), session)).status).toBe(409);
    const id = String(tenant.keys.erp.id);
    expect(await reset('--tenant', tenant.slug, '--id', id)).toEqual({
      tenant: tenant.slug,
      caller: `key:${id}`,
      forgotten: nanoseconds,
    });
    expect((await post(String(Date.now()), session)).status).toBe(201);
    await reset('--tenant', tenant.slug, '--id', id);
    expect(await reset('--tenant', tenant.slug, '--id', id)).toMatchObject({ forgotten: null });
  });

  it('lets a user begin again, and no other caller', async () => {
    const other = await aTenant(app, { user: tenant.user });
    const postTo = (to: TestTenant, nonce: string) =>
      app.as(to).erp.send('POST', '/customers', { query: { nonce }, body: { name: 'Ada' } });
    for (const to of [tenant, other]) expect((await postTo(to, '9')).status).toBe(201);
    expect(await reset('--tenant', tenant.slug, '--email', tenant.user.email)).toMatchObject({
      caller: `user:${tenant.user.id}`,
      forgotten: '9',
    });
    expect((await postTo(tenant, '1')).status).toBe(201);
    expect((await postTo(other, '1')).status).toBe(409);
  });

  it('refuses another contract’s or tenant’s key, a stranger, and a caller named twice or not at all', async () => {
    const other = await aTenant(app);
    const email = `${randomBytes(6).toString('hex')}@example.com`;
    await expect(reset('--tenant', tenant.slug, '--id', String(tenant.keys.billing.id))).rejects.toThrow('no erp key');
    await expect(reset('--tenant', tenant.slug, '--id', String(other.keys.erp.id))).rejects.toThrow('no erp key');
    await expect(reset('--tenant', tenant.slug, '--email', other.user.email)).rejects.toThrow('no user');
    await expect(reset('--tenant', tenant.slug, '--email', email)).rejects.toThrow('no user');
    await expect(reset('--tenant', tenant.slug)).rejects.toThrow('either');
    await expect(reset('--tenant', tenant.slug, '--id', '1', '--email', email)).rejects.toThrow('either');
  });
});
