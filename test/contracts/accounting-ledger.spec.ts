import { aCustomer, MISSING_ID } from '../factories/customer.js';
import { aTenant } from '../factories/tenant.js';
import { useAppAndTenant } from '../support/use-app.js';

const { app, tenant: acme } = useAppAndTenant();

const accounting = () => app.as(acme).accounting;
const add = (id: number, entry: object) => accounting().post(`/customers/${id}/ledger-entries`, entry);
const read = async (id: number) => (await accounting().get(`/customers/${id}`)).body as Record<string, unknown>;
const open = (id: number, body: object) => accounting().put(`/customers/${id}/opening-balance`, body);
const refusing = (property: string) => ({
  status: 400,
  body: { message: [expect.objectContaining({ property })], error: 'Bad Request', statusCode: 400 },
});

describe('balances', () => {
  it('are opening balance + invoices + adjustments − payments − credits', async () => {
    const { id } = await aCustomer(app, acme, { openingBalance: '1000', openingBalanceRate: '1.5' });
    await add(id, { kind: 'invoice', amount: 700 });
    await add(id, { kind: 'adjustment', amount: -50.25 });
    await add(id, { kind: 'payment', amount: 100 });
    await add(id, { kind: 'credit', amount: 49.75 });
    expect(await read(id)).toMatchObject({
      balance: 1500,
      closingBalance: 1500,
      openingBalance: 1000,
      localOpeningBalance: 1500,
    });
  });

  it('are decimals: a tenth and two tenths are three tenths', async () => {
    const { id } = await aCustomer(app, acme, { openingBalance: '0.1', openingBalanceRate: '3' });
    await add(id, { kind: 'invoice', amount: 0.2 });
    expect(await read(id)).toMatchObject({ balance: 0.3, closingBalance: 0.3, localOpeningBalance: 0.3 });
    for (let payment = 0; payment < 10; payment++) await add(id, { kind: 'payment', amount: 0.03 });
    expect((await read(id)).balance).toBe(0);
  });

  it('have the places of their currency: two, three, none', async () => {
    const [dollars, dinars, yen] = [
      await aCustomer(app, acme, { currency: 'USD' }),
      await aCustomer(app, acme, { currency: 'KWD' }),
      await aCustomer(app, acme, { currency: 'JPY' }),
    ];
    for (const { id } of [dollars, dinars, yen]) {
      await open(id, { openingBalance: 0.1 + 0.2, openingBalanceAt: '2024-01-01' });
      await add(id, { kind: 'invoice', amount: 1.0049 });
      await add(id, { kind: 'invoice', amount: 1.0045 });
    }
    expect(await read(dollars.id)).toMatchObject({ openingBalance: 0.3, balance: 2.3 });
    expect(await read(dinars.id)).toMatchObject({ openingBalance: 0.3, balance: 2.31 });
    expect(await read(yen.id)).toMatchObject({ openingBalance: 0, balance: 2 });
  });

  it('are rounded half up as they come in, so that what is shown adds up', async () => {
    const { id } = await aCustomer(app, acme);
    expect((await open(id, { openingBalance: 1.005, openingBalanceAt: '2024-01-01' })).body).toMatchObject({
      openingBalance: 1.01,
      balance: 1.01,
    });
    expect((await add(id, { kind: 'invoice', amount: 0.005 })).body.amount).toBe(0.01);
    expect((await read(id)).balance).toBe(1.02);
    expect(
      (
        await accounting().post('/customers', {
          customerType: 'business',
          currencyCode: 'USD',
          displayName: 'Ada',
          openingBalance: 0.125,
          openingBalanceAt: '2024-01-01',
        })
      ).body,
    ).toMatchObject({ openingBalance: 0.13, balance: 0.13 });
  });

  it('are exact up to a thousand billions', async () => {
    const { id } = await aCustomer(app, acme, { currency: 'KWD' });
    await open(id, { openingBalance: 999_999_999_999.999, openingBalanceAt: '2024-01-01' });
    expect((await read(id)).balance).toBe(999_999_999_999.999);
    await add(id, { kind: 'payment', amount: 0.001 });
    expect((await read(id)).balance).toBe(999_999_999_999.998);
  });

  it('are exact where their sums are more than a JSON number carries', async () => {
    const { id } = await aCustomer(app, acme, { currency: 'KWD' });
    const most = 999_999_999_999.999;
    for (let pair = 0; pair < 9; pair++) {
      await add(id, { kind: 'invoice', amount: most });
      await add(id, { kind: 'payment', amount: pair === 0 ? 999_999_999_999.998 : most });
    }
    expect(await read(id)).toMatchObject({ balance: 0.001, closingBalance: 0.001 });
  });
});

describe('PUT /api/customers/:id/opening-balance', () => {
  it('200: sets what is sent, leaves the rest and answers the customer', async () => {
    const { id } = await aCustomer(app, acme, {
      openingBalance: '5',
      openingBalanceAt: new Date('2023-01-01T00:00:00Z'),
      openingBalanceRate: '2',
      openingBalanceBranchId: 3,
      note: 'kept',
    });
    const answer = await open(id, { openingBalance: -7.5 });
    expect(answer).toMatchObject({
      status: 200,
      body: {
        id,
        note: 'kept',
        openingBalance: -7.5,
        openingBalanceAt: '2023-01-01T00:00:00Z',
        openingBalanceExchangeRate: 2,
        openingBalanceBranchId: 3,
        localOpeningBalance: -15,
        balance: -7.5,
      },
    });
    const all = {
      opening_balance: 10,
      opening_balance_at: '2024-06-01T12:00:00.999+02:00',
      openingBalanceExchangeRate: 0.5,
      openingBalanceBranchId: null,
    };
    expect((await open(id, all)).body).toMatchObject({
      openingBalance: 10,
      openingBalanceAt: '2024-06-01T10:00:00Z',
      openingBalanceExchangeRate: 0.5,
      openingBalanceBranchId: null,
    });
  });

  it.each([
    ['2024-06-01', '2024-06-01T00:00:00Z'],
    ['2024-06-01T12:30', '2024-06-01T12:30:00Z'],
    ['2024-06-01 12:30:15', '2024-06-01T12:30:15Z'],
    ['2024-06-01T00:30:00-05:30', '2024-06-01T06:00:00Z'],
    ['0001-01-01', '0001-01-01T00:00:00Z'],
  ])('200: takes %j for a date', async (openingBalanceAt, stored) => {
    const { id } = await aCustomer(app, acme);
    expect((await open(id, { openingBalance: 1, openingBalanceAt })).body.openingBalanceAt).toBe(stored);
  });

  it('200: setting what is set already is no change', async () => {
    const { id } = await aCustomer(app, acme);
    const body = { openingBalance: 1.5, openingBalanceAt: '2024-01-01', openingBalanceExchangeRate: 1.25 };
    const first = (await open(id, body)).body;
    expect((await open(id, body)).body).toEqual(first);
  });

  it.each([
    ['nothing', {}, 'openingBalance'],
    ['null', { openingBalance: null }, 'openingBalance'],
    ['text', { openingBalance: '5' }, 'openingBalance'],
    ['too much', { openingBalance: 1_000_000_000_000.01 }, 'openingBalance'],
    ['a null rate', { openingBalance: 5, openingBalanceExchangeRate: null }, 'openingBalanceExchangeRate'],
    ['a rate below zero', { openingBalance: 5, openingBalanceExchangeRate: -1 }, 'openingBalanceExchangeRate'],
    ['a bad date', { openingBalance: 5, opening_balance_at: '2024-13-01' }, 'opening_balance_at'],
    ['a bad branch', { openingBalance: 5, openingBalanceBranchId: 0 }, 'openingBalanceBranchId'],
  ])('400: refuses %s', async (_, body, property) => {
    const { id } = await aCustomer(app, acme, { openingBalance: '1' });
    expect(await open(id, body)).toMatchObject(refusing(property));
    expect((await read(id)).openingBalance).toBe(1);
  });

  it('403: needs the permission to write the ledger', async () => {
    const tenant = await aTenant(app, { permissions: ['customers:read', 'customers:write', 'ledger:read'] });
    const { id } = await aCustomer(app, tenant);
    expect(
      (await app.as(tenant).accounting.put(`/customers/${id}/opening-balance`, { openingBalance: 1 })).status,
    ).toBe(403);
    expect(
      (await app.as(tenant).accounting.post(`/customers/${id}/ledger-entries`, { kind: 'invoice', amount: 1 })).status,
    ).toBe(403);
    expect((await app.as(tenant).accounting.get(`/customers/${id}/ledger-entries`)).status).toBe(200);
  });
});

describe('POST /api/customers/:id/ledger-entries', () => {
  it('201: answers the entry', async () => {
    const [{ id }, payer] = [await aCustomer(app, acme, { currency: 'EUR' }), await aCustomer(app, acme)];
    const entry = {
      kind: 'payment',
      amount: 12.5,
      currencyCode: 'EUR',
      payerId: payer.id,
      occurredAt: '2024-01-15T10:30:00Z',
      reference: 'PAY-1',
    };
    const { status, body } = await add(id, entry);
    expect({ status, body }).toEqual({ status: 201, body: { ...entry, id: expect.any(Number), customerId: id } });
  });

  it('201: it happened now, in the customer’s currency, unless said otherwise', async () => {
    const { id } = await aCustomer(app, acme, { currency: 'EUR' });
    const before = Math.floor(Date.now() / 1000) * 1000;
    const { body } = await add(id, { kind: 'invoice', amount: 1, payer_id: null, reference: '' });
    expect(body).toMatchObject({ currencyCode: 'EUR', payerId: null, reference: null });
    expect(Date.parse(body.occurredAt as string)).toBeGreaterThanOrEqual(before);
  });

  it.each([
    ['no kind', { amount: 1 }, 'kind'],
    ['an unknown kind', { kind: 'gift', amount: 1 }, 'kind'],
    ['no amount', { kind: 'invoice' }, 'amount'],
    ['an amount in words', { kind: 'invoice', amount: '1' }, 'amount'],
    ['an amount of zero', { kind: 'adjustment', amount: 0 }, 'amount'],
    ['an amount that rounds to zero', { kind: 'invoice', amount: 0.004 }, 'amount'],
    ['an amount below zero', { kind: 'invoice', amount: -1 }, 'amount'],
    ['an amount beyond range', { kind: 'invoice', amount: 1e15 }, 'amount'],
    ['another currency', { kind: 'invoice', amount: 1, currencyCode: 'EUR' }, 'currencyCode'],
    ['an unknown payer', { kind: 'payment', amount: 1, payerId: MISSING_ID }, 'payerId'],
    ['a payer that is no number', { kind: 'payment', amount: 1, payerId: 'x' }, 'payerId'],
    ['a bad date', { kind: 'invoice', amount: 1, occurredAt: 'yesterday' }, 'occurredAt'],
    ['a long reference', { kind: 'invoice', amount: 1, reference: 'x'.repeat(256) }, 'reference'],
  ])('400: refuses %s', async (_, entry, property) => {
    const { id } = await aCustomer(app, acme, { currency: 'USD' });
    expect(await add(id, entry)).toMatchObject(refusing(property));
    expect((await read(id)).balance).toBe(0);
  });

  it('400: refuses a foreign payer like an unknown one', async () => {
    const foreign = await aCustomer(app, await aTenant(app));
    const { id } = await aCustomer(app, acme);
    expect(await add(id, { kind: 'payment', amount: 1, payerId: foreign.id })).toLookLike(
      await add(id, { kind: 'payment', amount: 1, payerId: MISSING_ID }),
    );
  });

  it('404: answers a foreign customer exactly like a missing one', async () => {
    const foreign = await aCustomer(app, await aTenant(app));
    const theirs = await add(foreign.id, { kind: 'invoice', amount: 1 });
    expect(theirs).toMatchObject({ status: 404, body: { statusCode: 404, message: 'NotFoundError' } });
    expect(theirs).toLookLike(await add(MISSING_ID, { kind: 'invoice', amount: 1 }));
  });

  it('409: refuses a reference that the ledger has, also of another customer', async () => {
    const [one, other] = [await aCustomer(app, acme), await aCustomer(app, acme)];
    expect((await add(one.id, { kind: 'invoice', amount: 1, reference: 'INV-1' })).status).toBe(201);
    for (const { id } of [one, other]) {
      expect(await add(id, { kind: 'invoice', amount: 1, reference: 'INV-1' })).toMatchObject({
        status: 409,
        body: { errors: [{ statusCode: 409, type: 'REFERENCE_TAKEN', message: expect.any(String) }] },
      });
    }
    expect((await read(one.id)).balance).toBe(1);
    const elsewhere = await aTenant(app);
    const { id } = await aCustomer(app, elsewhere);
    expect(
      (
        await app
          .as(elsewhere)
          .accounting.post(`/customers/${id}/ledger-entries`, { kind: 'invoice', amount: 1, reference: 'INV-1' })
      ).status,
    ).toBe(201);
  });
});

describe('GET /api/customers/:id/ledger-entries', () => {
  it('200: answers a page of a customer’s entries, oldest first', async () => {
    const [{ id }, other] = [await aCustomer(app, acme), await aCustomer(app, acme)];
    for (const day of ['03', '01', '02'])
      await add(id, { kind: 'invoice', amount: Number(day), occurredAt: `2024-01-${day}` });
    await add(other.id, { kind: 'invoice', amount: 9 });
    const all = await accounting().get(`/customers/${id}/ledger-entries`);
    expect(all).toMatchObject({
      status: 200,
      body: {
        data: [{ amount: 1, customerId: id }, { amount: 2 }, { amount: 3 }],
        pagination: { total: 3, page: 1, pageSize: 12 },
      },
    });
    const page = await accounting().get(`/customers/${id}/ledger-entries`, { page: 2, page_size: 2 });
    expect(page.body).toMatchObject({
      data: [{ amount: 3, occurredAt: '2024-01-03T00:00:00Z' }],
      pagination: { total: 3, page: 2, pageSize: 2 },
    });
    expect(page.body.data).toHaveLength(1);
  });

  it.each(['page=0', 'page_size=0', 'colour=red'])('400: refuses %s', async (query) => {
    const { id } = await aCustomer(app, acme);
    expect(await accounting().send('GET', `/customers/${id}/ledger-entries?${query}`)).toMatchObject(
      refusing(query.split('=')[0]!),
    );
  });

  it('403: needs the permission to read the ledger', async () => {
    const tenant = await aTenant(app, { permissions: ['customers:read'] });
    expect((await app.as(tenant).accounting.get('/customers/1/ledger-entries')).status).toBe(403);
  });

  it('404: answers a foreign customer exactly like a missing one', async () => {
    const foreign = await aCustomer(app, await aTenant(app));
    const theirs = await accounting().get(`/customers/${foreign.id}/ledger-entries`);
    expect(theirs.status).toBe(404);
    expect(theirs).toLookLike(await accounting().get(`/customers/${MISSING_ID}/ledger-entries`));
  });
});
