import { CustomersService } from '../../src/customers/customers.service.js';
import { Database } from '../../src/engine/tenant-database/index.js';
import { CONTRACTS } from '../../src/openapi.js';
import { aCustomer } from '../factories/customer.js';
import type { Answer } from '../support/app.js';
import { committedDocument } from '../support/documents.js';
import { asOwner } from '../support/owner.js';
import { useAppAndTenant } from '../support/use-app.js';

const { app, tenant: acme } = useAppAndTenant();
const HEADER = 'Clientela-As-Of';

/** By operation, how a customer with a contact person is read. */
const READS: Record<
  string,
  (
    id: number,
    person: number,
  ) => [contract: 'contacts' | 'billing' | 'clients' | 'erp' | 'accounting' | 'clientela', path: string]
> = {
  'contacts listEmails': (id) => ['contacts', `/customers/${id}/emails`],
  'contacts listPhones': (id) => ['contacts', `/customers/${id}/phones`],
  'contacts listCompanyNames': (id) => ['contacts', `/customers/${id}/company-names`],
  'contacts getCustomer': (id) => ['contacts', `/customers/getCustomers/${id}`],
  'billing getCustomer': (id) => ['billing', `/customer/${id}`],
  'billing getUser': (_, person) => ['billing', `/user/${person}`],
  'clients getClient': (id) => ['clients', `/clients/${id}`],
  'erp listCustomers': (id) => ['erp', `/customers?searchColumn=id&searchString=${id}`],
  'accounting getCustomer': (id) => ['accounting', `/customers/${id}`],
  'accounting getContact': (id) => ['accounting', `/contacts/${id}`],
  'clientela getCustomer': (id) => ['clientela', `/customers/${id}`],
};

const documented = CONTRACTS.flatMap(({ name }) =>
  Object.values(committedDocument(name).document.paths).flatMap((operations) =>
    Object.values(operations)
      .filter(({ parameters = [] }) => parameters.some((one) => 'name' in one && one.name === HEADER))
      .map(({ operationId }) => `${name} ${operationId}`),
  ),
);

const read = (operation: string, customer: Made, asOf?: string): Promise<Answer> => {
  const [contract, path] = READS[operation]!(customer.id, customer.person);
  return app.as(acme)[contract].send('GET', path, { headers: asOf === undefined ? {} : { [HEADER]: asOf } });
};

interface Made {
  id: number;
  person: number;
}

/** A customer with an email, a phone, a company name and a contact person. */
async function made(): Promise<Made> {
  const { id } = await aCustomer(app, acme, {
    email: 'first@ada.example',
    phone: '+442079460018',
    contactName: 'Ada One',
  });
  await app.as(acme).contacts.post(`/customers/${id}/company-names`, { name: 'Ada One Ltd.' });
  const { body } = await app.as(acme).billing.get(`/customer/${id}`);
  return { id, person: body.response.superuser_id };
}

const change = async ({ id }: Made) => {
  await app.as(acme).billing.put(`/customer/${id}`, { company: 'Ada Two', superuser_name: 'Ada Two' });
  await app
    .as(acme)
    .billing.put(`/customer/${id}`, { superuser_email: 'second@ada.example', superuser_phone: '+442079460099' });
  await app.as(acme).contacts.post(`/customers/${id}/company-names`, { name: 'Ada Two Ltd.' });
};

const versionOf = async ({ id }: Made) =>
  (await app.nest.get(CustomersService).get(acme.id, id, { fields: ['version'] })).version;

it('every operation that documents the header is read here', () => {
  expect(documented.toSorted()).toEqual(Object.keys(READS).toSorted());
});

describe.each(Object.keys(READS))('%s', (operation) => {
  it('shows a customer as it was at a version and at a time', async () => {
    const customer = await made();
    const [then, version] = [await read(operation, customer), await versionOf(customer)];
    const time = new Date().toISOString();
    await change(customer);
    expect((await read(operation, customer)).body).not.toEqual(then.body);
    expect(await read(operation, customer, String(version))).toMatchObject({ status: 200, body: then.body });
    expect(await read(operation, customer, time)).toMatchObject({ status: 200, body: then.body });
  });

  it('shows a deleted customer as it was before', async () => {
    const customer = await made();
    const [then, version] = [await read(operation, customer), await versionOf(customer)];
    await app.nest.get(CustomersService).delete(acme.id, customer.id);
    expect(await read(operation, customer, String(version))).toMatchObject({ status: 200, body: then.body });
    const now = await read(operation, customer);
    expect(await read(operation, customer, String(version + 1))).toMatchObject({ status: now.status });
  });

  it('answers a version that was never reached like a missing customer', async () => {
    const customer = await made();
    const missing = await read(operation, { id: 9_007_199_254_740_000, person: 9_007_199_254_740_000 });
    for (const version of ['0', '4711', '2001-01-01T00:00:00Z'])
      expect(await read(operation, customer, version)).toMatchObject({ status: missing.status });
  });

  it('410: the version is not kept any more', async () => {
    const customer = await made();
    await change(customer);
    await asOwner(app, acme, 'DELETE FROM changes WHERE tenant_id = $1 AND customer_id = $2 AND version < 3', [
      acme.id,
      customer.id,
    ]);
    expect(await read(operation, customer, '1')).toMatchObject({ status: 410 });
  });

  it('400: neither a version nor a time', async () => {
    const customer = await made();
    for (const moment of ['yesterday', '-1', '1.5', '2026-02-30'])
      expect(await read(operation, customer, moment)).toMatchObject({ status: 400 });
  });
});

it('400: lists and writes show the present alone', async () => {
  const { id } = await made();
  const headers = { [HEADER]: '1' };
  const { contacts, billing, clients, erp, accounting } = app.as(acme);
  expect(await billing.send('GET', '/customer', { headers })).toMatchObject({ status: 400 });
  expect(await clients.send('GET', '/clients', { headers })).toMatchObject({ status: 400 });
  expect(await erp.send('GET', '/customers', { headers })).toMatchObject({ status: 400 });
  expect(await accounting.send('GET', '/customers', { headers })).toMatchObject({ status: 400 });
  expect(await contacts.send('GET', '/customers/getCustomers', { headers })).toMatchObject({ status: 400 });
  expect(await billing.send('PUT', `/customer/${id}`, { headers, body: { company: 'New' } })).toMatchObject({
    status: 400,
  });
  expect((await billing.get(`/customer/${id}`)).body.response.company).toBe('Ada Ltd.');
});

it('keeps who made a change, through what, and why', async () => {
  const { id } = await made();
  // fetch sends the characters of a header as bytes, as curl sends UTF-8.
  const answer = await fetch(`${app.url}/api/v3/customer/${id}`, {
    method: 'PUT',
    headers: {
      ...(await app.as(acme).billing.credentials()),
      'Content-Type': 'application/json',
      'Change-Reason': Buffer.from('Umzug nach Köln,\t"Ticket 4711"').toString('latin1'),
      'X-Request-Id': 'move-1',
    },
    body: JSON.stringify({ bill_city: 'Köln' }),
  });
  expect(answer.status).toBe(202);
  const rows = await app.nest.get(Database).write(acme.id, {
    text: `SELECT version, kind, record, origin[2:], patch FROM changes WHERE tenant_id = $1 AND customer_id = $2 ORDER BY seq DESC LIMIT 1`,
    values: [acme.id, id],
  });
  expect(rows).toEqual([
    {
      version: 3,
      kind: 'changed',
      record: 'customer',
      origin: ['billing', 'updateCustomer', 'move-1', 'Umzug nach Köln, "Ticket 4711"'],
      patch: { billing_city: [null, 'Köln'] },
    },
  ]);
});

it('keeps nothing of a write that changes nothing, and nothing of one that is refused', async () => {
  const { id } = await made();
  const count = async () =>
    (
      await app.nest
        .get(Database)
        .write(acme.id, { text: 'SELECT seq FROM changes WHERE tenant_id = $1', values: [acme.id] })
    ).length;
  const before = await count();
  await app.as(acme).billing.put(`/customer/${id}`, { company: 'Ada Ltd.' });
  await app.as(acme).billing.put(`/customer/${id}`, { company: 'Other', currency_id: 'x', parent_customer_id: id });
  expect(await count()).toBe(before);
});
