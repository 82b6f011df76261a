import { aCustomer } from '../factories/customer.js';
import { giveId, numberedBy } from '../factories/own-ids.js';
import { aTenant, type TestTenant } from '../factories/tenant.js';
import type { IdKind } from '../../src/own-ids.js';
import type { Answer } from '../support/app.js';
import { useApp } from '../support/use-app.js';

const app = useApp();

const KINDS: Record<string, readonly IdKind[]> = {
  contacts: ['customer', 'email', 'phone'],
  billing: ['customer', 'contact_person'],
  clients: ['customer'],
  erp: ['customer', 'code', 'billing_address', 'shipping_address'],
  accounting: ['customer'],
};

/** A tenant in which every record has the ID 42, in each contract. */
async function allAre42(user?: TestTenant['user']): Promise<TestTenant> {
  const tenant = await aTenant(app, { user });
  const { id, primaryEmailId, mainPhoneId, mainContactId } = await aCustomer(app, tenant, {
    displayName: tenant.slug,
    email: `${tenant.slug}@example.com`,
    phone: '+12125550100',
    firstName: tenant.slug,
    billingCity: tenant.slug,
    shippingCity: tenant.slug,
  });
  const records: Partial<Record<IdKind, number | null>> = {
    email: primaryEmailId,
    phone: mainPhoneId,
    contact_person: mainContactId,
  };
  for (const [contract, kinds] of Object.entries(KINDS))
    for (const kind of kinds) await giveId(app, tenant, [contract, kind], records[kind] ?? id, '42');
  const own = (kinds: readonly IdKind[]) => Object.fromEntries(kinds.map((kind) => [kind, 'own']));
  await numberedBy(
    app,
    tenant,
    Object.fromEntries(Object.entries(KINDS).map(([contract, kinds]) => [contract, own(kinds)])),
  );
  return tenant;
}

/** Every reading of 42. */
const readings = (tenant: TestTenant): Promise<Answer>[] => {
  const { contacts, billing, clients, erp, accounting } = app.as(tenant);
  return [
    contacts.get('/customers/getCustomers/42'),
    contacts.get('/customers/42/emails'),
    contacts.get('/customers/getCustomers'),
    billing.get('/customer/42'),
    billing.get('/user/42'),
    billing.get('/customer', { where: 'customer_id:EQUALS:42,superuser_id:EQUALS:42' }),
    billing.get('/user', { where: 'customers.customer_id:EQUALS:42' }),
    clients.get('/clients/42'),
    erp.get('/customers', { searchColumn: 'id', searchString: '42' }),
    erp.get('/customers', { searchString: '42' }),
    erp.get('/customers', { searchColumn: 'billing_address.id', searchString: '42' }),
    accounting.get('/customers/42'),
    accounting.get('/contacts/42'),
  ];
};

it('mixes up nothing of five tenants in which every record is number 42', async () => {
  const first = await allAre42();
  const others = [];
  for (let number = 2; number <= 5; number++) others.push(await allAre42(first.user));
  const tenants = [first, ...others];
  const shown = async (tenant: TestTenant) => {
    const answers = await Promise.all(readings(tenant));
    expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 200));
    return answers.map(({ body }) => JSON.stringify(body));
  };
  const before = await Promise.all(tenants.map(shown));
  before.forEach((texts, at) => {
    for (const text of texts) {
      expect(text).toContain(tenants[at]!.slug);
      for (const other of tenants.filter((_, place) => place !== at)) expect(text).not.toContain(other.slug);
    }
  });
  const { contacts, billing, clients, erp, accounting } = app.as(first);
  const written = [
    await contacts.put('/customers/42/emails/42', { notes: 'changed' }),
    await billing.put('/customer/42', { custom_1: 'changed', superuser_id: 42 }),
    await billing.put('/user/42', { title: 'changed' }),
    await clients.put('/clients/42', { notes: 'changed' }),
    await erp.put('/customers', { id: 42, code: '42', salesperson: 'changed' }),
    await accounting.put('/customers/42', { customerType: 'business', displayName: first.slug, website: 'changed' }),
    await accounting.post('/customers/42/ledger-entries', { kind: 'invoice', amount: 5 }),
    await clients.post('/clients', { name: 'new' }),
  ];
  expect(written.map(({ status }) => status)).toEqual([200, 202, 202, 200, 201, 200, 201, 201]);
  expect(await Promise.all(tenants.slice(1).map(shown))).toEqual(before.slice(1));
  expect((await shown(first)).filter((text) => text.includes('changed')).length).toBeGreaterThan(8);
});
