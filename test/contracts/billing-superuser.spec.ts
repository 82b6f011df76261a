import { ContactPersonsRepository } from '../../src/contact-persons/contact-persons.repository.js';
import { aCustomer, MISSING_ID, theCustomer } from '../factories/customer.js';
import { aTenant, type TestTenant } from '../factories/tenant.js';
import type { Answer } from '../support/app.js';
import { useAppAndTenant } from '../support/use-app.js';

const { app, tenant: acme } = useAppAndTenant();

const put = (id: number, body: unknown) => app.as(acme).billing.put(`/customer/${id}`, body);
const read = async (id: number) =>
  (await app.as(acme).billing.get(`/customer/${id}`)).body.response as Record<string, unknown>;

/** Refused, and nothing of the request was written. */
async function expectRefusal(id: number, body: object, field: string): Promise<Answer> {
  const before = await theCustomer(app, acme, id);
  const answer = await put(id, { custom_1: 'not this either', ...body });
  expect(answer).toMatchObject({
    status: 400,
    body: {
      code: 400,
      status: 'Error',
      message: 'Missing or invalid parameter.',
      details: { [field]: expect.any(String) },
      response: false,
    },
  });
  expect(await theCustomer(app, acme, id)).toEqual(before);
  return answer;
}

describe('superuser_id', () => {
  const aContact = (tenant: TestTenant, customerId: number, firstName: string) =>
    app.nest.get(ContactPersonsRepository).add(tenant.id, { customerId, firstName });

  it('202: makes another contact person of the customer the main one', async () => {
    const { id } = await aCustomer(app, acme, { firstName: 'Ann' });
    const bob = await aContact(acme, id, 'Bob');
    expect((await put(id, { superuser_id: bob.id })).status).toBe(202);
    expect(await read(id)).toMatchObject({ superuser_id: bob.id, superuser_name: 'Bob' });
    expect((await put(id, { superuser_id: bob.id, superuser_last_name: 'Jones' })).status).toBe(202);
    expect(await read(id)).toMatchObject({ superuser_id: bob.id, superuser_name: 'Bob Jones' });
  });

  it('202: null leaves the customer without a main one', async () => {
    const { id } = await aCustomer(app, acme, { firstName: 'Ann' });
    expect((await put(id, { superuser_id: null })).status).toBe(202);
    expect(await read(id)).toMatchObject({ superuser_id: null, superuser_name: null, superuser_first_name: null });
  });

  it('400: must be a contact person of this very customer', async () => {
    const other = await aTenant(app);
    const { id } = await aCustomer(app, acme);
    const somebodys = await aContact(acme, (await aCustomer(app, acme)).id, 'Bob');
    const foreign = await aContact(other, (await aCustomer(app, other)).id, 'Eve');
    const unknown = await expectRefusal(id, { superuser_id: MISSING_ID }, 'superuser_id');
    for (const person of [somebodys, foreign])
      expect(await expectRefusal(id, { superuser_id: person.id }, 'superuser_id')).toLookLike(unknown);
  });

  it.each(['1', 1.5, 0, false])('400: cannot be %p', async (value) => {
    await expectRefusal((await aCustomer(app, acme)).id, { superuser_id: value }, 'superuser_id');
  });
});

describe('superuser_name', () => {
  it.each([
    ['Todd Customer', 'Todd', 'Customer', 'Todd Customer'],
    ['Todd', 'Todd', null, 'Todd'],
    ['  Ludwig  van Beethoven ', 'Ludwig', 'van Beethoven', 'Ludwig van Beethoven'],
    [null, null, null, null],
    ['', null, null, null],
    // Invisible characters alone do not make a first or last name.
    ['Ann \uFE0F', 'Ann \uFE0F', null, 'Ann \uFE0F'],
    ['\u2800 Ann Lee', '\u2800 Ann', 'Lee', '\u2800 Ann Lee'],
    ['Ann \u200D Lee', 'Ann', '\u200D Lee', 'Ann \u200D Lee'],
  ])('202: %p is split into %p and %p', async (written, first, last, name) => {
    const { id } = await aCustomer(app, acme, { firstName: 'Some', lastName: 'Body' });
    expect((await put(id, { superuser_name: written })).status).toBe(202);
    expect(await read(id)).toMatchObject({
      superuser_first_name: first,
      superuser_last_name: last,
      superuser_name: name,
    });
  });

  it('202: is composed of what the two names become', async () => {
    const { id } = await aCustomer(app, acme, { firstName: 'Test', lastName: 'Customer' });
    await put(id, { superuser_first_name: 'Todd' });
    expect(await read(id)).toMatchObject({ superuser_name: 'Todd Customer', superuser_last_name: 'Customer' });
    await put(id, { superuser_name: 'Some Body', superuser_last_name: 'Else' });
    expect(await read(id)).toMatchObject({ superuser_name: 'Some Else' });
  });

  it('202: written back as it was, leaves the names as they were cut', async () => {
    const { id, version } = await aCustomer(app, acme, { firstName: 'Mary Ann', lastName: 'Evans' });
    await put(id, { superuser_name: 'Mary Ann Evans' });
    expect(await theCustomer(app, acme, id)).toMatchObject({ firstName: 'Mary Ann', lastName: 'Evans', version });
  });

  it('202: makes a main contact where there is none', async () => {
    const { id } = await aCustomer(app, acme);
    await put(id, { superuser_name: 'Ada Lovelace' });
    expect(await read(id)).toMatchObject({
      superuser_id: expect.any(Number),
      superuser_first_name: 'Ada',
      superuser_last_name: 'Lovelace',
    });
  });

  it.each([[7], [['Ada']], ['x'.repeat(256)]])('400: cannot be %p', async (value) => {
    await expectRefusal(
      (await aCustomer(app, acme, { firstName: 'Ada' })).id,
      { superuser_name: value },
      'superuser_name',
    );
  });
});
