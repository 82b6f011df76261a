import { currencyOfNumber, isCurrency, numberOfCurrency, placesOf } from '../../src/normal-forms/currencies.js';
import { Database } from '../../src/engine/tenant-database/index.js';
import { aCustomer, theCustomer } from '../factories/customer.js';
import { aTenant, type TestTenant } from '../factories/tenant.js';
import { useAppAndTenant } from '../support/use-app.js';

const { app, tenant: dollars } = useAppAndTenant();
let yen: TestTenant;

beforeAll(async () => {
  yen = await aTenant(app, { baseCurrency: 'JPY', user: dollars.user });
});

const accounting = (tenant = dollars) => app.as(tenant).accounting;
const create = (more: object, tenant = dollars) =>
  accounting(tenant).post('/customers', { customerType: 'business', displayName: 'Ada', currencyCode: 'USD', ...more });
const open = (id: number, body: object, tenant = dollars) =>
  accounting(tenant).put(`/customers/${id}/opening-balance`, body);

describe('Currencies', () => {
  /** Codes that the running Node still shows amounts in, though they have ended. */
  const ENDED = ['ANG', 'BGN', 'CUC', 'HRK', 'SLL', 'ZWL'];
  /**
   * Funds, metals, units of account and codes for tests, which Node does not list, and a currency for accounts alone.
   */
  const UNLISTED = [
    'BOV',
    'CHE',
    'CHW',
    'CLF',
    'COU',
    'MXV',
    'USN',
    'UYI',
    'UYW',
    'VED',
    'XAD',
    'XAG',
    'XAU',
    'XBA',
    'XBB',
    'XBC',
    'XBD',
    'XPD',
    'XPT',
    'XTS',
    'XUA',
    'XXX',
  ];
  const codes = Array.from({ length: 26 ** 3 }, (_, at) =>
    String.fromCharCode(65 + Math.floor(at / 676), 65 + (Math.floor(at / 26) % 26), 65 + (at % 26)),
  );

  it('are those that the running Node knows, without those that ended', () => {
    const expected = [
      ...Intl.supportedValuesOf('currency').filter((code) => !ENDED.includes(code)),
      ...UNLISTED,
    ].sort();
    expect(codes.filter(isCurrency)).toEqual([...new Set([...expected, 'XCG'])].sort());
  });

  it('have the number and the places of ISO 4217', () => {
    expect([numberOfCurrency('XCG'), numberOfCurrency('ANG'), currencyOfNumber(532), currencyOfNumber(840)]).toEqual([
      532,
      532,
      'XCG',
      'USD',
    ]);
    expect(['XCG', 'ANG', 'JPY', 'KRW', 'KWD', 'USD', 'CLF', 'XAU'].map(placesOf)).toEqual([2, 2, 0, 0, 3, 2, 4, 2]);
  });

  it('201: XCG; 400: ANG, in accounting, by number in billing, and for a tenant', async () => {
    expect((await create({ currencyCode: 'XCG' })).status).toBe(201);
    expect((await create({ currencyCode: 'ANG' })).status).toBe(400);
    const { id } = (await app.as(dollars).billing.post('/customer', { company: 'Ada', currency_id: 532 })).body
      .response;
    expect((await app.as(dollars).billing.get(`/customer/${id}`)).body.response).toMatchObject({
      currency_iso4217: 'XCG',
      currency_id: 532,
    });
    await expect(aTenant(app, { baseCurrency: 'ANG', user: dollars.user })).rejects.toThrow('ISO 4217');
  });

  it('shows what is stored in one that ended', async () => {
    const { id } = await aCustomer(app, dollars);
    await app.nest.get(Database).write(dollars.id, {
      text: "UPDATE customers SET currency = 'ANG', opening_balance = 1.25 WHERE tenant_id = $1 AND id = $2",
      values: [dollars.id, id],
    });
    expect((await accounting().get(`/customers/${id}`)).body).toMatchObject({
      currencyCode: 'ANG',
      openingBalance: 1.25,
    });
    expect((await app.as(dollars).billing.get(`/customer/${id}`)).body.response).toMatchObject({
      currency_id: 532,
      currency_iso4217: 'ANG',
    });
  });
});

describe('Amounts', () => {
  it.each([
    ['JPY', 10.5, 11],
    ['JPY', 0.4, 0],
    ['KWD', 1.2345, 1.235],
    ['USD', 1.005, 1.01],
    ['USD', -1.005, -1.01],
    ['CLF', 1.23456, 1.2346],
  ])('in %s: %d is %d on the way in', async (currencyCode, sent, kept) => {
    const { body } = await create({ currencyCode, openingBalance: sent, openingBalanceAt: '2024-01-01' });
    expect(body).toMatchObject({ openingBalance: kept, balance: kept });
  });

  it('of ledger entries are in the places of the currency too', async () => {
    const { id } = (await create({ currencyCode: 'JPY' })).body;
    expect(
      (await accounting().post(`/customers/${id}/ledger-entries`, { kind: 'invoice', amount: 10.5 })).body.amount,
    ).toBe(11);
    expect((await accounting().post(`/customers/${id}/ledger-entries`, { kind: 'invoice', amount: 0.4 })).status).toBe(
      400,
    );
    expect((await accounting().get(`/customers/${id}`)).body.balance).toBe(11);
  });

  it('of an opening balance are told in the currency of the tenant', async () => {
    const dinars = (
      await create({
        currencyCode: 'KWD',
        openingBalance: 1.234,
        openingBalanceAt: '2024-01-01',
        openingBalanceExchangeRate: 3.2567,
      })
    ).body;
    expect(dinars).toMatchObject({ openingBalance: 1.234, localOpeningBalance: 4.02 });
    const inYen = (
      await create({ openingBalance: 10.55, openingBalanceAt: '2024-01-01', openingBalanceExchangeRate: 150.123 }, yen)
    ).body;
    expect(inYen.localOpeningBalance).toBe(1584);
    expect((await accounting(yen).get('/customers')).body.data[0].localOpeningBalance).toBe(1584);
    expect(
      (await accounting(yen).put(`/customers/${inYen.id}`, { customerType: 'business', displayName: 'Bob' })).body
        .localOpeningBalance,
    ).toBe(1584);
    expect((await accounting(yen).get('/contacts/auto-complete', { keyword: 'Bob' })).body[0].localOpeningBalance).toBe(
      1584,
    );
  });

  it('that were stored with more places are written back as they are read, and nothing changes', async () => {
    const { id } = await aCustomer(app, dollars, { currency: 'JPY' });
    await app.nest.get(Database).write(dollars.id, {
      text: "UPDATE customers SET opening_balance = 10.55, opening_balance_at = '2024-01-01' WHERE tenant_id = $1 AND id = $2",
      values: [dollars.id, id],
    });
    const before = await theCustomer(app, dollars, id);
    const { openingBalance, openingBalanceAt } = (await accounting().get(`/customers/${id}`)).body;
    expect(openingBalance).toBe(11);
    expect((await open(id, { openingBalance, openingBalanceAt })).status).toBe(200);
    expect(await theCustomer(app, dollars, id)).toEqual(before);
  });
});

describe('An opening balance', () => {
  it('400: without a date, when a customer is made and afterwards, zero too', async () => {
    expect((await create({ openingBalance: 100 })).status).toBe(400);
    expect((await create({ openingBalance: 0 })).status).toBe(400);
    expect((await create({ openingBalance: 100, openingBalanceAt: null })).status).toBe(400);
    const { id } = (await create({})).body;
    const before = await theCustomer(app, dollars, id);
    for (const body of [{ openingBalance: 100 }, { openingBalance: 100, openingBalanceAt: null }]) {
      const answer = await open(id, body);
      expect(answer.status).toBe(400);
      expect(answer.body.message).toMatchObject([{ property: 'openingBalanceAt' }]);
    }
    expect(await theCustomer(app, dollars, id)).toEqual(before);
  });

  it('keeps the date that it has, and cannot lose it', async () => {
    const { id } = (await create({ openingBalance: 100, openingBalanceAt: '2024-01-01' })).body;
    expect((await open(id, { openingBalance: 200 })).body).toMatchObject({
      openingBalance: 200,
      openingBalanceAt: '2024-01-01T00:00:00Z',
    });
    expect((await open(id, { openingBalance: 200, openingBalanceAt: null })).status).toBe(400);
    expect((await open(id, { openingBalance: 0, openingBalanceAt: null })).status).toBe(400);
  });

  it('is written back as it is read, with a date or without', async () => {
    const { id } = (await create({})).body;
    const before = await theCustomer(app, dollars, id);
    expect((await open(id, { openingBalance: 0, openingBalanceAt: null })).status).toBe(200);
    expect(await theCustomer(app, dollars, id)).toEqual(before);
    // As a version stored it that did not ask for the date.
    await app.nest.get(Database).write(dollars.id, {
      text: 'UPDATE customers SET opening_balance = 5 WHERE tenant_id = $1 AND id = $2',
      values: [dollars.id, id],
    });
    expect((await open(id, { openingBalance: 5, openingBalanceAt: null })).status).toBe(200);
  });
});

describe('A ledger entry', () => {
  it('changes the version and modification time of its customer in every contract, but not the payer’s', async () => {
    const [{ id }, payer] = [await aCustomer(app, dollars), await aCustomer(app, dollars)];
    await app.nest.get(Database).write(dollars.id, {
      text: "UPDATE customers SET updated_at = '2020-01-01' WHERE tenant_id = $1",
      values: [dollars.id],
    });
    const { version } = await theCustomer(app, dollars, id);
    expect(
      (await accounting().post(`/customers/${id}/ledger-entries`, { kind: 'payment', amount: 5, payerId: payer.id }))
        .status,
    ).toBe(201);
    expect((await theCustomer(app, dollars, id)).version).toBe(Number(version) + 1);
    expect((await accounting().get(`/customers/${id}`)).body.updatedAt).not.toMatch(/^2020/);
    expect((await app.as(dollars).billing.get(`/customer/${id}`)).body.response.mod_datetime).not.toMatch(/^2020/);
    expect((await app.as(dollars).contacts.get(`/customers/getCustomers/${id}`)).body.cliente.updated_at).not.toMatch(
      /^2020/,
    );
    expect((await accounting().get(`/customers/${payer.id}`)).body.updatedAt).toMatch(/^2020/);
  });

  it('400: refuses a payer that is the customer itself, and a payer of an entry that is not a payment', async () => {
    const [{ id }, payer] = [await aCustomer(app, dollars), await aCustomer(app, dollars)];
    const before = await theCustomer(app, dollars, id);
    const add = (body: object) => accounting().post(`/customers/${id}/ledger-entries`, { amount: 5, ...body });
    for (const body of [
      { kind: 'payment', payerId: id },
      ...['invoice', 'credit', 'adjustment'].map((kind) => ({ kind, payerId: payer.id })),
    ]) {
      const answer = await add(body);
      expect(answer.status).toBe(400);
      expect(answer.body.message).toMatchObject([{ property: 'payerId' }]);
    }
    expect((await add({ kind: 'invoice', payerId: null })).status).toBe(201);
    expect((await theCustomer(app, dollars, id)).version).toBe(Number(before.version) + 1);
  });
});
