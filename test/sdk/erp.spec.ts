import { createErpClient, dataOf, type ErpClient, signIn } from '../../sdk/src/erp/index.js';
import { startApp } from '../support/app.js';
import { recorded, type RecordedConnection } from '../support/sdk.js';
import { useAppAndTenant } from '../support/use-app.js';

const { app, tenant } = useAppAndTenant();
let connection: RecordedConnection;
let erp: ErpClient;

beforeAll(async () => {
  connection = recorded(app, 'erp');
  erp = createErpClient(await signIn({ ...connection, account: tenant.slug, apiToken: tenant.keys.erp.secret }));
});

describe('@clientela/sdk/erp', () => {
  it('tells the state of a session, opened by a key or by a password', async () => {
    const asUser = createErpClient(
      await signIn({
        ...connection,
        account: tenant.slug,
        username: tenant.user.login,
        password: tenant.user.password,
      }),
    );
    expect(dataOf(await asUser.GET('/status')).status).toContain(tenant.user.login);
    expect(dataOf(await erp.GET('/status')).versions.current_api_version).toBe('v4.0.0');
  });

  it('adds, updates and lists customers', async () => {
    const { id, entity_code } = dataOf(
      await erp.POST('/customers', {
        body: { name: 'New Customer Ltd', inactive: 'N', billing_address: { city: 'Lisboa' } },
      }),
    );
    expect(
      dataOf(
        await erp.PUT('/customers', { body: { code: entity_code, phone: '+351211234567', shipping_address: null } }),
      ).id,
    ).toBe(id);
    const customers = dataOf(
      await erp.GET('/customers', {
        params: { query: { searchString: 'Lisboa', searchColumn: 'billing_address.city', limit: 5 } },
      }),
    );
    expect(customers.map(({ phone, billing_address, inactive }) => [phone, billing_address?.city, inactive])).toEqual([
      ['+351211234567', 'Lisboa', '0'],
    ]);
  });

  it('gives each of many writes at once a greater nonce, or sends the one that it is given', async () => {
    const answers = await Promise.all(
      Array.from({ length: 10 }, (_, at) => erp.POST('/customers', { body: { name: `Customer ${at}` } })),
    );
    expect(answers.map(({ response }) => response.status)).toEqual(Array.from({ length: 10 }, () => 201));
    const { error } = await erp.POST('/customers', { params: { query: { nonce: 1 } }, body: { name: 'Late' } });
    expect(error?.code).toBe('NONCE_REUSED');
    expect(dataOf(await erp.POST('/customers', { body: { name: 'Afterwards' } })).id).toBeGreaterThan(0);
  });

  it('signs in again before its session ends, once for all requests that wait for it', async () => {
    const brief = await startApp({ ERP_SESSION_MINUTES: '1' });
    const signIns: Request[] = [];
    const fetch = async (request: Request) => {
      if (request.url.endsWith('/helo')) signIns.push(request);
      return globalThis.fetch(request);
    };
    const passing = createErpClient(
      await signIn({ baseUrl: `${brief.url}/`, fetch, account: tenant.slug, apiToken: tenant.keys.erp.secret }),
    );
    const answers = await Promise.all([passing.GET('/status'), passing.GET('/customers')]);
    expect([answers.map(({ response }) => response.status), signIns.length]).toEqual([[200, 200], 2]);
    await brief.close();
  });

  it('goes on with the next write when one did not get through', async () => {
    let broken = true;
    const fetch = async (request: Request) => {
      if (request.method === 'POST' && broken) throw new Error('The line is down');
      return connection.fetch(request);
    };
    const unlucky = createErpClient({
      baseUrl: app.url,
      account: tenant.slug,
      token: await tenant.tokens.erp(),
      fetch,
    });
    await expect(unlucky.POST('/customers', { body: { name: 'Lost' } })).rejects.toThrow('The line is down');
    broken = false;
    expect(dataOf(await unlucky.POST('/customers', { body: { name: 'Found' } })).id).toBeGreaterThan(0);
  });

  it('can call every operation of its document', () => {
    expect(connection.uncalled()).toEqual([]);
  });
});
