import { aCustomer } from '../factories/customer.js';
import { aTenant } from '../factories/tenant.js';
import type { Answer } from '../support/app.js';
import { useAppAndTenant } from '../support/use-app.js';

const { app, tenant } = useAppAndTenant();

beforeAll(async () => {
  await aCustomer(app, tenant, {
    displayName: 'Angel',
    openingBalance: '10',
    openingBalanceAt: new Date('2024-03-01T10:00:00Z'),
    legalName: 'Wings',
  });
  await aCustomer(app, tenant, {
    displayName: 'Bert',
    openingBalance: '-5',
    openingBalanceAt: new Date('2024-03-02T10:00:00Z'),
  });
  await aCustomer(app, tenant, { displayName: 'Cleo' });
  await aCustomer(app, tenant, { displayName: 'Idle', status: 'I', openingBalance: '7' });
});

const accounting = () => app.as(tenant).accounting;
const names = ({ status, body }: Answer) =>
  status === 200
    ? (body.data as { displayName: string }[]).map(({ displayName }) => displayName).sort()
    : (body as unknown);
const list = (query: Record<string, unknown>) => accounting().get('/customers', query);
const ada = { customer_type: 'business', currency_code: 'USD', display_name: 'Ada Ltd.' };

describe('an empty text for a number or an ID', () => {
  const blank = { opening_balance: '', opening_balance_exchange_rate: '', opening_balance_branch_id: '' };

  it('is null in a new customer', async () => {
    const other = app.as(await aTenant(app)).accounting;
    const { status, body } = await other.post('/customers', {
      ...ada,
      ...blank,
      opening_balance_at: '2024-01-01',
      display_name_format: '1',
      code: '',
    });
    expect([status, body]).toEqual([
      201,
      expect.objectContaining({ openingBalance: 0, openingBalanceExchangeRate: 1, openingBalanceBranchId: null }),
    ]);
  });

  it('clears an ID of an opening balance, and leaves its rate', async () => {
    const { id } = await aCustomer(app, tenant, { displayName: 'Dora', status: 'I' });
    const path = `/customers/${id}/opening-balance`;
    await accounting().put(path, {
      openingBalance: 1,
      openingBalanceAt: '2024-01-01',
      openingBalanceExchangeRate: 2,
      openingBalanceBranchId: 3,
    });
    expect(await accounting().put(path, { ...blank, opening_balance: 4 })).toMatchObject({
      status: 200,
      body: { openingBalance: 4, openingBalanceExchangeRate: 2, openingBalanceBranchId: null },
    });
    expect(await accounting().put(path, blank)).toMatchObject({
      status: 400,
      body: { message: [{ property: 'opening_balance' }] },
    });
  });

  it('is left out where it stands for a page', async () => {
    for (const query of [
      { page: '', page_size: '' },
      { page: '', pageSize: '' },
    ]) {
      expect(await list(query)).toMatchObject({ status: 200, body: { pagination: { page: 1, pageSize: 12 } } });
    }
    expect((await list({ page_size: 'x' })).status).toBe(400);
  });

  it('is null in a ledger entry', async () => {
    const { id } = await aCustomer(app, tenant, { displayName: 'Emil', status: 'I' });
    expect(
      await accounting().post(`/customers/${id}/ledger-entries`, { kind: 'payment', amount: 1, payer_id: '' }),
    ).toMatchObject({ status: 201, body: { payerId: null } });
    expect(await accounting().post(`/customers/${id}/ledger-entries`, { kind: 'payment', amount: '' })).toMatchObject({
      status: 400,
    });
  });
});

it('a page size above the maximum is the maximum', async () => {
  for (const query of [{ page_size: 10_000 }, { pageSize: 1001 }])
    expect((await list(query)).body.pagination.pageSize).toBe(1000);
});

it.each([
  [['equals', 'equal', 'is'], 'display_name', 'Angel', ['Angel']],
  [['not_equals', 'not_equal', 'is_not'], 'display_name', 'Angel', ['Bert', 'Cleo']],
  [['contains', 'contain'], 'display_name', 'nge', ['Angel']],
  [['not_contains', 'not_contain'], 'display_name', 'nge', ['Bert', 'Cleo']],
  [['starts_with'], 'display_name', 'Be', ['Bert']],
  [['ends_with'], 'display_name', 'eo', ['Cleo']],
  [['bigger_than'], 'balance', 0, ['Angel']],
  [['bigger_or_equals', 'bigger_or_equal'], 'balance', 0, ['Angel', 'Cleo']],
  [['smaller_than'], 'balance', 0, ['Bert']],
  [['smaller_or_equals', 'smaller_or_equal'], 'balance', 0, ['Bert', 'Cleo']],
  [['before'], 'opening_balance_at', '2024-03-02', ['Angel']],
  [['after'], 'opening_balance_at', '2024-03-01', ['Bert']],
  [['in'], 'display_name', ['Cleo', 'Idle'], ['Cleo']],
  [['is', 'equal'], 'status', 'active', ['Angel', 'Bert', 'Cleo']],
  [['is_not', 'not_equal'], 'status', 'unpaid', ['Cleo']],
  [['is', 'equal'], 'opening_balance_at', '2024-03-01', ['Angel']],
] as const)('the comparators %j compare %s with %j', async (comparators, fieldKey, value, expected) => {
  for (const comparator of comparators) {
    const answer = await list({ stringified_filter_roles: JSON.stringify([{ fieldKey, comparator, value }]) });
    expect([comparator, names(answer)]).toEqual([comparator, expected]);
    expect(answer.body.filterMeta.filterRoles[0].comparator).toBe(comparator);
  }
});

it.each([
  [{ view_slug: 'active' }, ['Angel', 'Bert', 'Cleo']],
  [{ view_slug: 'unpaid' }, ['Angel', 'Bert']],
  [{ viewSlug: 'overdue' }, ['Angel']],
  [{ view_slug: 'my-view' }, ['Angel', 'Bert', 'Cleo']],
  [{ view_slug: '' }, ['Angel', 'Bert', 'Cleo']],
  [{ view_slug: 'constructor' }, ['Angel', 'Bert', 'Cleo']],
  [{ view_slug: 'all', inactive_mode: 'false' }, ['Angel', 'Bert', 'Cleo']],
  [{ view_slug: 'active', inactive_mode: 'true' }, ['Angel', 'Bert', 'Cleo']],
  [{ custom_view_id: '7', view_slug: 'unpaid' }, ['Angel', 'Bert']],
])('the view of %j', async (query, expected) => {
  expect(names(await list(query))).toEqual(expected);
});

it('the views all, inactive and unpaid may show inactive customers', async () => {
  const shown = async (query: object) => names(await list({ ...query, page_size: 100 })) as string[];
  expect(await shown({ view_slug: 'all' })).toEqual(expect.arrayContaining(['Angel', 'Bert', 'Cleo', 'Idle']));
  expect(await shown({ view_slug: 'inactive' })).toContain('Idle');
  expect(await shown({ view_slug: 'inactive' })).not.toContain('Angel');
  expect(await shown({ view_slug: 'unpaid', inactive_mode: 'true' })).toContain('Idle');
});

it('a contact answers like the customer', async () => {
  const { id } = await aCustomer(app, tenant, { displayName: 'Finn', status: 'I' });
  const [contact, customer] = [await accounting().get(`/contacts/${id}`), await accounting().get(`/customers/${id}`)];
  expect(contact).toMatchObject({ status: 200, body: customer.body });
  expect(await accounting().get('/contacts/9007199254740000')).toMatchObject({
    status: 404,
    body: { statusCode: 404, message: 'NotFoundError' },
  });
  const readless = await aTenant(app, { permissions: ['customers:write'] });
  expect((await app.as(readless).accounting.get(`/contacts/${id}`)).status).toBe(403);
});
