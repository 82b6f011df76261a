import { migrationOptions } from '../../ormconfig.js';
import { TenantAccountsService } from '../../src/auth/tenant-accounts.service.js';
import { aCustomer } from '../factories/customer.js';
import { aFilledTenant } from '../factories/filled-tenant.js';
import { aTenant, type TestTenant } from '../factories/tenant.js';
import { startApp, type TestApp } from '../support/app.js';
import { asOwner, onServer } from '../support/owner.js';

let app: TestApp;
let acme: TestTenant;
let globex: TestTenant;
let tables: string[];

beforeAll(async () => {
  app = await startApp();
  [acme, globex] = [await aFilledTenant(app), await aFilledTenant(app)];
  const rows = await onServer<{ name: string }>(
    app,
    `SELECT table_name AS name FROM information_schema.columns WHERE table_schema = 'public' AND column_name = 'tenant_id'`,
  );
  tables = rows.map(({ name }) => name).sort();
});
afterAll(() => app.close());

const owner = () => migrationOptions({ url: app.env.databaseUrl! });

const count = async (tenant: TestTenant, table: string) =>
  (
    await asOwner<{ rows: number }>(app, tenant, `SELECT count(*)::int AS rows FROM ${table} WHERE tenant_id = $1`, [
      tenant.id,
    ])
  )[0]!.rows;
const counts = async (tenant: TestTenant) =>
  Object.fromEntries(await Promise.all(tables.map(async (table) => [table, await count(tenant, table)] as const)));

async function exported(tenant: TestTenant): Promise<{ table: string; row: Record<string, unknown> }[]> {
  const lines: string[] = [];
  for await (const line of app.nest.get(TenantAccountsService).export(tenant.id)) lines.push(line);
  for (const line of lines) expect(line.indexOf('\n')).toBe(line.length - 1);
  return lines.map((line) => JSON.parse(line) as { table: string; row: Record<string, unknown> });
}

describe('the export of a tenant', () => {
  it('has every row of every table that has a tenant, and the users, of this tenant alone', async () => {
    const lines = await exported(acme);
    const stored = await counts(acme);
    expect(Object.values(stored).every((rows) => rows > 0)).toBe(true);
    const found = Object.fromEntries(
      tables.map((table) => [table, lines.filter((line) => line.table === table).length]),
    );
    expect(found).toEqual(stored);
    expect([...new Set(lines.flatMap(({ row }) => row['tenant_id'] ?? []))]).toEqual([acme.id]);
    expect(lines[0]).toMatchObject({ table: 'tenants', row: { id: acme.id, slug: acme.slug, suspendedAt: null } });
    expect(lines.filter(({ table }) => table === 'users').map(({ row }) => row)).toMatchObject([
      { id: acme.user.id, email: acme.user.email },
    ]);
    expect(lines.find(({ table }) => table === 'ledger_entries')!.row).toMatchObject({ amount: 9_007_199_254.5 });
    expect(lines.find(({ row }) => row['note'] === 'line one\nline "two"')).toBeDefined();
  });

  it('has no secret, and no hash of one', async () => {
    const text = JSON.stringify(await exported(acme));
    for (const { secret } of Object.values(acme.keys)) expect(text).not.toContain(secret);
    expect(text).not.toMatch(/hash|argon2|\\\\x[\da-f]{16}/);
  });

  it('reads many rows a batch at a time, and can be left in the middle', async () => {
    const large = await aTenant(app);
    await asOwner(
      app,
      large,
      `INSERT INTO customers (tenant_id, display_name, token, currency) SELECT $1, 'Ada ' || n, 'token' || n, 'USD' FROM generate_series(1, 1234) n`,
      [large.id],
    );
    expect((await exported(large)).filter(({ table }) => table === 'customers')).toHaveLength(1234);
    for (let time = 0; time < 25; time++) {
      let read = 0;
      for await (const line of app.nest.get(TenantAccountsService).export(large.id))
        if (line.includes('"customers"') && ++read === 150) break;
      expect(read).toBe(150);
    }
  });
});

describe('the removal of a tenant', () => {
  it('takes all of its rows out of every table, and no other tenant’s', async () => {
    const before = await counts(globex);
    const removed = await app.nest.get(TenantAccountsService).delete(acme.id, owner());
    expect(removed).toMatchObject({ customers: 9, ledger_entries: 1, company_names: 1, api_keys: 7 });
    expect(Object.keys(removed).sort()).toEqual(tables);
    expect(await counts(acme)).toEqual(Object.fromEntries(tables.map((table) => [table, 0])));
    expect(await onServer(app, 'SELECT FROM tenants WHERE id = $1', [acme.id])).toEqual([]);
    expect(await counts(globex)).toEqual(before);
    expect(
      (await app.send('GET', '/api/customers', { headers: { authorization: `Bearer ${acme.keys.accounting.secret}` } }))
        .status,
    ).toBe(401);
  });

  it('waits for writers; they are refused afterwards and leave no row', async () => {
    const busy = await aFilledTenant(app);
    const { id } = await aCustomer(app, busy, {});
    let isOver = false;
    const answers: number[] = [];
    const writer = async () => {
      while (!isOver)
        answers.push(
          (
            await app
              .as(busy)
              .contacts.post(`/customers/${id}/emails`, { email: `a${answers.length}${Math.random()}@example.com` })
          ).status,
        );
    };
    const writers = [writer(), writer(), writer(), writer()];
    await app.nest.get(TenantAccountsService).delete(busy.id, owner());
    isOver = true;
    await Promise.all(writers);
    expect(answers.filter((status) => status >= 500)).toEqual([]);
    expect(await counts(busy)).toEqual(Object.fromEntries(tables.map((table) => [table, 0])));
  });

  it('is not possible with the rights of the application', async () => {
    await expect(asOwner(app, globex, 'DELETE FROM ledger_entries WHERE tenant_id = $1', [globex.id])).rejects.toThrow(
      'never changed',
    );
    await expect(
      asOwner(
        app,
        globex,
        `SET LOCAL ROLE clientela_app; SET LOCAL app.removed_tenant = '${globex.id}'; DELETE FROM ledger_entries`,
      ),
    ).rejects.toMatchObject({ code: '42501' });
  });
});
