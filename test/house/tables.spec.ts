import { DataSource } from 'typeorm';
import { entities } from '../../src/entities.js';
import { LedgerService } from '../../src/ledger/ledger.service.js';
import { Database } from '../../src/engine/tenant-database/index.js';
import { aCustomer } from '../factories/customer.js';
import { aTenant } from '../factories/tenant.js';
import { asOwner, onServer } from '../support/owner.js';
import { useApp } from '../support/use-app.js';

/** What exists before and beside tenants, each with its reason. */
const NO_TENANT = {
  tenants: 'is the list of tenants',
  users: 'people, who may work for several tenants',
  user_identities: 'accounts of these people at identity providers',
  migrations: 'which changes the database has seen',
  schema_release: 'which release brought the database up to date',
  feed_eras: 'which servers have counted the transactions of the database',
};

const app = useApp();
let source: DataSource;

beforeAll(async () => {
  source = app.nest.get(DataSource);
});

interface Key {
  table: string;
  name: string;
  kind: 'p' | 'u' | 'f';
  columns: string[];
  /** The table that a foreign key points to. */
  target: string;
}

const keys = () =>
  source.query<Key[]>(`
    SELECT c.conrelid::regclass::text AS table, c.conname AS name, c.contype AS kind,
      array_agg(a.attname::text ORDER BY k.position) AS columns, c.confrelid::regclass::text AS target
    FROM pg_constraint c JOIN pg_namespace n ON n.oid = c.connamespace
      CROSS JOIN LATERAL unnest(c.conkey) WITH ORDINALITY AS k (attnum, position)
      JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = k.attnum
    WHERE n.nspname = 'public' AND c.contype IN ('p', 'u', 'f') GROUP BY 1, 2, 3, 5`);

describe('every table', () => {
  it('has the tenant as its first column, or a reason', async () => {
    const rows = await onServer<{ table: string }>(
      app,
      `
      SELECT t.table_name AS table FROM information_schema.tables t
      WHERE t.table_schema = 'public' AND t.table_type = 'BASE TABLE' AND NOT EXISTS (
        SELECT 1 FROM information_schema.columns c
        WHERE c.table_schema = 'public' AND c.table_name = t.table_name AND c.ordinal_position = 1 AND c.column_name = 'tenant_id' AND c.is_nullable = 'NO')`,
    );
    expect(rows.map(({ table }) => table).sort()).toEqual(Object.keys(NO_TENANT).sort());
  });

  it('begins each of its primary, unique and foreign keys with the tenant', async () => {
    // A membership's user is a person, and people have no tenant.
    const ofTenants = (await keys()).filter(({ table, target }) => !(table in NO_TENANT) && target !== 'users');
    expect(ofTenants.length).toBeGreaterThan(20);
    expect(ofTenants.filter(({ columns }) => columns[0] !== 'tenant_id')).toEqual([]);
  });

  it('begins each of its unique indexes with the tenant', async () => {
    const rows = await source.query<{ table: string; first: string }[]>(`
      SELECT i.indrelid::regclass::text AS table, a.attname::text AS first FROM pg_index i
      JOIN pg_class c ON c.oid = i.indrelid JOIN pg_namespace n ON n.oid = c.relnamespace
      LEFT JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = i.indkey[0]
      WHERE n.nspname = 'public' AND i.indisunique`);
    expect(rows.filter(({ table, first }) => !(table in NO_TENANT) && first !== 'tenant_id')).toEqual([]);
  });

  it('that an entity describes has the columns that the entity names', async () => {
    for (const entity of entities) {
      const { tableName, columns } = source.getMetadata(entity);
      const stored = await source.query<{ name: string }[]>(
        `SELECT column_name AS name FROM information_schema.columns WHERE table_schema = 'public' AND table_name = $1 AND is_generated = 'NEVER'`,
        [tableName],
      );
      expect(columns.map(({ databaseName }) => databaseName).sort()).toEqual(stored.map(({ name }) => name).sort());
    }
  });
});

describe('the database', () => {
  it('answers decimals as their text, and whole numbers as numbers below 2^53 or not at all', async () => {
    const { id } = await aTenant(app);
    const ask = (text: string) => app.nest.get(Database).write(id, { text: `SELECT ${text} AS value` });
    expect(await ask('0.10::numeric + 9007199254740993')).toEqual([{ value: '9007199254740993.10' }]);
    expect(await ask('9007199254740991::bigint')).toEqual([{ value: 9_007_199_254_740_991 }]);
    for (const text of ['9007199254740992', '9007199254740993', '-9223372036854775808'])
      await expect(ask(`'${text}'::bigint`)).rejects.toThrow('exceeds 2^53');
  });

  it('dates alike what one request writes', async () => {
    const tenant = await aTenant(app);
    const times = () =>
      asOwner<{ times: number }>(
        app,
        tenant,
        `
        SELECT count(DISTINCT time)::int AS times FROM (
          SELECT updated_at AS time FROM customers WHERE tenant_id = $1 UNION ALL SELECT updated_at FROM emails WHERE tenant_id = $1 UNION ALL SELECT updated_at FROM phones WHERE tenant_id = $1
          UNION ALL SELECT created_at FROM customers WHERE tenant_id = $1 AND version = 1) written`,
        [tenant.id],
      );
    const { body } = await app.as(tenant).clients.post('/clients', {
      name: 'Ada',
      email: 'ada@example.com',
      phone: '+12125550100',
      mobile: '+12125550109',
    });
    expect(await times()).toEqual([{ times: 1 }]);
    await app.as(tenant).clients.put(`/clients/${body.data.id}`, {
      name: 'Grace',
      email: 'grace@example.com',
      phone: '+12125550101',
      mobile: '+12125550108',
    });
    expect(await times()).toEqual([{ times: 1 }]);
  });

  it('refuses a child that points into another tenant', async () => {
    const mine = await aTenant(app);
    const theirs = await aCustomer(app, await aTenant(app));
    const stray = asOwner(
      app,
      mine,
      `INSERT INTO emails (tenant_id, customer_id, email, email_normal) VALUES ($1, $2, 'a@b.c', 'a@b.c')`,
      [mine.id, theirs.id],
    );
    await expect(stray).rejects.toMatchObject({ code: '23503' });
  });

  it.each([
    ['emails', 'email_id', "email, email_normal) VALUES ($1, $2, 'a@b.c', 'a@b.c'"],
    ['phones', 'phone_id', "phone, phone_normal) VALUES ($1, $2, '1', '1'"],
  ])('deletes one of the %s that a contact person points at, and keeps the person', async (table, pointer, values) => {
    const tenant = await aTenant(app);
    const { id: customer } = await aCustomer(app, tenant);
    const own = (text: string, ...more: unknown[]) =>
      asOwner<Record<string, number | null>>(app, tenant, text, [tenant.id, customer, ...more]);
    const [{ id } = {}] = await own(`INSERT INTO ${table} (tenant_id, customer_id, ${values}) RETURNING id`);
    const person = `INSERT INTO contact_persons (tenant_id, customer_id, token, ${pointer}) VALUES ($1, $2, 't', $3)`;
    await own(person, id);
    await own(`DELETE FROM ${table} WHERE tenant_id = $1 AND customer_id = $2`);
    expect(
      await own(`SELECT ${pointer} AS pointer FROM contact_persons WHERE tenant_id = $1 AND customer_id = $2`),
    ).toEqual([{ pointer: null }]);
  });

  it('refuses to commit a default company name that is not active', async () => {
    const tenant = await aTenant(app);
    const { id } = await aCustomer(app, tenant);
    const [name] = await asOwner<{ id: number }>(
      app,
      tenant,
      `INSERT INTO company_names (tenant_id, customer_id, name, is_active) VALUES ($1, $2, 'Idle', false) RETURNING id`,
      [tenant.id, id],
    );
    const pointing = asOwner(
      app,
      tenant,
      'UPDATE customers SET default_company_name_id = $3 WHERE tenant_id = $1 AND id = $2',
      [tenant.id, id, name!.id],
    );
    await expect(pointing).rejects.toMatchObject({ code: '23503' });
  });

  it('refuses to change or remove a ledger entry', async () => {
    const tenant = await aTenant(app);
    const { id } = await aCustomer(app, tenant);
    await app.nest.get(LedgerService).record(tenant.id, id, { kind: 'invoice', amount: '1' });
    await expect(
      asOwner(app, tenant, 'UPDATE ledger_entries SET amount = 2 WHERE tenant_id = $1', [tenant.id]),
    ).rejects.toThrow('never changed');
    await expect(asOwner(app, tenant, 'DELETE FROM ledger_entries WHERE tenant_id = $1', [tenant.id])).rejects.toThrow(
      'never changed',
    );
  });
});
