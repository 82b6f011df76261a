import { EmailsService } from '../../src/emails/emails.service.js';
import { PhonesService } from '../../src/phones/phones.service.js';
import { aCustomer, MISSING_ID, theCustomer } from '../factories/customer.js';
import { aTenant } from '../factories/tenant.js';
import { startApp } from '../support/app.js';
import { useAppAndTenant } from '../support/use-app.js';

const { app, tenant: acme } = useAppAndTenant();

const accounting = () => app.as(acme).accounting;
const ada = { customerType: 'business', currencyCode: 'USD', displayName: 'Ada Ltd.' };
const refused = (statusCode: number, message: string, error?: string) => ({
  status: statusCode,
  body: error === undefined ? { statusCode, message } : { statusCode, message, error },
});
const refusing = (property: string) => ({
  status: 400,
  body: { message: [expect.objectContaining({ property, children: [] })], error: 'Bad Request', statusCode: 400 },
});
const refusedAs = (statusCode: number, type: string) => ({
  status: statusCode,
  body: { errors: [{ statusCode, type, message: expect.any(String) }] },
});
const NOT_FOUND = { status: 404, body: { statusCode: 404, message: 'NotFoundError' } };
const FORBIDDEN = { status: 403, body: { statusCode: 403, message: expect.any(String), error: 'Forbidden' } };

describe('POST /api/customers', () => {
  it('201: answers the whole customer, what is unset as null', async () => {
    const { status, body } = await accounting().post('/customers', ada);
    expect(status).toBe(201);
    const {
      id,
      code,
      createdAt,
      updatedAt,
      balance,
      closingBalance,
      openingBalance,
      localOpeningBalance,
      openingBalanceExchangeRate,
      active,
      contactService,
      formattedBalance,
      formattedOpeningBalance,
      formattedOpeningBalanceAt,
      formattedCustomerType,
      ...rest
    } = body as Record<string, unknown>;
    expect({ code, createdAt, updatedAt }).toEqual({
      code: `C${String(id as number).padStart(4, '0')}`,
      createdAt: expect.stringMatching(/^\d{4}-.*Z$/),
      updatedAt: createdAt,
    });
    expect({
      balance,
      closingBalance,
      openingBalance,
      localOpeningBalance,
      openingBalanceExchangeRate,
      active,
    }).toEqual({
      balance: 0,
      closingBalance: 0,
      openingBalance: 0,
      localOpeningBalance: 0,
      openingBalanceExchangeRate: 1,
      active: true,
    });
    expect({
      contactService,
      formattedBalance,
      formattedOpeningBalance,
      formattedOpeningBalanceAt,
      formattedCustomerType,
    }).toEqual({
      contactService: 'customer',
      formattedBalance: '$0.00',
      formattedOpeningBalance: '$0.00',
      formattedOpeningBalanceAt: '',
      formattedCustomerType: 'Business',
    });
    expect(rest).toMatchObject(ada);
    for (const [key, value] of Object.entries(rest)) if (!(key in ada)) expect([key, value]).toEqual([key, null]);
  });

  it('201: opens with a balance, at the rate of one unless another is given', async () => {
    const opening = { openingBalance: 1000.5, openingBalanceAt: '2024-01-01', openingBalanceBranchId: 7 };
    expect(await accounting().post('/customers', { ...ada, ...opening })).toMatchObject({
      status: 201,
      body: {
        ...opening,
        openingBalanceAt: '2024-01-01T00:00:00Z',
        openingBalanceExchangeRate: 1,
        balance: 1000.5,
        closingBalance: 1000.5,
        localOpeningBalance: 1000.5,
      },
    });
    expect(
      await accounting().post('/customers', { ...ada, ...opening, opening_balance_exchange_rate: 0.5 }),
    ).toMatchObject({ body: { openingBalanceExchangeRate: 0.5, localOpeningBalance: 500.25 } });
  });

  it('201: takes a display name that another customer has', async () => {
    await aCustomer(app, acme, { displayName: 'Twin' });
    expect((await accounting().post('/customers', { ...ada, displayName: 'Twin' })).status).toBe(201);
  });

  it('201: drops what the contract does not know', async () => {
    const { body } = await accounting().post('/customers', {
      ...ada,
      version: 7,
      tenantId: 1,
      id: 1,
      code: 'C1',
      balance: 9,
      __proto__: { note: 'x' },
      constructor: 1,
    });
    expect(await theCustomer(app, acme, body.id)).toMatchObject({
      displayName: 'Ada Ltd.',
      version: 1,
      tenantId: acme.id,
      note: null,
      openingBalance: '0',
    });
    expect(body).toMatchObject({ balance: 0, note: null });
  });

  it.each([
    ['no customer type', { customerType: undefined }, 'customerType'],
    ['an unknown customer type', { customerType: 'robot' }, 'customerType'],
    ['no currency', { currencyCode: undefined }, 'currencyCode'],
    ['no currency code', { currencyCode: 'dollars' }, 'currencyCode'],
    ['a currency that there is not', { currencyCode: 'ABC' }, 'currencyCode'],
    ['a currency in small letters', { currencyCode: 'usd' }, 'currencyCode'],
    ['no display name', { displayName: undefined }, 'displayName'],
    ['a null display name', { displayName: null }, 'displayName'],
    ['an empty display name', { displayName: '' }, 'displayName'],
    ['a long display name', { displayName: 'x'.repeat(256) }, 'displayName'],
    ['a bad email', { email: 'ada' }, 'email'],
    ['a phone without a digit', { workPhone: 'none' }, 'workPhone'],
    ['an opening balance without its date', { openingBalance: 0 }, 'openingBalanceAt'],
    ['an opening balance in words', { openingBalance: '1000', openingBalanceAt: '2024-01-01' }, 'openingBalance'],
    ['an opening balance beyond range', { openingBalance: 1e13, openingBalanceAt: '2024-01-01' }, 'openingBalance'],
    ['a day that there is not', { openingBalance: 1, openingBalanceAt: '2024-02-30' }, 'openingBalanceAt'],
    ['an hour that there is not', { openingBalanceAt: '2024-02-28T25:00:00Z' }, 'openingBalanceAt'],
    ['a date in words', { openingBalanceAt: 'foo 1' }, 'openingBalanceAt'],
    ['a week for a date', { openingBalanceAt: '2024-W01' }, 'openingBalanceAt'],
    ['a rate of nothing', { openingBalanceExchangeRate: 0 }, 'openingBalanceExchangeRate'],
    ['a fraction of a branch', { openingBalanceBranchId: 1.5 }, 'openingBalanceBranchId'],
    ['a branch beyond range', { openingBalanceBranchId: 2 ** 53 }, 'openingBalanceBranchId'],
    ['a null status', { active: null }, 'active'],
    ['an object for a text', { note: { a: 1 } }, 'note'],
    ['NUL in a text', { note: 'a\0b' }, 'note'],
    ['half a surrogate pair', { note: '\ud800' }, 'note'],
  ])('400: refuses %s', async (_, values, property) => {
    expect(await accounting().post('/customers', { ...ada, ...values })).toMatchObject(refusing(property));
  });

  it.each([
    ['broken JSON', '{"displayName":'],
    ['a list', '[]'],
    ['a text', '"Ada"'],
    ['null', 'null'],
    ['nothing', ''],
    ['bytes that are no UTF-8', Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x7d])],
    ['deep nesting', `{"displayName":${'['.repeat(5000)}${']'.repeat(5000)}}`],
  ])('400: refuses %s for a body', async (_, text) => {
    expect(await accounting().send('POST', '/customers', { text })).toMatchObject(
      refused(400, expect.stringMatching(/body/), 'Bad Request'),
    );
  });

  it('403: needs the permission to write', async () => {
    const reader = await aTenant(app, { permissions: ['customers:read'] });
    for (const client of [app.as(reader).accounting, app.as(reader).accountingByToken]) {
      expect(await client.post('/customers', ada)).toMatchObject(FORBIDDEN);
      expect(await client.put('/customers/1', ada)).toMatchObject(FORBIDDEN);
      expect(await client.put('/customers/1/opening-balance', { openingBalance: 1 })).toMatchObject(FORBIDDEN);
      expect(await client.delete('/customers/1')).toMatchObject(FORBIDDEN);
      expect((await client.get('/customers')).status).toBe(200);
    }
  });

  it('413: refuses a body over the limit', async () => {
    const text = JSON.stringify({ ...ada, note: 'x'.repeat(300_000) });
    expect(await accounting().send('POST', '/customers', { text })).toMatchObject(
      refused(413, 'The request body is too large.', 'Payload Too Large'),
    );
  });

  it('415: takes JSON only', async () => {
    const answer = await accounting().send('POST', '/customers', {
      headers: { 'content-type': 'text/plain' },
      text: JSON.stringify(ada),
    });
    expect(answer).toMatchObject(refused(415, 'The content type must be application/json.', 'Unsupported Media Type'));
  });

  it('429: takes ten a minute per credential, and says when to come back', async () => {
    const strict = await startApp({ THROTTLE_WRITE_LIMIT: '10' });
    try {
      const [one, other] = [await aTenant(strict), await aTenant(strict)];
      for (let call = 0; call < 10; call++)
        expect((await strict.as(one).accounting.post('/customers', ada)).status).toBe(201);
      const answer = await strict.as(one).accounting.post('/customers', ada);
      expect(answer).toMatchObject(refused(429, expect.stringMatching(/Try again in/), 'Too Many Requests'));
      expect(Number(answer.headers['retry-after'])).toBeGreaterThan(0);
      expect((await strict.as(other).accounting.post('/customers', ada)).status).toBe(201);
      expect((await strict.as(one).accountingByToken.post('/customers', ada)).status).toBe(201);
      expect((await strict.as(one).accounting.get('/customers')).status).toBe(200);
    } finally {
      await strict.close();
    }
  });
});

describe('GET /api/customers/:id', () => {
  it('200: answers what other contracts wrote', async () => {
    const { id } = await aCustomer(app, acme, {
      displayName: 'Ada',
      taxId: '1',
      status: 'I',
      email: 'ada@example.com',
      mobile: '+12125550100',
      billingLine1: 'Here',
      currency: 'KWD',
    });
    expect(await accounting().get(`/customers/${id}`)).toMatchObject({
      status: 200,
      body: {
        id,
        displayName: 'Ada',
        active: false,
        email: 'ada@example.com',
        workPhone: null,
        personalPhone: '+12125550100',
        billingAddress1: 'Here',
        currencyCode: 'KWD',
      },
    });
  });
});

describe.each([
  ['GET /api/customers/:id', (id: number | string) => accounting().get(`/customers/${id}`)],
  [
    'PUT /api/customers/:id',
    (id: number | string) => accounting().put(`/customers/${id}`, { ...ada, displayName: 'Mine now' }),
  ],
  [
    'PUT /api/customers/:id/opening-balance',
    (id: number | string) => accounting().put(`/customers/${id}/opening-balance`, { openingBalance: 1 }),
  ],
  ['DELETE /api/customers/:id', (id: number | string) => accounting().delete(`/customers/${id}`)],
])('%s', (_, call) => {
  it('404: answers a foreign customer exactly like a missing one, and leaves it', async () => {
    const other = await aTenant(app);
    const foreign = await aCustomer(app, other);
    const theirs = await call(foreign.id);
    expect(theirs).toMatchObject(NOT_FOUND);
    expect(theirs).toLookLike(await call(MISSING_ID));
    expect(await theCustomer(app, other, foreign.id)).toEqual(foreign);
  });

  it('404: answers a deleted customer like a missing one', async () => {
    const { id } = await aCustomer(app, acme);
    await accounting().delete(`/customers/${id}`);
    expect(await call(id)).toLookLike(await call(MISSING_ID));
  });

  it.each(['0', '-1', '1.5', 'abc', '9007199254740992', '99999999999999999999', '%00', '1%20'])(
    '404: %s is the ID of no record',
    async (id) => {
      expect(await call(id)).toMatchObject(NOT_FOUND);
    },
  );
});

describe('PUT /api/customers/:id', () => {
  it('400: refuses to change or clear a locked email or phone, whole, and takes the value that it has', async () => {
    const { id } = await aCustomer(app, acme, { email: 'ada@example.com', phone: '+12125550100' });
    const [email, phone] = [
      (await app.nest.get(EmailsService).list(acme.id, id))[0]!,
      (await app.nest.get(PhonesService).list(acme.id, id))[0]!,
    ];
    await app.nest.get(EmailsService).toggleLock(acme.id, id, email.id);
    await app.nest.get(PhonesService).toggleLock(acme.id, id, phone.id);
    const before = await theCustomer(app, acme, id);
    for (const email of ['other@example.com', null, ''])
      expect(await accounting().put(`/customers/${id}`, { ...ada, note: 'x', email })).toMatchObject(
        refusedAs(400, 'EMAIL_LOCKED'),
      );
    for (const workPhone of ['+12125550199', null])
      expect(await accounting().put(`/customers/${id}`, { ...ada, note: 'x', workPhone })).toMatchObject(
        refusedAs(400, 'PHONE_LOCKED'),
      );
    expect(await theCustomer(app, acme, id)).toEqual(before);
    const same = { ...ada, note: 'x', email: 'ada@example.com', work_phone: '+12125550100' };
    expect(await accounting().put(`/customers/${id}`, same)).toMatchObject({
      status: 200,
      body: { note: 'x', email: 'ada@example.com', workPhone: '+12125550100' },
    });
  });
});

describe('DELETE /api/customers/:id', () => {
  it('200: answers nothing, and the customer is missing from then on', async () => {
    const { id } = await aCustomer(app, acme);
    expect(await accounting().delete(`/customers/${id}`)).toMatchObject({ status: 200, body: undefined });
    expect(await accounting().get(`/customers/${id}`)).toMatchObject(NOT_FOUND);
  });

  it('409: refuses a customer whom the ledger knows, or who paid for another', async () => {
    const [debtor, payer] = [await aCustomer(app, acme), await aCustomer(app, acme)];
    await accounting().post(`/customers/${debtor.id}/ledger-entries`, {
      kind: 'payment',
      amount: 1,
      payerId: payer.id,
    });
    for (const { id } of [debtor, payer]) {
      expect(await accounting().delete(`/customers/${id}`)).toMatchObject(refusedAs(409, 'CUSTOMER_HAS_TRANSACTIONS'));
      expect((await accounting().get(`/customers/${id}`)).status).toBe(200);
    }
  });
});

describe('unknown routes and methods', () => {
  it('404: answers in the contract’s shape', async () => {
    expect(await accounting().get('/nothing')).toMatchObject(
      refused(404, 'There is nothing at this address.', 'Not Found'),
    );
    expect(await accounting().get('/customers/1/nothing')).toMatchObject(
      refused(404, 'There is nothing at this address.', 'Not Found'),
    );
  });

  it('405: names the methods that there are', async () => {
    const answer = await accounting().patch('/customers/1', {});
    expect(answer).toMatchObject(refused(405, 'PATCH is not possible here.', 'Method Not Allowed'));
    expect(answer.headers.allow?.split(', ').sort()).toEqual(['DELETE', 'GET', 'PUT']);
  });
});
