import { randomUUID } from 'node:crypto';
import { aCustomer } from '../factories/customer.js';
import { aTenant } from '../factories/tenant.js';
import { startApp } from '../support/app.js';
import { asOwner } from '../support/owner.js';
import { useAppAndTenant } from '../support/use-app.js';
import { type ContractClients, nextNonce } from '../support/clients.js';

const { app, tenant: acme } = useAppAndTenant();

/** An answer as bytes, because a repeated one must not differ in one. */
interface Bytes {
  status: number;
  body: string;
  headers: Record<string, string>;
}

// The sixth contract creates no customers.
type Name = Exclude<keyof ContractClients, 'accountingByToken' | 'clientela'>;

/** How a contract creates a customer with a name, and how many customers it then has with it. */
const CREATIONS: Record<Name, { path: () => string; body: (name: string) => object }> = {
  contacts: { path: () => '/api/customers/create', body: (name) => ({ name }) },
  billing: { path: () => '/api/v3/customer', body: (company) => ({ company }) },
  clients: { path: () => '/apidev/v1/clients', body: (name) => ({ name }) },
  erp: { path: () => `/api/${acme.slug}/v4.0.0/customers?nonce=${nextNonce().nonce}`, body: (name) => ({ name }) },
  accounting: {
    path: () => '/api/customers',
    body: (displayName) => ({ displayName, customerType: 'business', currencyCode: 'USD' }),
  },
};
const NAMES = Object.keys(CREATIONS) as Name[];

async function send(
  contract: Name,
  method: string,
  path: string,
  { key, body, headers = {} }: { key?: string; body?: unknown; headers?: Record<string, string> } = {},
): Promise<Bytes> {
  const answer = await fetch(app.url + path, {
    method,
    headers: {
      ...(await app.as(acme)[contract].credentials()),
      ...(body !== undefined && { 'content-type': 'application/json' }),
      ...(key !== undefined && { 'idempotency-key': key }),
      ...headers,
    },
    body: body === undefined ? undefined : JSON.stringify(body),
  });
  return { status: answer.status, body: await answer.text(), headers: Object.fromEntries(answer.headers) };
}

const create = (contract: Name, name: string, key: string, path = CREATIONS[contract].path()) =>
  send(contract, 'POST', path, { key, body: CREATIONS[contract].body(name) });

const named = async (name: string): Promise<number> =>
  (await app.as(acme).billing.get('/customer', { where: `company:EQUALS:${name}`, limit: 100 })).body.response.length;

/** The path of the creation, below the base of the contract. */
const pathIn = (contract: Name) =>
  ({
    contacts: '/customers/create',
    billing: '/customer',
    clients: '/clients',
    erp: '/customers',
    accounting: '/customers',
  })[contract];

function expectSame(answer: Bytes, first: Bytes): void {
  expect([answer.status, answer.body]).toEqual([first.status, first.body]);
  for (const header of ['location', 'etag', 'content-type', 'cache-control', 'content-length'])
    expect([header, answer.headers[header]]).toEqual([header, first.headers[header]]);
}

describe('a create that is sent again with its Idempotency-Key', () => {
  it.each(NAMES)('%s: 50 at once have one effect, and each gets the one answer in the end', async (contract) => {
    const [name, key] = [`Ada ${randomUUID()}`, randomUUID()];
    const path = CREATIONS[contract].path();
    const answers = await Promise.all(Array.from({ length: 50 }, () => create(contract, name, key, path)));
    const first = answers.find(({ status }) => status === 201)!;
    const others = answers.filter(({ status }) => status !== 201);
    for (const { status, headers } of others) expect([status, headers['retry-after']]).toEqual([409, '1']);
    const later = await Promise.all(answers.map(() => create(contract, name, key, path)));
    for (const answer of [...answers.filter(({ status }) => status === 201), ...later]) expectSame(answer, first);
    expect(await named(name)).toBe(1);
  });

  it.each(NAMES)('%s: 422 with another body, in the shape of the contract, and nothing happens', async (contract) => {
    const [name, key] = [`Ada ${randomUUID()}`, randomUUID()];
    await create(contract, name, key);
    const other = `Eve ${randomUUID()}`;
    const { [contract]: speaker } = app.as(acme);
    const answer = await speaker.send('POST', pathIn(contract), {
      body: CREATIONS[contract].body(other),
      query: contract === 'erp' ? nextNonce() : undefined,
      headers: { 'idempotency-key': key },
    });
    expect(answer.status).toBe(422);
    expect(await named(other)).toBe(0);
  });

  it.each(NAMES)('%s: a refused request stores nothing, so the key can be used again', async (contract) => {
    const [name, key] = [`Ada ${randomUUID()}`, randomUUID()];
    const refused = await send(contract, 'POST', CREATIONS[contract].path(), { key, body: {} });
    expect(refused.status).toBe(400);
    expect((await create(contract, name, key)).status).toBe(201);
    expect(await named(name)).toBe(1);
  });

  it('is told apart by credential and by route', async () => {
    const key = randomUUID();
    const names = [1, 2].map(() => `Ada ${randomUUID()}`) as [string, string];
    const creation = CREATIONS.accounting;
    const byToken = app.as(acme).accountingByToken;
    await create('accounting', names[0], key);
    const other = { body: creation.body(names[1]), headers: { 'idempotency-key': key } };
    expect((await byToken.send('POST', '/customers', other)).status).toBe(201);
    expect(await Promise.all(names.map(named))).toEqual([1, 1]);
    expect((await create('contacts', names[0], key)).status).toBe(201);
  });

  it('has no effect on a refusal of the database, which is in the words of the contract', async () => {
    const external_key = randomUUID();
    const body = { company: 'Ada', external_key };
    await send('billing', 'POST', '/api/v3/customer', { body });
    const without = await send('billing', 'POST', '/api/v3/customer', { body });
    const key = randomUUID();
    expect(await send('billing', 'POST', '/api/v3/customer', { body, key })).toMatchObject({
      status: 400,
      body: without.body,
    });
    expect(without.body).toContain('external_key');
  });
});

describe('an Idempotency-Key', () => {
  const asked = (key: string) => create('clients', 'Ada', key).then(({ status }) => status);

  it('is one key with quotes and without', async () => {
    const [name, key] = [`Ada ${randomUUID()}`, `a "b" \\ ${randomUUID()}`];
    const first = await create('clients', name, key);
    expectSame(await create('clients', name, `"${key.replace(/["\\]/g, '\\$&')}"`), first);
    expect(await named(name)).toBe(1);
  });

  it('400: has 1 to 255 printable ASCII characters', async () => {
    expect(await asked('k'.repeat(255))).toBe(201);
    for (const key of ['', '""', 'k'.repeat(256), `"${'k'.repeat(256)}"`, 'key\u00e9', '"un"quoted"', 'tab\tbed'])
      expect([key, await asked(key)]).toEqual([key, 400]);
  });

  it('400: is refused where the answer has a secret', async () => {
    const headers = { 'idempotency-key': randomUUID() };
    const { accounting, contacts, clients, erp } = app.as(acme);
    const answers = [
      await accounting.send('POST', '/api-keys/generate', { headers, body: {} }),
      await contacts.send('POST', '/login', { headers, body: { login: 'a', password: 'b' } }),
      await clients.send('POST', '/login', { headers, body: { email: 'a@example.com', password: 'b' } }),
      await erp.send('GET', '/helo', { headers }),
      await accounting.send('POST', '/auth/signin', { headers, body: { credential: 'a', password: 'b' } }),
    ];
    expect(answers.map(({ status }) => status)).toEqual([400, 400, 400, 400, 400]);
  });

  it('is ignored on a read', async () => {
    const { id } = await aCustomer(app, acme);
    const read = () => send('clients', 'GET', `/apidev/v1/clients/${id}`, { key: 'one' });
    expect((await read()).status).toBe(200);
    await send('clients', 'PUT', `/apidev/v1/clients/${id}`, { body: { name: 'Eve' } });
    expect((await read()).body).toContain('Eve');
  });

  it('is forgotten after its time, and an answer that was forgotten can be stored anew', async () => {
    const [name, key] = [`Ada ${randomUUID()}`, randomUUID()];
    const { id } = JSON.parse((await create('clients', name, key)).body).data;
    await asOwner(app, acme, `UPDATE kept_answers SET created_at = created_at - interval '25 hours' WHERE key = $1`, [
      key,
    ]);
    expect(JSON.parse((await create('clients', name, key)).body).data.id).not.toBe(id);
    expect(await named(name)).toBe(2);
    expectSame(await create('clients', name, key), await create('clients', name, key));
    expect(await named(name)).toBe(2);
  });
});

describe('other writes', () => {
  it('erp: gets the first answer with the same, now used, nonce and with a new one', async () => {
    const [name, key] = [`Ada ${randomUUID()}`, randomUUID()];
    const path = CREATIONS.erp.path();
    const first = await create('erp', name, key, path);
    await create('erp', 'Eve', randomUUID());
    expectSame(await create('erp', name, key, path), first);
    expectSame(await create('erp', name, key), first);
    expect((await create('erp', name, randomUUID(), path)).status).toBe(409);
    expect(await named(name)).toBe(1);
  });

  it('have one effect: updates, records, switches and deletes', async () => {
    const { id } = await aCustomer(app, acme);
    const key = randomUUID();
    const twice = async (contract: Name, method: string, path: string, body?: unknown) => {
      const first = await send(contract, method, path, { key, body });
      expect(first.status).toBeLessThan(300);
      expectSame(await send(contract, method, path, { key, body }), first);
      return first.body === '' ? undefined : JSON.parse(first.body);
    };
    const emails = `/api/customers/${id}/emails`;
    const { email_id } = await twice('contacts', 'POST', emails, { email: 'ada@example.com' });
    const lock = await twice('contacts', 'POST', `${emails}/${email_id}/toggle-lock`);
    expect(lock.is_locked).toBe(true);
    expect((await twice('contacts', 'GET', `${emails}/${email_id}/toggle-lock`)).is_locked).toBe(false);
    const entry = { kind: 'invoice', amount: 7 };
    await twice('accounting', 'POST', `/api/customers/${id}/ledger-entries`, entry);
    expect((await app.as(acme).accounting.get(`/customers/${id}`)).body.balance).toBe(7);
    await twice('billing', 'PUT', `/api/v3/customer/${id}`, { company: 'Eve' });
    await twice('contacts', 'DELETE', `${emails}/${email_id}`);
    const { id: gone } = await aCustomer(app, acme);
    await twice('billing', 'DELETE', `/api/v3/customer/${gone}`);
    const { id: first } = await aCustomer(app, acme);
    await twice('accounting', 'POST', '/api/customers/bulk-delete', { ids: [first] });
    await twice('accounting', 'DELETE', `/api/customers/${(await aCustomer(app, acme)).id}`);
  });

  it('a repeated answer counts as no write of the throttle', async () => {
    const limited = await startApp({ THROTTLE_WRITE_LIMIT: '2' });
    try {
      const tenant = await aTenant(limited);
      const post = (key: string) =>
        limited
          .as(tenant)
          .billing.send('POST', '/customer', { body: { company: 'Ada' }, headers: { 'idempotency-key': key } });
      const statuses = [];
      for (const key of ['one', 'one', 'one', 'two', 'one', 'three']) statuses.push((await post(key)).status);
      expect(statuses).toEqual([201, 201, 201, 201, 201, 429]);
    } finally {
      await limited.close();
    }
  });

  it('accounting: a revoked key stays revoked, and the answer is that of the first time', async () => {
    const made = await app.as(acme).accounting.post('/api-keys/generate', {});
    const path = `/api/api-keys/${made.body.id}/revoke`;
    const first = await send('accounting', 'PUT', path, { key: 'revoke', body: {} });
    expect(first.status).toBe(200);
    expectSame(await send('accounting', 'PUT', path, { key: 'revoke', body: {} }), first);
  });
});

describe('a bulk request of billing', () => {
  const bulk = (key: string, entries: object[]) => send('billing', 'POST', '/api/v3/_bulk', { key, body: entries });
  const creating = (company: string) => ({ request_method: 'POST', uri: '/customer', payload: { company } });

  it('that is repeated applies nothing twice and has the same bytes, also of its reads', async () => {
    const [name, key] = [`Ada ${randomUUID()}`, randomUUID()];
    const { id } = await aCustomer(app, acme);
    const entries = [creating(name), { request_method: 'GET', uri: `/customer/${id}` }, creating(name), creating('')];
    const first = await bulk(key, entries);
    await app.as(acme).billing.put(`/customer/${id}`, { company: 'Eve' });
    expectSame(await bulk(key, entries), first);
    expect(await named(name)).toBe(2);
    expect(JSON.parse(first.body)._bulk ?? JSON.parse(first.body).response._bulk).toMatchObject([
      { code: 201 },
      { code: 200 },
      { code: 201 },
      { code: 400 },
    ]);
  });

  it('that was interrupted runs only what is left', async () => {
    const [name, key] = [`Ada ${randomUUID()}`, randomUUID()];
    const entries = [creating(name), creating(name), creating(name)];
    const first = await bulk(key, entries);
    // As if the server had ended after the second entry: neither the third nor the whole was stored.
    await asOwner(app, acme, `DELETE FROM kept_answers WHERE key = $1 AND route ~ '_bulk( 2)?$'`, [key]);
    const again = await bulk(key, entries);
    expect(await named(name)).toBe(4);
    const ids = (answer: Bytes) => JSON.parse(answer.body).response._bulk.map((one: any) => one.response.id);
    expect(ids(again).slice(0, 2)).toEqual(ids(first).slice(0, 2));
  });

  it('422: another request with the key, also if the first one was interrupted', async () => {
    const [name, key] = [`Ada ${randomUUID()}`, randomUUID()];
    await bulk(key, [creating(name)]);
    expect((await bulk(key, [creating(`${name} 2`)])).status).toBe(422);
    await asOwner(app, acme, `DELETE FROM kept_answers WHERE key = $1 AND route ~ '_bulk$'`, [key]);
    expect((await bulk(key, [creating(`${name} 2`)])).status).toBe(422);
    expect(await named(`${name} 2`)).toBe(0);
  });

  it('20 at once have one effect', async () => {
    const [name, key] = [`Ada ${randomUUID()}`, randomUUID()];
    const entries = [1, 2, 3, 4].map((each) => creating(`${name} ${each}`));
    const answers = await Promise.all(Array.from({ length: 20 }, () => bulk(key, entries)));
    expect(new Set(answers.map(({ status }) => status))).toEqual(
      new Set([200, 409].filter((one) => answers.some(({ status }) => status === one))),
    );
    const last = await bulk(key, entries);
    expect(last.status).toBe(200);
    for (const answer of answers.filter(({ status }) => status === 200)) expectSame(answer, last);
    for (const each of [1, 2, 3, 4]) expect(await named(`${name} ${each}`)).toBe(1);
  });
});
