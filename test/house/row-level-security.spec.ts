import { DataSource } from 'typeorm';
import { Database } from '../../src/engine/tenant-database/index.js';
import { aCustomer, theCustomer } from '../factories/customer.js';
import { giveId } from '../factories/own-ids.js';
import { comparedRows } from '../factories/compared-rows.js';
import { mergedRows } from '../factories/merged-rows.js';
import { rowsOfTheFeed } from '../factories/rows-of-the-feed.js';
import { rowsOfTheImports } from '../factories/rows-of-the-imports.js';
import { startApp } from '../support/app.js';
import { inHeader, signed } from '../support/signed.js';
import { useAppAndTenant, useTenant } from '../support/use-app.js';

const { app, tenant: acme } = useAppAndTenant();
const globex = useTenant(app);
let database: Database;
let source: DataSource;
let tables: string[];

beforeAll(async () => {
  database = app.nest.get(Database);
  source = app.nest.get(DataSource);
  for (const tenant of [acme, globex]) {
    const { id } = await aCustomer(app, tenant, {
      email: 'office@acme.example',
      phone: '+12125550100',
      firstName: 'Ada',
    });
    await app.as(tenant).contacts.post(`/customers/${id}/company-names`, { name: 'Acme Ltd.' });
    await app.as(tenant).accounting.post(`/customers/${id}/ledger-entries`, { kind: 'invoice', amount: 1 });
    await app.as(tenant).erp.post('/customers', { name: 'Ada' });
    const keyed = { body: { company: 'Ada' }, headers: { 'idempotency-key': 'one' } };
    await app.as(tenant).billing.send('POST', '/customer', keyed);
    await rowsOfTheFeed(app, tenant, id);
    await rowsOfTheImports(app, tenant);
    await giveId(app, tenant, ['clients', 'customer'], id, '77');
    await comparedRows(app, tenant);
    await mergedRows(app, tenant);
    const path = '/api/v3/customer/_count';
    await app.send('GET', path, { headers: inHeader(signed(tenant.keys.billing, { url: app.url + path })) });
  }
  const rows = await source.query<{ name: string }[]>(
    `SELECT table_name AS name FROM information_schema.columns WHERE table_schema = 'public' AND column_name = 'tenant_id'`,
  );
  tables = rows.map(({ name }) => name);
});

const tenantsIn = async (rows: Promise<{ tenant_id: number }[]>) => [
  ...new Set((await rows).map(({ tenant_id }) => tenant_id)),
];

describe('row-level security', () => {
  it('is on, and forced on the owner too, for every table that has a tenant', async () => {
    const rows = await source.query<{ name: string }[]>(`
      SELECT relname AS name FROM pg_class JOIN pg_policy ON polrelid = pg_class.oid AND polname = 'its_tenant' AND polcmd = '*' AND polpermissive AND polroles = '{0}'
      WHERE relrowsecurity AND relforcerowsecurity AND pg_get_expr(polqual, polrelid) = '(tenant_id = current_tenant())'`);
    expect(tables.length).toBeGreaterThan(8);
    expect(rows.map(({ name }) => name).sort()).toEqual(tables.toSorted());
  });

  it('applies to every connection: statements run as a role that owns nothing and bypasses nothing', async () => {
    const [role] = await database.write<object>(acme.id, {
      text: `
      SELECT rolname, rolsuper, rolbypassrls, EXISTS (SELECT FROM pg_class WHERE relowner = pg_roles.oid) AS owns FROM pg_roles WHERE rolname = current_user`,
    });
    expect(role).toEqual({ rolname: 'clientela_app', rolsuper: false, rolbypassrls: false, owns: false });
  });

  it('shows a tenant its own rows alone, whatever the statement asks for', async () => {
    for (const table of tables)
      expect({
        table,
        tenants: await tenantsIn(database.write(acme.id, { text: `SELECT tenant_id FROM ${table}` })),
      }).toEqual({
        table,
        tenants: [acme.id],
      });
  });

  it('shows nothing where no tenant is named, also on a connection that named one before', async () => {
    for (const table of tables) {
      await database.write(acme.id, { text: `SELECT 1 FROM ${table}` });
      expect({ table, tenants: await tenantsIn(database.system({ text: `SELECT tenant_id FROM ${table}` })) }).toEqual({
        table,
        tenants: [],
      });
    }
  });

  it('keeps a tenant from changing, removing or making rows of another', async () => {
    const note = () =>
      database.write(globex.id, { text: 'SELECT note FROM customers WHERE tenant_id = $1', values: [globex.id] });
    const before = await note();
    await database.write(acme.id, {
      text: `UPDATE customers SET note = 'mine now' WHERE tenant_id = $1`,
      values: [globex.id],
    });
    await database.write(acme.id, { text: 'DELETE FROM emails WHERE tenant_id = $1', values: [globex.id] });
    expect(await note()).toEqual(before);
    expect(
      await database.write(globex.id, { text: 'SELECT 1 FROM emails WHERE tenant_id = $1', values: [globex.id] }),
    ).toHaveLength(1);
    const smuggled = database.write(acme.id, {
      text: `INSERT INTO customers (tenant_id, display_name, token, currency) VALUES ($1, 'Trojan', 'aaaaaaaaaaaa', 'USD')`,
      values: [globex.id],
    });
    await expect(smuggled).rejects.toMatchObject({ code: '42501' });
    const moved = database.write(acme.id, { text: 'UPDATE customers SET tenant_id = $1', values: [globex.id] });
    // Citus refuses any change of the column that tells where a row is.
    await expect(moved).rejects.toMatchObject({ code: process.env.CITUS_URL ? '0A000' : '42501' });
  });

  it('leaves the application no way to change the ledger, remove customers or read what migrations ran', async () => {
    for (const statement of [
      'UPDATE ledger_entries SET amount = 2',
      'DELETE FROM ledger_entries',
      'DELETE FROM customers',
      'DELETE FROM tenants',
      'SELECT FROM migrations',
      'ALTER TABLE customers DISABLE ROW LEVEL SECURITY',
    ])
      await expect(database.write(acme.id, { text: statement })).rejects.toMatchObject({ code: '42501' });
  });

  it('reveals the tenant of one credential at a time, and only to the application', async () => {
    const functions = await source.query<{ name: string; open: boolean }[]>(`
      SELECT proname AS name, has_function_privilege('public', pg_proc.oid, 'EXECUTE') AS open FROM pg_proc
      WHERE prosecdef AND pronamespace = 'public'::regnamespace ORDER BY 1`);
    expect(functions).toEqual(
      [
        'analyze_table',
        'contact_persons_key_is_free',
        'count_added',
        'count_removed',
        'count_turned',
        'customer_mentions',
        'customers_keep_change',
        'customers_keep_whole',
        'customers_key_is_free',
        'customers_mentioning',
        'customers_named',
        'customers_spelled',
        'erase_changes',
        'forget_update',
        'has_many_customers',
        'key_standing',
        'keys_by_public',
        'keys_by_secret',
        'listening_webhooks',
        'memberships_of',
        'move_ledger_entries',
        'remove_imported',
        'renew_feed_era',
        'sampled_customers',
        'tenants_with_other_keys',
        'tenants_with_other_secrets',
        'trim_changes',
        'wanted_imports',
      ].map((name) => ({ name, open: false })),
    );
  });

  it('names the tenant for one transaction, so the next user of the connection does not inherit it', async () => {
    await database.write(acme.id, { text: 'SELECT 1 AS one' });
    const left = await source.query<{ tenant: string | null; role: string }[]>(
      `SELECT current_setting('app.tenant', true) AS tenant, current_setting('role') AS role`,
    );
    expect(left).toEqual([{ tenant: '', role: 'clientela_app' }]);
  });

  it('shows and changes nothing on a connection with another role, and the pool drops that connection', async () => {
    const alone = await startApp({ DATABASE_POOL: '2', LOG_LEVEL: 'silent' });
    try {
      const { id } = await aCustomer(alone, acme, { note: 'before' });
      // Both connections of the pool lose the role, as behind a proxy that the settings do not mention.
      const connections = [1, 2].map(() => alone.nest.get(DataSource).createQueryRunner());
      await Promise.all(connections.map((one) => one.connect()));
      for (const one of connections) await one.query('RESET ROLE').then(() => one.release());
      expect((await alone.as(acme).clients.get(`/clients/${id}`)).status).toBe(500);
      expect((await alone.as(acme).clients.put(`/clients/${id}`, { notes: 'after' })).status).toBe(500);
      expect(await theCustomer(app, acme, id)).toMatchObject({ note: 'before' });
      expect((await alone.as(acme).clients.put(`/clients/${id}`, { notes: 'after' })).status).toBe(200);
    } finally {
      await alone.close();
    }
  });
});
