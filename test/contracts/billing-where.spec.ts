import type { NewCustomer } from '../../src/customers/customer-record.js';
import { aCustomer } from '../factories/customer.js';
import { aTenant, type TestTenant } from '../factories/tenant.js';
import { asOwner } from '../support/owner.js';
import { useApp } from '../support/use-app.js';

const app = useApp();

const list = (tenant: TestTenant, query: Record<string, unknown>) => app.as(tenant).billing.get('/customer', query);
const count = (tenant: TestTenant, where?: string) => app.as(tenant).billing.get('/customer/_count', { where });
const names = async (tenant: TestTenant, query: Record<string, unknown>) =>
  ((await list(tenant, query)).body.response as { company: string }[]).map(({ company }) => company);

async function aTenantWith(...customers: Partial<NewCustomer>[]): Promise<{ tenant: TestTenant; ids: number[] }> {
  const tenant = await aTenant(app);
  const ids: number[] = [];
  for (const values of customers) ids.push((await aCustomer(app, tenant, values)).id);
  return { tenant, ids };
}

const refused = (parameter: string) => ({
  status: 400,
  body: {
    code: 400,
    status: 'Error',
    message: 'Missing or invalid parameter.',
    details: { [parameter]: expect.any(String) },
    response: false,
  },
});

describe('GET /api/v3/customer?where=', () => {
  let tenant: TestTenant;
  let ids: number[];
  let contacts: number[];

  // A has everything, B something else in its place, C nothing of it.
  beforeAll(async () => {
    const text = (value: string) => ({
      externalKey: `key-${value}`,
      billingState: value,
      billingCountry: value,
      shippingState: value,
      shippingCountry: value,
      custom1: value,
      custom20: value,
    });
    ({ tenant, ids } = await aTenantWith(
      { displayName: 'A', ...text('100% Äpfel, süß'), firstName: 'Ann', email: 'ann@Example.com' },
      { displayName: 'B', ...text('b'), firstName: 'Bob', email: 'bob@example.com', status: 'I' },
      { displayName: 'C' },
    ));
    await app.as(tenant).billing.put(`/customer/${ids[1]}`, { parent_customer_id: ids[0] });
    await app.as(tenant).billing.put(`/customer/${ids[0]}`, { parent_customer_id: ids[2] });
    contacts = ((await list(tenant, { order: 'customer_id:ASC' })).body.response as { superuser_id: number }[]).map(
      ({ superuser_id }) => superuser_id,
    );
  });

  const TEXTS = ['bill_state', 'bill_country', 'ship_state', 'ship_country', 'custom_1', 'custom_20'];

  describe.each(TEXTS)('%s', (field) => {
    it.each([
      ['EQUALS:b', ['B']],
      ['EQUALS:B', []],
      ['EQUALS:100% Äpfel\\, süß', ['A']],
      ['NOTEQUALS:b', ['A', 'C']],
      ['GT:aaa', ['B']],
      ['LT:aaa', ['A']],
      ['GTE:b', ['B']],
      ['LTE:b', ['A', 'B']],
      ['CONTAINS:äpfel', ['A']],
      ['CONTAINS:0%', ['A']],
      ['CONTAINS:_', []],
      ['IS:NULL', ['C']],
      ['ISNOT:NULL', ['A', 'B']],
    ])('%s', async (condition, found) => {
      const where = `${field}:${condition}`;
      expect(await names(tenant, { where })).toEqual(found);
      expect((await count(tenant, where)).body.response).toBe(found.length);
    });
  });

  it.each<[string, () => unknown, string[]]>([
    ['customer_id:EQUALS:', () => ids[1], ['B']],
    ['customer_id:NOTEQUALS:', () => ids[1], ['A', 'C']],
    ['customer_id:GT:', () => ids[1], ['C']],
    ['customer_id:GTE:', () => ids[1], ['B', 'C']],
    ['customer_id:LT:', () => ids[1], ['A']],
    ['customer_id:LTE:', () => ids[1], ['A', 'B']],
    ['customer_id:CONTAINS:', () => ids[1], ['B']],
    ['customer_id:EQUALS:', () => '9007199254740991', []],
    ['customer_id:GT:', () => '-1', ['A', 'B', 'C']],
    ['parent_customer_id:EQUALS:', () => ids[0], ['B']],
    ['parent_customer_id:IS:', () => 'NULL', ['C']],
    ['superuser_id:EQUALS:', () => contacts[0], ['A']],
    ['superuser_id:ISNOT:', () => 'NULL', ['A', 'B']],
    ['external_key:EQUALS:', () => 'key-b', ['B']],
    ['external_key:CONTAINS:', () => 'KEY', ['A', 'B']],
    ['company:EQUALS:', () => 'C', ['C']],
    ['company:IS:', () => 'NULL', []],
    ['superuser_email:EQUALS:', () => 'Ann@example.COM', ['A']],
    ['superuser_email:NOTEQUALS:', () => 'ANN@example.com', ['B', 'C']],
    ['superuser_email:CONTAINS:', () => 'BOB', ['B']],
    ['token:CONTAINS:', () => '', ['A', 'B', 'C']],
    ['customer_status_state:EQUALS:', () => 'a', ['A', 'C']],
    ['customer_status_state:NOTEQUALS:', () => 'a', ['B']],
    ['customer_status_state:EQUALS:', () => 'x', []],
    ['customer_status_str:EQUALS:', () => 'inactive-manual', ['B']],
    ['customer_status_str:CONTAINS:', () => 'Current', ['A', 'C']],
    ['customer_status_str:CONTAINS:', () => 'active', ['A', 'B', 'C']],
    ['customer_status_str:GT:', () => 'active-current', ['B']],
    ['customer_status_str:LTE:', () => 'active-current', ['A', 'C']],
    ['customer_status_str:IS:', () => 'NULL', []],
    ['customer_status_str:ISNOT:', () => 'NULL', ['A', 'B', 'C']],
  ])('%s…', async (condition, value, found) => {
    const where = `${condition}${String(value())}`;
    expect(await names(tenant, { where })).toEqual(found);
    expect((await count(tenant, where)).body.response).toBe(found.length);
  });

  it('finds by token', async () => {
    const { token } = (await app.as(tenant).billing.get(`/customer/${ids[1]}`)).body.response;
    expect(await names(tenant, { where: `token:EQUALS:${token}` })).toEqual(['B']);
  });

  it('takes several conditions that all must hold', async () => {
    expect(await names(tenant, { where: 'customer_status_state:EQUALS:a,external_key:ISNOT:NULL' })).toEqual(['A']);
    expect(await names(tenant, { where: 'bill_state:CONTAINS:äpfel\\, sü,ship_state:CONTAINS:\\,' })).toEqual(['A']);
  });

  it('takes a backslash and more colons as they are', async () => {
    const { tenant: other } = await aTenantWith(
      { displayName: 'Back', custom1: 'c:\\dir\\' },
      { displayName: 'Colon', custom1: 'http://dev.lvh.me:3000' },
    );
    expect(await names(other, { where: 'custom_1:EQUALS:c:\\dir\\' })).toEqual(['Back']);
    expect(await names(other, { where: 'custom_1:EQUALS:http://dev.lvh.me:3000' })).toEqual(['Colon']);
  });

  it('finds nothing of another tenant, nor what is deleted', async () => {
    const { tenant: other, ids: theirs } = await aTenantWith({ displayName: 'Theirs' }, { displayName: 'Gone' });
    await app.as(other).billing.delete(`/customer/${theirs[1]}`);
    expect(await names(other, {})).toEqual(['Theirs']);
    expect((await count(other)).body).toEqual({ code: 200, status: 'OK', message: '', details: {}, response: 1 });
    expect(await names(tenant, { where: `customer_id:EQUALS:${theirs[0]}` })).toEqual([]);
  });

  it.each([
    'colour:EQUALS:red',
    '__proto__:EQUALS:x',
    'displayName:EQUALS:A',
    'custom_21:IS:NULL',
    'custom_0:IS:NULL',
    'company:LIKE:a',
    'company:equals:A',
    'company:IS:NOTNULL',
    'company:IS:NULL:x',
    'company:EQUALS',
    'company',
    ':EQUALS:A',
    ',',
    'company:EQUALS:A,',
    'customer_id:EQUALS:1.5',
    'customer_id:EQUALS:abc',
    'customer_id:EQUALS:',
    'superuser_id:GT:1e3',
    'write_datetime:EQUALS:yesterday',
    'write_datetime:EQUALS:2024-02-30',
    'write_datetime:EQUALS:2024-01-01 24:00:00',
    'write_datetime:CONTAINS:2024',
    'company:EQUALS:\0',
    `company:EQUALS:${'x'.repeat(8000)}`,
  ])('400: refuses %s', async (where) => {
    const parameter = /^customer_id|^superuser_id/.test(where) ? where.split(':')[0]! : 'where';
    expect(await list(tenant, { where })).toMatchObject(refused(parameter));
    expect(await count(tenant, where)).toMatchObject(refused(parameter));
  });
});

describe('times in a condition', () => {
  const at = async (tenant: TestTenant, id: number, moment: string) => {
    await asOwner(
      app,
      tenant,
      'UPDATE customers SET created_at = $3, updated_at = $3 WHERE tenant_id = $1 AND id = $2',
      [tenant.id, id, moment],
    );
  };

  it.each(['write_datetime', 'mod_datetime'])(
    '%s is read on the clocks of the tenant, to the second',
    async (field) => {
      const tenant = await aTenant(app, { timeZone: 'America/New_York', billingTimes: 'local' });
      for (const [displayName, moment] of [
        ['Winter', '2024-01-15T17:00:00.789Z'],
        ['Summer', '2024-07-15T16:00:00.123Z'],
      ])
        await at(tenant, (await aCustomer(app, tenant, { displayName })).id, moment!);
      const where = (condition: string) => names(tenant, { where: `${field}:${condition}` });
      expect(((await list(tenant, {})).body.response as Record<string, unknown>[]).map((one) => one[field])).toEqual([
        '2024-01-15 12:00:00',
        '2024-07-15 12:00:00',
      ]);
      expect(await where('EQUALS:2024-01-15 12:00:00')).toEqual(['Winter']);
      expect(await where('EQUALS:2024-07-15T12:00')).toEqual(['Summer']);
      expect(await where('NOTEQUALS:2024-07-15 12:00:00')).toEqual(['Winter']);
      expect(await where('GT:2024-01-15 12:00:00')).toEqual(['Summer']);
      expect(await where('GTE:2024-01-15 12:00:00')).toEqual(['Winter', 'Summer']);
      expect(await where('LT:2024-07-15 12:00:00')).toEqual(['Winter']);
      expect(await where('LTE:2024-07-15 12:00:00')).toEqual(['Winter', 'Summer']);
      expect(await where('GTE:2024-07-15')).toEqual(['Summer']);
      expect(await where('IS:NULL')).toEqual([]);
    },
  );

  it('finds midnight and the hours around a change of the clocks', async () => {
    const tenant = await aTenant(app, { timeZone: 'Europe/Berlin', billingTimes: 'local' });
    const { id } = await aCustomer(app, tenant);
    for (const [moment, shown] of [
      ['2024-03-31T00:59:59Z', '2024-03-31 01:59:59'],
      ['2024-03-31T01:00:00Z', '2024-03-31 03:00:00'],
      ['2024-10-27T02:30:00Z', '2024-10-27 03:30:00'],
      ['2024-12-31T23:00:00Z', '2025-01-01 00:00:00'],
    ]) {
      await at(tenant, id, moment!);
      expect((await app.as(tenant).billing.get(`/customer/${id}`)).body.response.write_datetime).toBe(shown);
      expect((await count(tenant, `write_datetime:EQUALS:${shown}`)).body.response).toBe(1);
    }
  });
});

describe('GET /api/v3/customer?order=', () => {
  it.each([
    ['company:ASC', ['A', 'B', 'C']],
    ['company:DESC', ['C', 'B', 'A']],
    ['bill_state:ASC,company:DESC', ['C', 'B', 'A']],
    ['bill_state:DESC,company:DESC', ['B', 'A', 'C']],
    ['customer_status_str:DESC,company:ASC', ['B', 'A', 'C']],
    ['customer_id:DESC', ['A', 'C', 'B']],
    ['', ['B', 'C', 'A']],
  ])('%s', async (order, sorted) => {
    const { tenant } = await aTenantWith(
      { displayName: 'B', billingState: 'x', status: 'I' },
      { displayName: 'C' },
      { displayName: 'A', billingState: 'x' },
    );
    expect(await names(tenant, { order })).toEqual(sorted);
  });

  it.each([
    'colour:ASC',
    'company',
    'company:UP',
    'company:asc',
    'company:ASC:x',
    'company:ASC,',
    'id:ASC',
    'company:ASC;SELECT 1',
  ])('400: refuses %s', async (order) => {
    expect(await list(await aTenant(app), { order })).toMatchObject(refused('order'));
  });
});

describe('a page of GET /api/v3/customer', () => {
  it('has ten customers by default, and five hundred at most', async () => {
    const { tenant } = await aTenantWith();
    await asOwner(
      app,
      tenant,
      `INSERT INTO customers (tenant_id, display_name, token, currency) SELECT $1, 'n' || n, 'aaaaaaaaaaaa', 'USD' FROM generate_series(1, 501) n`,
      [tenant.id],
    );
    expect(await names(tenant, {})).toEqual(['n1', 'n2', 'n3', 'n4', 'n5', 'n6', 'n7', 'n8', 'n9', 'n10']);
    expect(await names(tenant, { limit: 2, offset: 2 })).toEqual(['n3', 'n4']);
    expect(await names(tenant, { limit: 500 })).toHaveLength(500);
    expect(await names(tenant, { limit: 100000 })).toHaveLength(500);
    expect(await names(tenant, { limit: 10, offset: 500 })).toEqual(['n501']);
    expect(await names(tenant, { offset: 501 })).toEqual([]);
    expect((await count(tenant)).body.response).toBe(501);
  });

  it('tolerates the names that clients put on any URL, however often', async () => {
    const { tenant } = await aTenantWith({ displayName: 'A' });
    for (const path of ['/customer', '/customer/_count'])
      expect(
        (
          await app
            .as(tenant)
            .billing.get(`${path}?_dummy=1&_dummy=2&_flag_quickbooks=0&_flag_emails=0&_flag_webhooks=1&_flag_events=1`)
        ).status,
      ).toBe(200);
  });

  it.each([
    'limit=0',
    'limit=-1',
    'limit=ten',
    'limit=1e1',
    'limit=',
    'offset=-1',
    'offset=x',
    'offset=9007199254740992',
    'colour=red',
    '_colour=red',
    'limit=1&limit=2',
    'where=%00',
  ])('400: refuses %s', async (query) => {
    expect(await app.as(await aTenant(app)).billing.get(`/customer?${query}`)).toMatchObject(
      refused(query.split('=')[0]!),
    );
  });

  it('400: refuses a condition of a list in a count', async () => {
    expect(await app.as(await aTenant(app)).billing.get('/customer/_count?limit=1')).toMatchObject(refused('limit'));
  });
});

describe('a condition at the edge of the calendar', () => {
  it.each(['write_datetime:GT:0001-01-02', 'mod_datetime:EQUALS:0999-12-31'])('200: %s', async (where) => {
    expect((await app.as(await aTenant(app)).billing.get('/customer', { where })).status).toBe(200);
  });

  it('400: a year that there is not', async () => {
    expect(
      (await app.as(await aTenant(app)).billing.get('/customer', { where: 'write_datetime:GT:0000-01-01' })).status,
    ).toBe(400);
  });
});
