import type { Criterion, Operator, SearchField } from '../../src/customers/criteria.js';
import { CustomersRepository, type Listing } from '../../src/customers/customers.repository.js';
import { ID } from '../../src/customers/customer-record.js';
import { idsBeginningWith } from '../../src/customers/id-ranges.js';
import { mentioning, MOST_FOUND } from '../../src/customers/mentions.js';
import { ContactPersonsRepository } from '../../src/contact-persons/contact-persons.repository.js';
import { Database } from '../../src/engine/tenant-database/index.js';
import { aTenant, type TestTenant } from '../factories/tenant.js';
import { type TestApp, startApp } from '../support/app.js';
import { asOwner, onServer, vacuumed } from '../support/owner.js';
import { reading } from '../support/rows-read.js';

/** Customers of the tenant. If there were fewer, PostgreSQL would read all rows instead of an index. */
const MANY = 20_000;
/** Rows that a look-up may read for each row that it finds: a few tables, some of them more than once. */
const FEW = 100;
/** Rows that a search reads to learn which words are frequent. */
const SAMPLE = 1000;

const UPDATES = `
  UPDATE customers SET primary_email_id = id, main_phone_id = id, main_contact_id = id,
    parent_id = CASE WHEN id > 10000 THEN id - 10000 END, status = CASE WHEN id % 100 = 0 THEN 'I' ELSE 'A' END,
    created_at = now() - id * interval '1 hour', updated_at = now() - id * interval '1 minute'
  WHERE tenant_id = $1 AND id BETWEEN $2 AND $3`;

const CLEAN_LISTS = `
  SELECT gin_clean_pending_list(indexrelid) FROM pg_index JOIN pg_class ON pg_class.oid = indexrelid
  WHERE relam = (SELECT oid FROM pg_am WHERE amname = 'gin') AND relnamespace = 'public'::regnamespace`;

const TABLES = ['customers', 'customer_updates', 'emails', 'phones', 'contact_persons', 'company_names'];

let app: TestApp;
let tenant: TestTenant;

beforeAll(async () => {
  app = await startApp();
  tenant = await aTenant(app, { defaultCountry: 'US' });
  // There are many small tenants too. A generic plan would suit them, and read too many rows of a large tenant. Their
  // rows come first, so a plan that looks for any row of the tenant would read all of them.
  await onServer(
    app,
    `DO $$ DECLARE small bigint; BEGIN
      FOR n IN 1..300 LOOP
        INSERT INTO tenants (slug, domain, name, base_currency, default_country, time_zone)
          VALUES ('small-' || n, 'small-' || n || '.example', 'Small', 'USD', 'US', 'UTC') RETURNING id INTO small;
        PERFORM set_config('app.tenant', small::text, true);
        INSERT INTO customers (tenant_id, display_name, token, currency) SELECT small, 'Few ' || m, 'aaaaaaaaaaaa', 'USD' FROM generate_series(1, 30) m;
      END LOOP; END $$`,
  );
  await eachPart(`
    INSERT INTO customers (tenant_id, id, display_name, legal_name, tax_id, external_key, country_iso, token, currency)
      SELECT $1, n, 'Customer of number ' || n, 'Trading as ' || n + 1, 'PT ' || 500000000 + n, 'key-' || n, CASE n % 3 WHEN 0 THEN 'FR' WHEN 1 THEN 'PT' END, CASE WHEN n % 100 = 13 THEN 'token' || n ELSE substr(md5(n::text), 1, 12) END, 'USD'
      FROM generate_series($2::int, $3::int) n`);
  await eachPart(`
    INSERT INTO emails (tenant_id, customer_id, id, email, email_normal) SELECT $1, n, n, 'office@c' || n || '.example', 'office@c' || n || '.example' FROM generate_series($2::int, $3::int) n`);
  await eachPart(`
    INSERT INTO phones (tenant_id, customer_id, id, phone, phone_normal) SELECT $1, n, n, '0' || 100000000 + n, '+33' || 100000000 + n FROM generate_series($2::int, $3::int) n`);
  await eachPart(`
    INSERT INTO contact_persons (tenant_id, customer_id, id, external_key, first_name, last_name, token, email_id, phone_id)
      SELECT $1, n, n, 'person-' || n, CASE WHEN n % 7 = 3 THEN 'Solo' || n ELSE 'Ann' END, 'Last' || n, 'person' || n, n, n FROM generate_series($2::int, $3::int) n`);
  await eachPart(
    `INSERT INTO company_names (tenant_id, customer_id, name) SELECT $1, n, 'Company ' || n + 2 FROM generate_series($2::int, $3::int) n`,
  );
  await eachPart(UPDATES);
  // New texts wait in lists that searches read to the end. Lists that are long, because autovacuum is busy with them,
  // may cost more than reading all rows of tables that are as short as these.
  await onServer(app, CLEAN_LISTS);
  // Old versions of rows would be read as well: by the planner, too, at the ends of an index.
  await vacuumed(app, TABLES);
}, 300_000);
afterAll(() => app.close());

/** Runs a statement for some of the rows at a time. */
async function eachPart(statement: string): Promise<void> {
  for (let from = 1; from <= MANY; from += 2000) await asOwner(app, tenant, statement, [tenant.id, from, from + 1999]);
}

/** How much some work finds, which may read fewer rows than `most`. */
async function found(work: () => Promise<unknown>, most: number): Promise<number> {
  const read = await reading(app, tenant, work);
  expect(read.rows < most ? 'few rows' : read.tables).toBe('few rows');
  return read.found;
}

const PAGE = { limit: 10, offset: 0 };
const listed = (more: Partial<Listing>, most = FEW) =>
  found(
    () => app.nest.get(CustomersRepository).list(tenant.id, { ...PAGE, ...more }, { fields: ['id', 'displayName'] }),
    most,
  );

it.each([
  ['a word', '3711', 60],
  ['a long word', 'key-3711', 2],
  ['an email', 'office@c3711.example', 1],
  ['a phone as it was written', '0100003711', 1],
  ['an international phone', '+33100003711', 1],
  ['a tax ID without blanks', 'PT500003711', 1],
  ['two words, one of which every customer has', 'key-3711 trading', 2],
  ['two words of which one is short', 'key-3711 of', 2],
])('a search for %s reads few rows', async (_, text, most) => {
  const number = await listed({ text }, FEW * most + SAMPLE);
  expect(number).toBeGreaterThan(0);
  expect(number).toBeLessThanOrEqual(most);
});

it.each([
  'office@c1711.example',
  'fice@c171',
  '1711.exam',
  'st1711',
  'Last17',
  'solo1',
  'KEY-171',
  'y-19',
  'PT-500001',
  'pt5000017',
  '0100001711',
  '+33100001',
  '00001711',
  '1711',
  '7-1',
  '(17)',
  'xample.o',
  'nn1711',
])('a search for a part of a word finds each customer that has it in a text: %s', async (word) => {
  const database = app.nest.get(Database);
  const mentioned = (await mentioning(database, tenant.id, [word], null))!.map(Number);
  const looking = await database.read<{ id: number }>(tenant.id, {
    text:
      'SELECT id FROM customers WHERE tenant_id = $1 AND id <= 2000 ' +
      'AND customer_mentions(id, containing($2), number_containing($2), dialled_containing($2)) ORDER BY id',
    values: [tenant.id, word],
  });
  expect(mentioned.filter((id) => id <= 2000).sort((a, b) => a - b)).toEqual(looking.map(({ id }) => id));
});

it.each([
  ['email', 'Office@C3713.example'],
  ['phone', '+33 1 00 00 37 13'],
  // The customer is in France. In another country this would be another number.
  ['phone', '01 00 00 37 14'],
  ['taxId', 'pt 500.003.713'],
  ['externalKey', ' key-3713 '],
  ['id', '3713'],
  ['displayName', ' Customer of number 3713'],
  ['legalName', 'Trading as 3714'],
  ['firstName', 'Solo3713'],
  ['lastName', 'Last3713'],
  ['token', 'token3713'],
  ['parentId', '3713'],
  ['mainContactId', '3713'],
] as const)('a look-up by %s reads few rows: %s', async (field, value) => {
  expect(await listed({ criteria: [{ field, operator: 'equals', value }] })).toBe(1);
});

it.each([
  ['email', 'Office@C3713.example'],
  ['phone', '+33 1 00 00 37 13'],
  ['externalKey', ' person-3713 '],
  ['firstName', 'Solo3713'],
  ['lastName', 'Last3713'],
  ['fullName', 'Solo3713 Last3713'],
  ['token', 'person3713'],
  ['customerId', '3713'],
] as const)('a look-up of contact persons by %s reads few rows', async (field, value) => {
  const criteria = [{ field, operator: 'equals', value } as const];
  expect(await found(() => app.nest.get(ContactPersonsRepository).list(tenant.id, { ...PAGE, criteria }), FEW)).toBe(1);
});

it('a list without a filter reads its page alone', async () => {
  expect(await listed({})).toBe(10);
});

const ago = (minutes: number) => new Date(Date.now() - minutes * 60_000).toISOString();

describe('a page of ten, whatever the number of customers that match', () => {
  it.each<[string, Partial<Listing>]>([
    [
      'a first name, newest first',
      { criteria: [equal('firstName', 'Ann')], order: [{ field: 'createdAt', descending: true }] },
    ],
    [
      'created before, newest first',
      { criteria: [is('createdAt', 'less', ago(60 * 9000))], order: [{ field: 'createdAt', descending: true }] },
    ],
    [
      'created since, oldest first',
      { criteria: [is('createdAt', 'greater', ago(60 * 9000))], order: [{ field: 'createdAt' }] },
    ],
    [
      'changed since, oldest first',
      { criteria: [is('updatedAt', 'greater', ago(9000))], order: [{ field: 'updatedAt' }] },
    ],
    [
      'changed before, newest first',
      { criteria: [is('updatedAt', 'less', ago(9000))], order: [{ field: 'updatedAt', descending: true }] },
    ],
    ['by name', { order: [{ field: 'displayName' }] }],
    ['by name, descending', { order: [{ field: 'displayName', descending: true }] }],
    [
      'names from a letter on',
      { criteria: [is('displayName', 'greater', 'Customer of number 5')], order: [{ field: 'displayName' }] },
    ],
    ['active', { criteria: [equal('isInactive', 'false')] }],
    ['inactive', { criteria: [equal('isInactive', 'true')] }],
    ['a status', { criteria: [equal('status', 'I')] }],
    ['IDs with a beginning', { numbered: idsBeginningWith('12') }],
    ['codes with a beginning', { numbered: idsBeginningWith('c1') }],
  ])('reads few rows: %s', async (_, more) => {
    expect(await listed(more)).toBe(10);
  });

  it.each<[string, Partial<Listing>]>([
    ['a name', { criteria: [{ ...is('displayName', 'startsWith', 'customer of number 371'), loosely: true }] }],
    ['an email', { criteria: [is('email', 'startsWith', 'OFFICE@c3713.')] }],
  ])('reads few rows: the beginning of %s', async (_, more) => {
    expect(await listed(more)).toBeGreaterThan(0);
  });
});

function equal(field: SearchField, value: string): Criterion {
  return is(field, 'equals', value);
}

function is(field: SearchField, operator: Operator, value: string): Criterion {
  return { field, operator, value };
}

describe('a word that more customers have than are counted', () => {
  const page = (more: Partial<Listing>) =>
    app.nest.get(CustomersRepository).page(tenant.id, { text: 'customer', ...PAGE, ...more }, ID) as Promise<{
      rows: { id: number }[];
      total: number;
    }>;

  it('finds the first ones in the order of the list, and reads few rows', async () => {
    expect(await listed({ text: 'customer' }, 5 * MOST_FOUND)).toBe(10);
    expect((await page({})).rows.map(({ id }) => id)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
    expect((await page({ order: [{ field: 'id', descending: true }] })).rows[0]!.id).toBe(MANY);
  });

  it('says that there are as many as are counted, and its list ends there', async () => {
    expect((await page({})).total).toBe(MOST_FOUND);
    expect((await page({ offset: MOST_FOUND - 3 })).rows).toHaveLength(3);
    expect((await page({ offset: MOST_FOUND })).rows).toEqual([]);
  });

  it('finds those that match other conditions, and counts them', async () => {
    const inactive = await page({ criteria: [equal('isInactive', 'true')] });
    expect([inactive.total, inactive.rows[0]!.id]).toEqual([MANY / 100, 100]);
    expect((await page({ criteria: [equal('isInactive', 'false')] })).total).toBe(MOST_FOUND);
    expect((await page({ criteria: [equal('displayName', 'Customer of number 77')] })).total).toBe(1);
    expect(await app.nest.get(CustomersRepository).count(tenant.id, { text: 'customer' })).toBe(MOST_FOUND);
  });

  it('is no hindrance to a rare word beside it', async () => {
    expect(await page({ text: 'customer last12345' })).toMatchObject({ total: 1, rows: [{ id: 12345 }] });
    expect(await page({ text: 'customer last zebra' })).toMatchObject({ total: 0 });
  });

  it('together with another such word finds the few customers that have both', async () => {
    await asOwner(app, tenant, "UPDATE customers SET trade_name = 'Alpha' WHERE tenant_id = $1 AND id <= 10050", [
      tenant.id,
    ]);
    await asOwner(
      app,
      tenant,
      "UPDATE customers SET website = 'https://beta.example' WHERE tenant_id = $1 AND id > 9950",
      [tenant.id],
    );
    expect(await page({ text: 'alpha' })).toMatchObject({ total: MOST_FOUND });
    expect(await page({ text: 'alpha beta' })).toMatchObject({ total: 100 });
  });

  it('together with another word that all have is no slower', async () => {
    const since = Date.now();
    expect(await page({ text: 'customer company' })).toMatchObject({
      total: MOST_FOUND,
      rows: [{ id: 1 }, ...Array.from({ length: 9 }, (_, at) => ({ id: at + 2 }))],
    });
    expect(Date.now() - since).toBeLessThan(1500);
  });

  it('finds a typing error in it, if the other words are in few names', async () => {
    const repository = app.nest.get(CustomersRepository);
    const suggested = await repository.suggest(tenant.id, 'custoner 12345', 3, { fields: ['displayName'] });
    expect(suggested).toEqual({ rows: [{ displayName: 'Customer of number 12345' }], isSimilar: true });
  });

  it('suggests the names that begin with it', async () => {
    const repository = app.nest.get(CustomersRepository);
    // Each hundredth customer is inactive.
    const { rows } = await repository.suggest(tenant.id, 'customer of', 3, { fields: ['id', 'displayName'] });
    expect(rows).toMatchObject([1, 10, 10001].map((number) => ({ displayName: `Customer of number ${number}` })));
  });
});
