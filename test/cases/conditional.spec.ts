import { KeysService } from '../../src/auth/keys.service.js';
import { TenantsService } from '../../src/auth/tenants.service.js';
import { CustomerPorts } from '../../src/customers/ports.js';
import { aCustomer, MISSING_ID, theCustomer } from '../factories/customer.js';
import type { Answer } from '../support/app.js';
import { type ContractClients, nextNonce } from '../support/clients.js';
import { eventually } from '../support/eventually.js';
import { useAppAndTenant } from '../support/use-app.js';
import { times } from '../torture/length.js';

const { app, tenant: acme } = useAppAndTenant();

type Name = Exclude<keyof ContractClients, 'accountingByToken'>;

/** How a contract reads one customer and writes its name. */
const CONTRACTS: Record<Name, Contract> = {
  contacts: {
    read: (id) => `/customers/getCustomers/${id}`,
    // This contract changes only records of a customer.
    write: (id, name) => ['POST', `/customers/${id}/company-names`, { name }],
    nameIn: (body) => body.company_names?.at(-1)?.name,
  },
  billing: {
    read: (id) => `/customer/${id}`,
    write: (id, company) => ['PUT', `/customer/${id}`, { company }],
    nameIn: ({ response }) => response.company,
  },
  clients: {
    read: (id) => `/clients/${id}`,
    write: (id, name) => ['PUT', `/clients/${id}`, { name }],
    nameIn: ({ data }) => data.name,
  },
  erp: {
    read: (id) => `/customers?searchColumn=id&searchString=${id}`,
    write: (id, name) => ['PUT', '/customers', { id, name }],
    nameIn: ([{ name }]) => name,
  },
  accounting: {
    read: (id) => `/customers/${id}`,
    write: (id, displayName) => ['PUT', `/customers/${id}`, { customerType: 'business', displayName }],
    nameIn: ({ displayName }) => displayName,
  },
  clientela: {
    read: (id) => `/customers/${id}`,
    write: (id, displayName) => ['PATCH', `/customers/${id}`, { displayName }],
    nameIn: ({ displayName }) => displayName,
  },
};
const NAMES = Object.keys(CONTRACTS) as Name[];

/** Their readings show the names of other customers, so their tags are weak. */
const SHOWS_OTHERS: readonly Name[] = ['clients', 'clientela'];

interface Contract {
  read(id: number): string;
  write(id: number, name: string): [method: string, path: string, body: object];
  nameIn(body: any): string;
}

type Headers = Record<string, string>;

const read = (contract: Name, id: number, headers: Headers = {}) =>
  app.as(acme)[contract].send('GET', CONTRACTS[contract].read(id), { headers });

const write = (contract: Name, id: number, name: string, headers: Headers = {}): Promise<Answer> => {
  const [method, path, body] = CONTRACTS[contract].write(id, name);
  const query = contract === 'erp' ? nextNonce() : undefined;
  // This contract requires the header.
  const required = contract === 'clientela' ? { 'if-match': '*' } : {};
  return app.as(acme)[contract].send(method, path, { body, query, headers: { ...required, ...headers } });
};

const opaque = (tag = '') => tag.replace(/^W\//, '');

describe.each(NAMES)('%s: a reading of one customer', (contract) => {
  it('has an ETag that changes with the customer, and 304 answers who has it', async () => {
    const { id } = await aCustomer(app, acme);
    const first = await read(contract, id);
    const { etag } = first.headers;
    expect(etag).toMatch(SHOWS_OTHERS.includes(contract) ? /^W\/"\d+\.\d+"$/ : /^"\d+\.\d+"$/);
    expect((await read(contract, id)).headers['etag']).toBe(etag);

    for (const tags of [etag!, `"other", ${etag}`, opaque(etag), `W/${opaque(etag)}`, '*', `,${etag} ,`]) {
      const known = await read(contract, id, { 'if-none-match': tags });
      expect([tags, known.status, known.body]).toEqual([tags, 304, undefined]);
      expect(known.headers).toMatchObject({ etag, 'cache-control': first.headers['cache-control'] });
      expect(known.headers['vary']).toBe(first.headers['vary']);
      expect(known.headers).not.toHaveProperty('content-type');
    }
    for (const tags of ['"other"', opaque(etag).slice(1, -1), 'nonsense"', '"1", *'])
      expect([tags, (await read(contract, id, { 'if-none-match': tags })).status]).toEqual([tags, 200]);

    const written = await write(contract, id, 'Eve');
    const second = await read(contract, id, { 'if-none-match': etag! });
    expect(second.status).toBe(200);
    expect(second.headers['etag']).not.toBe(etag);
    expect(written.headers['etag']).toBe(second.headers['etag']);
  });

  it('has the ETag of a write that changed nothing', async () => {
    const { id } = await aCustomer(app, acme, { kind: 'business' });
    if (contract === 'contacts') return;
    await write(contract, id, 'Eve');
    const { etag } = (await read(contract, id)).headers;
    expect((await write(contract, id, 'Eve')).headers['etag']).toBe(etag);
  });

  it('of a customer that does not exist is the refusal, whatever tags are sent', async () => {
    const answers = [await read(contract, MISSING_ID), await read(contract, MISSING_ID, { 'if-none-match': '*' })];
    expect(answers[1]!.status).toBe(answers[0]!.status);
    expect(answers[1]!.headers).not.toHaveProperty('etag');
  });
});

describe('records of a customer', () => {
  it('have the ETag of their customer', async () => {
    const { id } = await aCustomer(app, acme);
    const { contacts, billing, accounting } = app.as(acme);
    const user = await billing.post('/user', { customer_id: id, first_name: 'Ada' });
    const readings: [typeof contacts, string][] = [
      [contacts, `/customers/${id}/emails`],
      [contacts, `/customers/${id}/phones`],
      [contacts, `/customers/${id}/company-names`],
      [billing, `/user/${user.body.response.id}`],
      [accounting, `/customers/${id}/ledger-entries`],
      [accounting, `/contacts/${id}`],
    ];
    const { etag } = (await billing.get(`/customer/${id}`)).headers;
    expect(user.headers['etag']).toBe(etag);
    for (const [client, path] of readings) {
      expect([path, (await client.get(path)).headers['etag']]).toEqual([path, etag]);
      const known = await client.send('GET', path, { headers: { 'if-none-match': etag! } });
      expect([path, known.status, known.headers['etag']]).toEqual([path, 304, etag]);
    }
    const added = await contacts.post(`/customers/${id}/emails`, { email: 'ada@example.com' });
    expect(added.headers['etag']).toBe((await billing.get(`/customer/${id}`)).headers['etag']);
    for (const [client, path] of readings)
      expect((await client.send('GET', path, { headers: { 'if-none-match': etag! } })).status).toBe(200);
  });
});

describe('the settings of a tenant', () => {
  it('are part of the tag, because they change how a customer is shown', async () => {
    const { id } = await aCustomer(app, acme);
    const { etag } = (await read('billing', id)).headers;
    await app.nest.get(TenantsService).set(acme.slug, { billingTimes: 'local' });
    const answer = () => read('billing', id, { 'if-none-match': etag! });
    await eventually(async () => (await answer()).status === 200);
  });

  it('snake_case of one API key has another tag than the camelCase of its tenant', async () => {
    const { id } = await aCustomer(app, acme);
    const { secret } = await app.nest.get(KeysService).create(acme.id, 'accounting', { accountingCase: 'snake' });
    const { etag } = (await read('accounting', id)).headers;
    const inSnake = (headers: Headers = {}) =>
      app.as(acme).accounting.send('GET', `/customers/${id}`, {
        answersIn: 'snake',
        headers: { authorization: `Bearer ${secret}`, ...headers },
      });
    expect((await inSnake({ 'if-none-match': etag! })).status).toBe(200);
    expect((await inSnake({ 'if-none-match': (await inSnake()).headers['etag']! })).status).toBe(304);
  });
});

/** What each contract answers to a write for another version. */
const REFUSED: Record<Name, object> = {
  contacts: { success: false, error: 'Cliente modificado desde la lectura' },
  billing: { code: 412, status: 'Error', response: false, details: {} },
  clients: { success: false, data: null, error: { code: 'VALIDATION_ERROR' } },
  erp: { code: 'CONFLICT' },
  accounting: { statusCode: 412, error: 'Precondition Failed' },
  clientela: { type: '/problems/precondition-failed', status: 412 },
};

describe.each(NAMES)('%s: a write with If-Match', (contract) => {
  it('412: is refused, in the shape of the contract, if the customer has changed since', async () => {
    const { id } = await aCustomer(app, acme);
    const { etag } = (await read(contract, id)).headers;
    expect((await write(contract, id, 'Ada', { 'if-match': etag! })).status).toBeLessThan(300);
    const before = await theCustomer(app, acme, id);
    const refused = await write(contract, id, 'Eve', { 'if-match': etag! });
    expect(refused).toMatchObject({ status: 412, body: REFUSED[contract] });
    expect(refused.headers).not.toHaveProperty('etag');
    expect(await theCustomer(app, acme, id)).toEqual(before);
    expect((await write(contract, id, 'Eve', { 'if-match': '"1.1", "2"' })).status).toBe(412);
  });

  it('is done with the current tag, also in a list, and with * on a customer that exists', async () => {
    const { id } = await aCustomer(app, acme);
    for (const list of [(tag: string) => tag, (tag: string) => `"0.0", ${tag}`, () => '*']) {
      const { etag } = (await read(contract, id)).headers;
      const answer = await write(contract, id, `Eve ${list('')}`, { 'if-match': list(etag!) });
      expect(answer.status).toBeLessThan(300);
    }
    const unknown = await write(contract, MISSING_ID, 'Eve');
    expect((await write(contract, MISSING_ID, 'Eve', { 'if-match': '*' })).status).toBe(unknown.status);
  });

  it('412: a weak tag matches only where the readings of the contract have weak tags', async () => {
    const { id } = await aCustomer(app, acme);
    const tag = opaque((await read(contract, id)).headers['etag']);
    const { status } = await write(contract, id, 'Eve', { 'if-match': `W/${tag}` });
    expect(status === 412).toBe(!SHOWS_OTHERS.includes(contract));
  });

  it('400: a malformed condition is refused, and not ignored', async () => {
    const { id } = await aCustomer(app, acme);
    for (const tags of ['', '5.1', '"5.1', '*, "5.1"', '"a" "b"', Array(101).fill('"a"').join()])
      expect([tags, (await write(contract, id, 'Eve', { 'if-match': tags })).status]).toEqual([tags, 400]);
    expect((await theCustomer(app, acme, id)).displayName).toBe('Ada Ltd.');
  });
});

describe('If-Match', () => {
  it('412: covers every write of a customer and of its records', async () => {
    const { id } = await aCustomer(app, acme, { externalKey: 'crm-conditional' });
    const { token } = await theCustomer(app, acme, id);
    const { contacts, billing, accounting, clients, erp } = app.as(acme);
    const { email_id } = (await contacts.post(`/customers/${id}/emails`, { email: 'ada@example.com' })).body;
    const { phone_id } = (await contacts.post(`/customers/${id}/phones`, { phone: '+12025550123' })).body;
    const { company_name_id } = (await contacts.post(`/customers/${id}/company-names`, { name: 'Acme' })).body;
    const user = (await billing.post('/user', { customer_id: id, first_name: 'Ada' })).body.response.id;
    const before = await theCustomer(app, acme, id);
    const of = `/customers/${id}`;
    const writes: [client: typeof contacts, method: string, path: string, body?: object][] = [
      [contacts, 'POST', `${of}/emails`, { email: 'eve@example.com' }],
      [contacts, 'PUT', `${of}/emails/${email_id}`, { email: 'eve@example.com' }],
      [contacts, 'DELETE', `${of}/emails/${email_id}`],
      [contacts, 'POST', `${of}/emails/${email_id}/toggle-lock`],
      [contacts, 'GET', `${of}/emails/${email_id}/toggle-lock`],
      [contacts, 'POST', `${of}/phones`, { phone: '+12025550124' }],
      [contacts, 'PUT', `${of}/phones/${phone_id}`, { phone: '+12025550124' }],
      [contacts, 'DELETE', `${of}/phones/${phone_id}`],
      [contacts, 'POST', `${of}/phones/${phone_id}/toggle-lock`],
      [contacts, 'POST', `${of}/company-names`, { name: 'Eve' }],
      [contacts, 'PUT', `${of}/company-names/${company_name_id}`, { name: 'Eve' }],
      [contacts, 'DELETE', `${of}/company-names/${company_name_id}`],
      [contacts, 'PUT', `${of}/company-names/${company_name_id}/set-default`],
      [billing, 'PUT', `/customer/${id}`, { company: 'Eve' }],
      [billing, 'PUT', `/customer/${id}`, { company: before.displayName }],
      [billing, 'PUT', '/customer/external_key:crm-conditional', { company: 'Eve' }],
      [billing, 'PUT', `/customer/token:${token}`, { superuser_email: 'eve@example.com' }],
      [billing, 'DELETE', `/customer/token:${token}`],
      [billing, 'POST', '/user', { customer_id: id, first_name: 'Eve' }],
      [billing, 'PUT', `/user/${user}`, { first_name: 'Eve' }],
      [billing, 'DELETE', `/user/${user}`],
      [clients, 'PUT', `/clients/${id}`, { name: 'Eve' }],
      [erp, 'PUT', '/customers', { code: `C${String(id).padStart(4, '0')}`, name: 'Eve' }],
      [accounting, 'PUT', of, { customerType: 'business', displayName: 'Eve' }],
      [accounting, 'PUT', `${of}/opening-balance`, { openingBalance: 5, openingBalanceAt: '2024-01-01' }],
      [accounting, 'POST', `${of}/ledger-entries`, { kind: 'invoice', amount: 5 }],
      [accounting, 'PATCH', `/contacts/${id}/inactivate`],
      [accounting, 'PATCH', `/contacts/${id}/activate`],
      [accounting, 'DELETE', of],
      [accounting, 'POST', '/customers/bulk-delete', { ids: [id] }],
    ];
    for (const [client, method, path, body] of writes) {
      const query = client === erp ? nextNonce() : undefined;
      const answer = await client.send(method, path, { body, query, headers: { 'if-match': '"1.1"' } });
      expect([method, path, answer.status]).toEqual([method, path, 412]);
    }
    expect(await theCustomer(app, acme, id)).toEqual(before);
  });

  it('400: cannot be a condition on several customers', async () => {
    const ids = [(await aCustomer(app, acme)).id, (await aCustomer(app, acme)).id];
    const { etag } = (await read('accounting', ids[0]!)).headers;
    const sent = { body: { ids }, headers: { 'if-match': etag! } };
    expect((await app.as(acme).accounting.send('POST', '/customers/bulk-delete', sent)).status).toBe(400);
  });

  it('is ignored where a customer is created', async () => {
    const sent = { body: { company: 'Ada' }, headers: { 'if-match': '"1.1"' } };
    const created = await app.as(acme).billing.send('POST', '/customer', sent);
    expect(created).toMatchObject({ status: 201, headers: { etag: expect.stringMatching(/^"1\.\d+"$/) } });
  });

  it('names the fields that have changed since, if the history knows them', async () => {
    const { id } = await aCustomer(app, acme);
    const ports = app.nest.get(CustomerPorts);
    const asked: unknown[] = [];
    ports.changes = {
      since: (...about) => {
        asked.push(about);
        return Promise.resolve([{ field: 'displayName', at: new Date('2026-01-02T03:04:05Z'), by: 'key:9' }]);
      },
    };
    try {
      const said = (field: string) => `${field} was changed by key:9 at 2026-01-02T03:04:05.000Z`;
      const stale = (contract: Name) => write(contract, id, 'Eve', { 'if-match': '"0.1", "0.7"' });
      expect((await stale('billing')).body.details).toEqual({ company: said('company') });
      expect((await stale('clients')).body.error.details).toEqual([{ field: 'name', message: said('name') }]);
      expect((await stale('erp')).body.message).toContain(said('name'));
      expect((await stale('accounting')).body.message).toMatchObject([
        { property: 'displayName', constraints: { changed: said('displayName') } },
      ]);
      expect((await stale('contacts')).body.details).toEqual([{ field: 'displayName', message: said('displayName') }]);
      expect(asked).toEqual(Array(5).fill([acme.id, id, 0]));
    } finally {
      ports.changes = { since: () => Promise.resolve([]) };
    }
  });
});

const ROUNDS = times(100, 1_000);

describe('four writers that read, change and write with If-Match', () => {
  it(`overwrite nothing silently in ${ROUNDS} rounds: each write has seen the one before it`, async () => {
    const writers: Name[] = ['billing', 'clients', 'erp', 'accounting'];
    const { id } = await aCustomer(app, acme, { displayName: '0' });
    let accepted = 0;
    // Each adds one to the number in the name. A write that had not seen another one would lose it.
    const turn = async (contract: Name) => {
      const { headers, body } = await read(contract, id);
      const next = String(Number(CONTRACTS[contract].nameIn(body)) + 1);
      const { status } = await write(contract, id, next, { 'if-match': headers['etag']! });
      if (status !== 412) expect(status).toBeLessThan(300);
      return status !== 412;
    };
    for (let round = 0; round < ROUNDS; round++)
      accepted += (await Promise.all(writers.map(turn))).filter(Boolean).length;
    expect(Number((await theCustomer(app, acme, id)).displayName)).toBe(accepted);
    expect(accepted).toBeGreaterThanOrEqual(ROUNDS);
    expect(accepted).toBeLessThan(writers.length * ROUNDS);
  });
});
