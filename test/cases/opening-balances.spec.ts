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
