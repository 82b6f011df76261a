import { type AccountingClient, createAccountingClient, dataOf, signIn } from '../../sdk/src/accounting/index.js';
import { recorded, type RecordedConnection } from '../support/sdk.js';
import { useAppAndTenant } from '../support/use-app.js';

const { app, tenant } = useAppAndTenant();
let connection: RecordedConnection;
let accounting: AccountingClient;

beforeAll(async () => {
  connection = recorded(app, 'accounting');
  accounting = createAccountingClient({ ...connection, apiKey: tenant.keys.accounting.secret });
});

describe('@clientela/sdk/accounting', () => {
  it('makes, lists and revokes API keys, for who signed in', async () => {
    const signedIn = createAccountingClient(
      await signIn({ ...connection, email: tenant.user.email, password: tenant.user.password }),
    );
    const { id } = dataOf(await signedIn.POST('/api/api-keys/generate', { body: { name: 'Nightly import' } }));
    expect(dataOf(await signedIn.GET('/api/api-keys')).find((key) => key.id === id)).toMatchObject({
      name: 'Nightly import',
      expiresAt: null,
    });
    expect(dataOf(await signedIn.PUT('/api/api-keys/{id}/revoke', { params: { path: { id } } })).revoked).toBe(true);
    expect(dataOf(await signedIn.POST('/api/api-keys/generate')).key).toMatch(/^bc_/);
  });

  it('creates, reads, lists, updates and deletes customers', async () => {
    const { id } = dataOf(
      await accounting.POST('/api/customers', {
        body: { customerType: 'business', displayName: 'John Doe - Acme', currencyCode: 'USD' },
      }),
    );
    const params = { path: { id } };
    expect(
      dataOf(
        await accounting.PUT('/api/customers/{id}', {
          params,
          body: { customerType: 'individual', displayName: 'John Doe', note: null },
        }),
      ).customerType,
    ).toBe('individual');
    expect(dataOf(await accounting.GET('/api/customers/{id}', { params })).openingBalanceAt).toBeNull();
    const { data, pagination, filterMeta } = dataOf(
      await accounting.GET('/api/customers', {
        params: { query: { columnSortBy: 'display_name', sortOrder: 'asc', inactiveMode: 'false', pageSize: 5 } },
      }),
    );
    expect([data.map(({ displayName }) => displayName), pagination.total, filterMeta.order]).toEqual([
      ['John Doe'],
      1,
      'asc',
    ]);
    expect(dataOf(await accounting.DELETE('/api/customers/{id}', { params }))).toBeUndefined();
  });

  it('opens a balance, and adds and lists ledger entries', async () => {
    const { id } = dataOf(
      await accounting.POST('/api/customers', {
        body: { customerType: 'business', displayName: 'Acme', currencyCode: 'USD' },
      }),
    );
    const params = { path: { id } };
    expect(
      dataOf(
        await accounting.PUT('/api/customers/{id}/opening-balance', {
          params,
          body: { openingBalance: 1000, openingBalanceAt: '2024-01-01' },
        }),
      ).openingBalance,
    ).toBe(1000);
    expect(
      dataOf(
        await accounting.POST('/api/customers/{id}/ledger-entries', { params, body: { kind: 'invoice', amount: 500 } }),
      ).payerId,
    ).toBeNull();
    expect(
      dataOf(await accounting.GET('/api/customers/{id}/ledger-entries', { params })).data.map(({ kind, amount }) => [
        kind,
        amount,
      ]),
    ).toEqual([['invoice', 500]]);
    expect(dataOf(await accounting.GET('/api/customers/{id}', { params })).balance).toBe(1500);
  });

  it('says in the words of the contract why a request was refused', async () => {
    const { error } = await accounting.GET('/api/customers/{id}', { params: { path: { id: 42 } } });
    expect(error && 'message' in error && error.message).toBe('NotFoundError');
  });

  it('finds, turns inactive and active, and deletes several at once', async () => {
    const create = async (displayName: string) =>
      dataOf(
        await accounting.POST('/api/customers', {
          body: { customerType: 'business', displayName, currencyCode: 'USD' },
        }),
      ).id;
    const ids = [await create('Globex'), await create('Globex Europe')];
    const params = { path: { id: ids[0] ?? 0 } };
    expect(dataOf(await accounting.PATCH('/api/contacts/{id}/inactivate', { params })).activated).toBe(true);
    expect(
      dataOf(await accounting.GET('/api/contacts/auto-complete', { params: { query: { keyword: 'globex' } } })).map(
        ({ displayName }) => displayName,
      ),
    ).toEqual(['Globex Europe']);
    expect(dataOf(await accounting.PATCH('/api/contacts/{id}/activate', { params })).id).toBe(ids[0]);
    expect(dataOf(await accounting.GET('/api/contacts/{id}', { params })).displayName).toBe('Globex');
    expect(
      dataOf(await accounting.POST('/api/customers/validate-bulk-delete', { body: { ids } })).deletable_count,
    ).toBe(2);
    expect(dataOf(await accounting.POST('/api/customers/bulk-delete', { body: { ids } }))).toBeUndefined();
  });

  it('can call every operation of its document', () => {
    expect(connection.uncalled()).toEqual([]);
  });
});
