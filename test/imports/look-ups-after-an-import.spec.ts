import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ActiveRequest, runAs } from '../../src/active-request.js';
import { ContactPersonsRepository } from '../../src/contact-persons/contact-persons.repository.js';
import { type IdContract, ID_FORMS } from '../../src/contracts/index.js';
import type { SearchField } from '../../src/customers/criteria.js';
import { CustomersRepository, type Listing } from '../../src/customers/customers.repository.js';
import { ImportsService } from '../../src/imports/imports.service.js';
import { originWithoutRequest } from '../../src/origin.js';
import { OwnIds } from '../../src/own-ids.js';
import { StoredIdLookUps } from '../../src/wire-ids/id-look-ups.js';
import { numberedBy } from '../factories/own-ids.js';
import { aTenant, type TestTenant } from '../factories/tenant.js';
import { startApp, type TestApp } from '../support/app.js';
import { OwnPostgres } from '../support/own-postgres.js';
import { reading } from '../support/rows-read.js';
import { asLines } from './support.js';

/** With a plan for empty tables, a list reads as many rows as this number squared. */
const MANY = 3000;
/** Rows that a look-up may read. A list reads some more than its page, as `roughly` of `TenantQuery` says. */
const FEW = 600;

const OWN = {
  contacts: { customer: 'own', email: 'own', phone: 'own' },
  billing: { customer: 'own', contact_person: 'own' },
  clients: { customer: 'own' },
  erp: { customer: 'own', code: 'own', billing_address: 'own', shipping_address: 'own' },
  accounting: { customer: 'own' },
} as const;

const place = mkdtempSync(join(tmpdir(), 'clientela-look-ups-'));
let postgres: OwnPostgres;
let app: TestApp;
let tenant: TestTenant;

// Autovacuum would give the tables their statistics at some moment.
beforeAll(async () => {
  postgres = await OwnPostgres.start(join(place, 'postgres'), { fsync: 'off', autovacuum: 'off' });
  app = await startApp({ DATABASE_URL: postgres.url });
  tenant = await aTenant(app, { defaultCountry: 'US' });
  await numberedBy(app, tenant, OWN);
  const service = app.nest.get(ImportsService);
  const { id } = await service.create(tenant.id, { contract: 'billing' });
  await service.stage(tenant, id, asLines(Array.from({ length: MANY }, (_, at) => aRow(at + 1))));
  await service.plan(tenant.id, id);
  expect((await service.run(tenant.id, id)).totals).toMatchObject({ create: MANY });
}, 300_000);
afterAll(async () => {
  await app?.close();
  await postgres?.stop();
  rmSync(place, { recursive: true, maxRetries: 3 });
});

const aRow = (number: number) => ({
  customer_id: number,
  company: `Customer of number ${number}`,
  tax_ident: `PT ${500000000 + number}`,
  external_key: `key-${number}`,
  // Rows of one time would be read together.
  write_datetime: new Date(Date.UTC(2026, 0, 1) + number * 60_000).toISOString(),
  mod_datetime: new Date(Date.UTC(2026, 1, 1) + number * 60_000).toISOString(),
  ...(number > MANY / 2 && { parent_customer_id: number - MANY / 2 }),
  superuser_id: number,
  superuser_email: `office@c${number}.example`,
  superuser_phone: `+1555${2000000 + number}`,
  users: [{ user_id: number, first_name: 'Ann', last_name: `Last${number}`, email: `office@c${number}.example` }],
});

async function few(contract: IdContract, work: () => Promise<unknown>): Promise<number> {
  const own = OwnIds.of(tenantIds(), contract, ID_FORMS[contract])!;
  const request = new ActiveRequest(originWithoutRequest);
  request.ids = app.nest.get(StoredIdLookUps).forRequest(tenant.id, own);
  const { found, rows, tables } = await reading(app, tenant, () => runAs(request, work));
  expect(rows < FEW ? 'few rows' : tables).toBe('few rows');
  return found;
}

const tenantIds = () =>
  Object.entries(OWN).flatMap(([contract, kinds]) => Object.keys(kinds).map((kind) => `${contract}.${kind}`));

const PAGE = { limit: 10, offset: 0 };
const customers = (more: Partial<Listing>) => () =>
  app.nest.get(CustomersRepository).list(tenant.id, { ...PAGE, ...more }, { fields: ['id', 'displayName', 'email'] });
const persons = (more: object) => () => app.nest.get(ContactPersonsRepository).list(tenant.id, { ...PAGE, ...more });
const equal = (field: SearchField, value: string) => [{ field, operator: 'equals', value } as const];

it.each(['contacts', 'billing', 'clients', 'erp', 'accounting'] as const)(
  'a list of %s reads few rows right after an import',
  async (contract) => {
    expect(await few(contract, customers({}))).toBe(10);
    expect(await few(contract, customers({ order: [{ field: 'id', descending: true }] }))).toBe(10);
    expect(await few(contract, customers({ order: [{ field: 'displayName' }] }))).toBe(10);
    expect(await few(contract, customers({ order: [{ field: 'createdAt', descending: true }] }))).toBe(10);
    expect(await few(contract, customers({ order: [{ field: 'updatedAt' }] }))).toBe(10);
  },
);

it.each([
  ['billing', 'id', '371'],
  ['erp', 'id', '371'],
  ['erp', 'code', 'c0371'],
  ['billing', 'parentId', '371'],
  ['billing', 'mainContactId', '371'],
  ['billing', 'email', 'Office@C371.example'],
  ['erp', 'phone', '+15552000371'],
  ['erp', 'taxId', 'pt 500.000.371'],
  ['billing', 'externalKey', 'key-371'],
  ['accounting', 'displayName', 'Customer of number 371'],
  ['accounting', 'lastName', 'Last371'],
] as const)('a look-up in %s by %s reads few rows', async (contract, field, value) => {
  expect(await few(contract, customers({ criteria: equal(field, value) }))).toBe(1);
});

it('lists and look-ups of contact persons read few rows', async () => {
  expect(await few('billing', persons({}))).toBe(10);
  expect(await few('billing', persons({ order: [{ field: 'id', descending: true }] }))).toBe(10);
  for (const [field, value] of [
    ['id', '371'],
    ['customerId', '371'],
    ['email', 'office@c371.example'],
    ['lastName', 'Last371'],
    ['fullName', 'Ann Last371'],
  ])
    expect(await few('billing', persons({ criteria: [{ field, operator: 'equals', value }] }))).toBe(1);
});
