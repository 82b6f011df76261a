import {
  type AccountingClient,
  createSnakeCaseAccountingClient,
  dataOf,
  signIn,
} from '../../sdk/src/accounting-snake/index.js';
import { recorded, type RecordedConnection } from '../support/sdk.js';
import { useApp, useTenant } from '../support/use-app.js';

const app = useApp();
const tenant = useTenant(app, { accountingCase: 'snake' });
let connection: RecordedConnection;
let accounting: AccountingClient;

beforeAll(async () => {
  connection = recorded(app, 'accounting-snake');
  accounting = createSnakeCaseAccountingClient({ ...connection, apiKey: tenant.keys.accounting.secret });
});

describe('@clientela/sdk/accounting-snake', () => {
  it('makes, lists and revokes API keys, for who signed in', async () => {
    const signedIn = createSnakeCaseAccountingClient(
      await signIn({ ...connection, email: tenant.user.email, password: tenant.user.password }),
    );
    const { id } = dataOf(await signedIn.POST('/api/api-keys/generate', { body: { name: 'Nightly import' } }));
    expect(dataOf(await signedIn.GET('/api/api-keys')).find((key) => key.id === id)).toMatchObject({
      name: 'Nightly import',
      expires_at: null,
    });
    expect(dataOf(await signedIn.PUT('/api/api-keys/{id}/revoke', { params: { path: { id } } })).revoked).toBe(true);
    expect(dataOf(await signedIn.POST('/api/api-keys/generate')).key).toMatch(/^bc_/);
  });

  it('creates, reads, lists, updates and deletes customers', async () => {
    const { id } = dataOf(
      await accounting.POST('/api/customers', {
        body: { customer_type: 'business', display_name: 'John Doe - Acme', currency_code: 'USD' },
      }),
    );
    const params = { path: { id } };
    expect(
      dataOf(
        await accounting.PUT('/api/customers/{id}', {
          params,
          body: { customer_type: 'individual', display_name: 'John Doe', note: null },
        }),
      ).customer_type,
    ).toBe('individual');
    expect(dataOf(await accounting.GET('/api/customers/{id}', { params })).opening_balance_at).toBeNull();
    const { data, pagination, filter_meta } = dataOf(
      await accounting.GET('/api/customers', {
        params: { query: { column_sort_by: 'display_name', sort_order: 'asc', inactive_mode: 'false', page_size: 5 } },
      }),
    );
    expect([data.map(({ display_name }) => display_name), pagination.total, filter_meta.order]).toEqual([
      ['John Doe'],
      1,
      'asc',
    ]);
    expect(dataOf(await accounting.DELETE('/api/customers/{id}', { params }))).toBeUndefined();
  });

  it('opens a balance, and adds and lists ledger entries', async () => {
    const { id } = dataOf(
      await accounting.POST('/api/customers', {
        body: { customer_type: 'business', display_name: 'Acme', currency_code: 'USD' },
      }),
    );
    const params = { path: { id } };
    expect(
      dataOf(
        await accounting.PUT('/api/customers/{id}/opening-balance', {
          params,
          body: { opening_balance: 1000, opening_balance_at: '2024-01-01' },
        }),
      ).opening_balance,
    ).toBe(1000);
    expect(
      dataOf(
        await accounting.POST('/api/customers/{id}/ledger-entries', { params, body: { kind: 'invoice', amount: 500 } }),
      ).payer_id,
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
    const create = async (display_name: string) =>
      dataOf(
        await accounting.POST('/api/customers', {
          body: { customer_type: 'business', display_name, currency_code: 'USD' },
        }),
      ).id;
    const ids = [await create('Globex'), await create('Globex Europe')];
    const params = { path: { id: ids[0] ?? 0 } };
    expect(dataOf(await accounting.PATCH('/api/contacts/{id}/inactivate', { params })).activated).toBe(true);
    expect(
      dataOf(await accounting.GET('/api/contacts/auto-complete', { params: { query: { keyword: 'globex' } } })).map(
        ({ display_name }) => display_name,
      ),
    ).toEqual(['Globex Europe']);
    expect(dataOf(await accounting.PATCH('/api/contacts/{id}/activate', { params })).id).toBe(ids[0]);
    expect(dataOf(await accounting.GET('/api/contacts/{id}', { params })).display_name).toBe('Globex');
    expect(
      dataOf(await accounting.POST('/api/customers/validate-bulk-delete', { body: { ids } })).deletable_count,
    ).toBe(2);
    expect(dataOf(await accounting.POST('/api/customers/bulk-delete', { body: { ids } }))).toBeUndefined();
  });

  it('can call every operation of its document', () => {
    expect(connection.uncalled()).toEqual([]);
  });
});
