import type { Permission } from '../../src/auth/permissions.js';
import { KeysService } from '../../src/auth/keys.service.js';
import { useAppAndTenant } from '../support/use-app.js';

const { app, tenant } = useAppAndTenant();

const CUSTOMER = { customerType: 'business', displayName: 'Acme', currencyCode: 'USD' };
const DATE = '2024-01-01T00:00:00Z';

async function post(permissions: Permission[], words: object) {
  const { secret } = await app.nest.get(KeysService).create(tenant.id, 'accounting', { permissions });
  return app.send('POST', '/api/customers', {
    headers: { authorization: `Bearer ${secret}` },
    body: { ...CUSTOMER, ...words },
  });
}

const countOf = async () => (await app.as(tenant).accounting.get('/customers')).body.pagination.total as number;

describe('a customer that is made with an opening balance', () => {
  const opening: [string, object][] = [
    ['an amount', { openingBalance: 1000, openingBalanceAt: DATE }],
    ['an amount in snake_case', { opening_balance: -0.5, opening_balance_at: DATE }],
    ['a date alone', { openingBalanceAt: DATE }],
    ['a rate', { openingBalanceExchangeRate: 1.5 }],
    ['a branch', { opening_balance_branch_id: 7 }],
    ['nothing, at a date', { openingBalance: 0, openingBalanceAt: DATE }],
  ];

  it.each(opening)('needs ledger:write beside customers:write: %s', async (_, words) => {
    const before = await countOf();
    expect(await post(['customers:write', 'customers:read', 'ledger:read'], words)).toMatchObject({
      status: 403,
      body: { statusCode: 403 },
    });
    expect(await countOf()).toBe(before);
    expect((await post(['customers:write', 'ledger:write'], words)).status).toBe(201);
  });

  it.each<[string, object]>([
    ['no word of it', {}],
    ['null', { openingBalance: null, openingBalanceAt: null, openingBalanceBranchId: null }],
    ['an empty text', { openingBalance: '', openingBalanceExchangeRate: '' }],
    ['the rate that is there anyway', { openingBalanceExchangeRate: 1 }],
  ])('needs customers:write alone where there is none: %s', async (_, words) => {
    expect(await post(['customers:write'], words)).toMatchObject({
      status: 201,
      body: { openingBalance: 0, openingBalanceAt: null, displayName: 'Acme' },
    });
  });
});

describe('a date of the opening balance at an end of the calendar', () => {
  const filtered = (comparator: string, value: unknown) =>
    app.as(tenant).accounting.get('/customers', {
      stringifiedFilterRoles: JSON.stringify([{ fieldKey: 'opening_balance_at', comparator, value }]),
    });
  const idsOf = async (comparator: string, value: unknown) => {
    const { status, body } = await filtered(comparator, value);
    return status === 200 ? (body.data as { id: number }[]).map(({ id }) => id) : status;
  };

  it.each(['9999-12-31', '0001-01-01'])('%s is found by every comparison', async (day) => {
    const { id } = (await app.as(tenant).accounting.post('/customers', CUSTOMER)).body as { id: number };
    const put = await app.as(tenant).accounting.put(`/customers/${id}/opening-balance`, {
      openingBalance: 1,
      openingBalanceAt: day,
    });
    expect(put.status).toBe(200);
    for (const value of [day, `${day}T00:00:00`, `${day}T00:00:00Z`]) {
      for (const comparator of ['equals', 'smaller_or_equals', 'bigger_or_equals'])
        expect([value, comparator, await idsOf(comparator, value)]).toEqual([
          value,
          comparator,
          expect.arrayContaining([id]),
        ]);
      expect(await idsOf('in', [value, '2024-01-01'])).toContain(id);
      for (const comparator of ['not_equals', 'before', 'after', 'bigger_than', 'smaller_than'])
        expect([value, comparator, await idsOf(comparator, value)]).toEqual([
          value,
          comparator,
          expect.not.arrayContaining([id]),
        ]);
    }
  });

  it.each(['9999-12-31T23:59:59', '9999-12-31T23:59:59Z'])('%s compares with created_at, too', async (value) => {
    for (const comparator of ['equals', 'not_equals', 'smaller_or_equals', 'after', 'before', 'bigger_or_equals']) {
      const roles = JSON.stringify([{ fieldKey: 'created_at', comparator, value }]);
      const { status } = await app.as(tenant).accounting.get('/customers', { stringifiedFilterRoles: roles });
      expect([comparator, status]).toEqual([comparator, 200]);
    }
  });
});
