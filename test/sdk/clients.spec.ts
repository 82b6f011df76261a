import { type ClientsClient, createClientsClient, dataOf, signIn } from '../../sdk/src/clients/index.js';
import { aTenant } from '../factories/tenant.js';
import { recorded, type RecordedConnection } from '../support/sdk.js';
import { useApp } from '../support/use-app.js';

const app = useApp();
let connection: RecordedConnection;
let clients: ClientsClient;

beforeAll(async () => {
  const { domain, user, keys } = await aTenant(app);
  connection = recorded(app, 'clients');
  clients = createClientsClient({
    apiKey: keys.clients.secret,
    ...(await signIn({ ...connection, tenant: domain, email: user.email, password: user.password })),
  });
});

describe('@clientela/sdk/clients', () => {
  it('creates, reads, lists and updates clients', async () => {
    const { id } = dataOf(
      await clients.POST('/apidev/v1/clients', {
        body: { name: 'Regional Distributors', latitude: -34.894, status: null },
      }),
    ).data;
    const params = { path: { id } };
    expect(
      dataOf(
        await clients.PUT('/apidev/v1/clients/{id}', { params, body: { email: 'info@regionaldist.com', notes: null } }),
      ).data.updated_fields,
    ).toEqual(['email', 'notes']);
    const { address, accounts, email } = dataOf(await clients.GET('/apidev/v1/clients/{id}', { params })).data;
    expect([address.latitude, accounts, email]).toEqual([-34.894, [], 'info@regionaldist.com']);
    const { data, meta } = dataOf(
      await clients.GET('/apidev/v1/clients', { params: { query: { search: 'regional', limit: 5 } } }),
    );
    expect([data.map(({ name }) => name), meta.total]).toEqual([['Regional Distributors'], 1]);
  });

  it('says in the words of the contract why a request was refused', async () => {
    const { error } = await clients.GET('/apidev/v1/clients/{id}', { params: { path: { id: '42' } } });
    expect([error?.success, error?.error.code, error?.error.details]).toEqual([false, 'NOT_FOUND', undefined]);
  });

  it('can call every operation of its document', () => {
    expect(connection.uncalled()).toEqual([]);
  });
});
