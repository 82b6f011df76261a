import { DataSource } from 'typeorm';
import { migrationOptions } from '../../ormconfig.js';
import { commandOf } from '../../src/cli/commands.js';
import { migrations } from '../../src/database/migrations/index.js';
import { RecordsCompareByOneRule1763700700000 as Migration } from '../../src/database/migrations/1763700700000-records-compare-by-one-rule.js';
import { aCustomer, theCustomer } from '../factories/customer.js';
import { aTenant } from '../factories/tenant.js';
import { contactRecords } from '../support/contact-records.js';
import { asOwner } from '../support/owner.js';
import { openEmptyDatabase } from '../support/test-database.js';
import { useAppAndTenant } from '../support/use-app.js';

const { app, tenant: acme } = useAppAndTenant();
const records = contactRecords(app, acme);

const erp = (body: object) => app.as(acme).erp.put('/customers', body);

describe('rows of an earlier version', () => {
  it('compare by the current rules: clashes are flagged, and no text is rewritten', async () => {
    const database = await openEmptyDatabase();
    const options = migrationOptions({ url: database.url });
    const source = await new DataSource({
      ...options,
      migrations: migrations.slice(0, migrations.indexOf(Migration)),
    }).initialize();
    const runner = source.createQueryRunner();
    try {
      await source.runMigrations();
      await runner.query(
        `INSERT INTO tenants (id, slug, domain, name, base_currency, default_country, time_zone) VALUES (1, 'old', 'old.example', 'Old', 'USD', 'FR', 'UTC'), (2, 'none', 'none.example', 'None', 'USD', 'US', 'UTC')`,
      );
      await runner.query(`SELECT set_config('app.tenant', '1', false)`);
      await runner.query(
        `INSERT INTO customers (tenant_id, id, display_name, currency, token, country_iso) VALUES (1, 1, 'A', 'USD', 'a', NULL), (1, 2, 'B', 'USD', 'b', 'US')`,
      );
      await runner.query(
        `INSERT INTO emails (tenant_id, customer_id, email, email_normal) VALUES (1, 1, 'ΠΑΥΛΟΣ@g.example', 'παυλος@g.example'), (1, 1, 'παυλος@g.example', 'παυλοσ@g.example'), (1, 2, 'ada@g.example', 'ada@g.example')`,
      );
      await runner.query(
        `INSERT INTO phones (tenant_id, customer_id, phone, extension, phone_normal) VALUES (1, 1, '01 23 45 67 89', NULL, '01 23 45 67 89'), (1, 1, '+33 1 23 45 67 89', NULL, '+33123456789'),
           (1, 2, '+1 212 555 0170', 'x5', '+12125550170;ext=x5'), (1, 2, '(212) 555-0170 ext. 5', NULL, '+12125550170;ext=5'), (1, 2, '+1 212 555 0170', NULL, '+12125550170')`,
      );
      await new Migration().up(runner);
      await runner.query(`SELECT set_config('app.tenant', '1', false)`);
      expect(await runner.query('SELECT email, email_normal, is_twin, flat_only FROM emails ORDER BY id')).toEqual([
        { email: 'ΠΑΥΛΟΣ@g.example', email_normal: 'παυλοσ@g.example', is_twin: false, flat_only: false },
        { email: 'παυλος@g.example', email_normal: 'παυλοσ@g.example', is_twin: true, flat_only: false },
        { email: 'ada@g.example', email_normal: 'ada@g.example', is_twin: false, flat_only: false },
      ]);
      expect(await runner.query('SELECT phone, extension, phone_normal, is_twin FROM phones ORDER BY id')).toEqual([
        { phone: '01 23 45 67 89', extension: null, phone_normal: '+33123456789', is_twin: false },
        { phone: '+33 1 23 45 67 89', extension: null, phone_normal: '+33123456789', is_twin: true },
        { phone: '+1 212 555 0170', extension: 'x5', phone_normal: '+12125550170;ext=5', is_twin: false },
        { phone: '(212) 555-0170 ext. 5', extension: null, phone_normal: '+12125550170;ext=5', is_twin: true },
        { phone: '+1 212 555 0170', extension: null, phone_normal: '+12125550170', is_twin: false },
      ]);
    } finally {
      await runner.release();
      await source.destroy();
      await database.close();
    }
  });
});

/** A customer with two phones and two emails that older rules accepted. */
async function withTwins(): Promise<{ id: number; emails: number[]; phones: number[] }> {
  const { id } = await aCustomer(app, acme);
  const rows = <Row>(text: string) => asOwner<Row>(app, acme, text, [acme.id, id]);
  const emails = await rows<{ id: number }>(
    `INSERT INTO emails (tenant_id, customer_id, email, email_normal, is_twin) VALUES ($1, $2, 'Ada@v.example', 'ada@v.example', false), ($1, $2, 'ADA@v.example', 'ada@v.example', true) RETURNING id`,
  );
  const phones = await rows<{ id: number }>(
    `INSERT INTO phones (tenant_id, customer_id, phone, extension, phone_normal, is_twin) VALUES ($1, $2, '+1 212 555 0170', 'x5', '+12125550170;ext=5', false), ($1, $2, '(212) 555-0170 ext. 5', NULL, '+12125550170;ext=5', true) RETURNING id`,
  );
  return { id, emails: emails.map((row) => Number(row.id)), phones: phones.map((row) => Number(row.id)) };
}

const VALUE = { emails: { email: 'ada@v.example' }, phones: { phone: '+12125550170', extension: '5' } } as const;

describe.each(['emails', 'phones'] as const)('stored twins of %s', (what) => {
  it('cause refusal of a further one, whichever of them is deleted or changed', async () => {
    for (const at of [0, 1]) {
      const { id, ...made } = await withTwins();
      expect((await records.post(id, what, VALUE[what])).status).toBe(409);
      const change = what === 'emails' ? { email: 'other@v.example' } : { extension: '6' };
      expect((await records.put(id, what, made[what][at]!, change)).status).toBe(200);
      expect((await records.post(id, what, VALUE[what])).status).toBe(409);
      expect((await records.delete(id, what, made[what][1 - at]!)).status).toBe(204);
      expect((await records.post(id, what, VALUE[what])).status).toBe(201);
    }
  });

  it('are kept, and can be written as they are', async () => {
    const { id, ...made } = await withTwins();
    const before = await theCustomer(app, acme, id);
    const listed = await records[what](id);
    for (const record of listed) {
      const { email, phone, extension } = record;
      expect(
        (
          await records.put(
            id,
            what,
            Object.values(record)[0] as number,
            what === 'emails' ? { email } : { phone, extension },
          )
        ).status,
      ).toBe(200);
    }
    expect(await theCustomer(app, acme, id)).toEqual(before);
    expect((await records.put(id, what, made[what][1]!, { notes: 'n' })).status).toBe(200);
    expect(await records.values(id, what)).toEqual(
      listed.map((record) => record[what === 'emails' ? 'email' : 'phone'] as string),
    );
  });
});

describe('a customer that moves to another country', () => {
  it('has its phones compared in that country, and keeps new duplicates', async () => {
    const { id } = await aCustomer(app, acme, { countryIso: 'US' });
    for (const phone of ['2901 2345', '+598 2901 2345']) await records.add(id, 'phones', { phone });
    const { version } = await theCustomer(app, acme, id);
    expect((await erp({ id, country_iso: 'UY' })).status).toBe(201);
    expect((await theCustomer(app, acme, id)).version).toBe(version + 1);
    expect(await records.values(id, 'phones')).toEqual(['2901 2345', '+598 2901 2345']);
    expect((await records.post(id, 'phones', { phone: '+59829012345' })).status).toBe(409);
    expect((await erp({ id, country_iso: 'US' })).status).toBe(201);
    expect((await records.post(id, 'phones', { phone: '2901-2345', extension: '1' })).status).toBe(201);
    const [first] = await records.phones(id);
    expect((await records.delete(id, 'phones', first!['phone_id'] as number)).status).toBe(204);
    expect((await records.post(id, 'phones', { phone: '2901 2345' })).status).toBe(201);
  });

  it('keeps its version if it stays in its country', async () => {
    const { id } = await aCustomer(app, acme, { countryIso: 'UY', phone: '2901 2345' });
    const before = await theCustomer(app, acme, id);
    await erp({ id, country_iso: 'UY' });
    expect(await theCustomer(app, acme, id)).toEqual(before);
  });
});

describe('an external key', () => {
  it('equals an older key with blanks around it, for customers and contact persons', async () => {
    const [older, other] = [await aCustomer(app, acme, { firstName: 'Ann' }), await aCustomer(app, acme)];
    await asOwner(app, acme, "UPDATE customers SET external_key = E'\\u00a0EK-77 ' WHERE tenant_id = $1 AND id = $2", [
      acme.id,
      older.id,
    ]);
    await asOwner(app, acme, "UPDATE contact_persons SET external_key = ' CP-77' WHERE tenant_id = $1 AND id = $2", [
      acme.id,
      older.mainContactId,
    ]);
    const { clients, billing } = app.as(acme);
    expect(await clients.put(`/clients/${other.id}`, { external_code: 'EK-77' })).toMatchObject({
      status: 400,
      body: { error: { code: 'VALIDATION_ERROR' } },
    });
    expect((await billing.post('/customer', { company: 'New', external_key: 'EK-77' })).status).toBe(400);
    expect(
      (await billing.post('/user', { customer_id: other.id, first_name: 'Bob', external_key: 'CP-77' })).status,
    ).toBe(400);
    expect((await clients.put(`/clients/${other.id}`, { external_code: 'EK-78' })).status).toBe(200);
    expect((await clients.put(`/clients/${older.id}`, { external_code: 'EK-77' })).status).toBe(200);
    expect((await theCustomer(app, acme, older.id)).externalKey).toBe('EK-77');
  });
});

describe('clientela check', () => {
  const check = async (...argv: string[]) => {
    const { command, rest } = commandOf(['check', ...argv]);
    const answer = (await command!.run(app.nest, rest)) as {
      tenant: string;
      kind: string;
      normal: string;
      records: object[];
    }[];
    return { answer, isBad: command!.isBad!(answer) };
  };

  it('lists equal records of each kind, and ends with 1', async () => {
    const tenant = await aTenant(app);
    expect(await check('--tenant', tenant.slug)).toEqual({ answer: [], isBad: false });
    const [one, two] = [
      await aCustomer(app, tenant, { externalKey: 'EK', taxId: 'PT 1', firstName: 'Ann' }),
      await aCustomer(app, tenant, { taxId: 'PT-1', firstName: 'Bob' }),
    ];
    await asOwner(
      app,
      tenant,
      `INSERT INTO emails (tenant_id, customer_id, email, email_normal, is_twin) VALUES ($1, $2, 'Ada@v.example', 'ada@v.example', false), ($1, $2, 'ADA@v.example', 'ada@v.example', true)`,
      [tenant.id, one.id],
    );
    await asOwner(
      app,
      tenant,
      `INSERT INTO phones (tenant_id, customer_id, phone, phone_normal, is_twin) VALUES ($1, $2, '1 2', '12', false), ($1, $2, '12', '12', true)`,
      [tenant.id, one.id],
    );
    // As an older version stored it, which did not trim keys.
    await asOwner(app, tenant, 'ALTER TABLE customers DISABLE TRIGGER customers_keyed');
    await asOwner(app, tenant, "UPDATE customers SET external_key = ' EK' WHERE tenant_id = $1 AND id = $2", [
      tenant.id,
      two.id,
    ]);
    await asOwner(app, tenant, 'ALTER TABLE customers ENABLE TRIGGER customers_keyed');
    const { answer, isBad } = await check('--tenant', tenant.slug);
    expect(isBad).toBe(true);
    expect(answer).toMatchObject([
      {
        tenant: tenant.slug,
        kind: 'email',
        normal: 'ada@v.example',
        records: [
          { customerId: one.id, value: 'Ada@v.example' },
          { customerId: one.id, value: 'ADA@v.example' },
        ],
      },
      {
        kind: 'phone',
        normal: '12',
        records: [
          { customerId: one.id, value: '1 2' },
          { customerId: one.id, value: '12' },
        ],
      },
      {
        kind: 'externalKey',
        normal: 'EK',
        records: [
          { customerId: one.id, value: 'EK' },
          { customerId: two.id, value: ' EK' },
        ],
      },
      {
        kind: 'taxId',
        records: [
          { customerId: one.id, value: 'PT 1' },
          { customerId: two.id, value: 'PT-1' },
        ],
      },
    ]);
    expect((await check()).answer.filter((clash) => clash.tenant === tenant.slug)).toEqual(answer);
  });

  it('refuses a tenant that does not exist', async () => {
    await expect(check('--tenant', 'nowhere')).rejects.toThrow('nowhere');
  });
});
