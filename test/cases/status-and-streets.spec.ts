import { aCustomer, theCustomer } from '../factories/customer.js';
import type { Answer } from '../support/app.js';
import { useAppAndTenant } from '../support/use-app.js';

const { app, tenant: acme } = useAppAndTenant();

const speak = () => app.as(acme);

describe('A customer that is active again has the status it had', () => {
  const OFF: [name: string, off: (id: number) => Promise<Answer>][] = [
    ['accounting active', (id) => accounting(id, false)],
    ['accounting inactivate', (id) => speak().accounting.patch(`/contacts/${id}/inactivate`)],
    ['erp inactive', (id) => speak().erp.put('/customers', { id, inactive: '1' })],
    ['clients status I', (id) => speak().clients.put(`/clients/${id}`, { status: 'I' })],
  ];
  const ON: [name: string, on: (id: number) => Promise<Answer>][] = [
    ['accounting active', (id) => accounting(id, true)],
    ['accounting activate', (id) => speak().accounting.patch(`/contacts/${id}/activate`)],
    ['erp inactive', (id) => speak().erp.put('/customers', { id, inactive: 'N' })],
    ['erp null', (id) => speak().erp.put('/customers', { id, inactive: null })],
  ];
  const accounting = (id: number, active: boolean) =>
    speak().accounting.put(`/customers/${id}`, { customerType: 'business', displayName: 'Ada Ltd.', active });

  it.each(
    OFF.flatMap(([offName, off]) =>
      ON.map(([onName, on]): [string, string, typeof off, typeof on] => [offName, onName, off, on]),
    ),
  )('off by %s, on by %s', async (_off, _on, off, on) => {
    const { id } = await aCustomer(app, acme, { status: 'GOLD' });
    const read = async () => (await speak().clients.get(`/clients/${id}`)).body.data;
    const before = await read();
    await off(id);
    expect((await read()).status).toBe('I');
    // Once more changes nothing, neither what is shown nor what comes back.
    await off(id);
    expect((await on(id)).status).toBeLessThan(300);
    expect(await read()).toEqual(before);
  });

  it('unless another one was written meanwhile', async () => {
    const { id } = await aCustomer(app, acme, { status: 'GOLD' });
    await accounting(id, false);
    await speak().clients.put(`/clients/${id}`, { status: 'SILVER' });
    await accounting(id, true);
    expect((await theCustomer(app, acme, id)).status).toBe('SILVER');
    await accounting(id, false);
    await speak().clients.put(`/clients/${id}`, { status: null, email: 'a@example.com' });
    await accounting(id, false);
    await accounting(id, true);
    expect((await theCustomer(app, acme, id)).status).toBe('A');
  });

  it('or A, where it was made inactive', async () => {
    const { id } = (await speak().erp.post('/customers', { name: 'Ada', inactive: '1' })).body;
    await accounting(id, true);
    expect((await theCustomer(app, acme, id)).status).toBe('A');
  });
});

describe.each([
  ['billing', 'bill'],
  ['shipping', 'ship'],
] as const)('The %s street of the erp contract', (side, prefix) => {
  const word = `${side}_address`;
  const create = async (lines: object, more: object = {}) =>
    (await speak().billing.post('/customer', { company: 'Ada', ...lines, ...more })).body.response.id as number;
  const lines = (...three: (string | null)[]) =>
    Object.fromEntries(three.map((line, at) => [`${prefix}_addr${at + 1}`, line]));
  const shown = async (id: number) =>
    (await speak().erp.get('/customers', { searchColumn: 'id', searchString: id })).body[0][word];
  const put = (id: number, address: unknown) => speak().erp.put('/customers', { id, [word]: address });
  const kept = async (id: number) => {
    const customer = await theCustomer(app, acme, id);
    return [customer[`${side}Line1`], customer[`${side}Line2`], customer[`${side}Line3`]];
  };

  it('is all lines of it', async () => {
    expect((await shown(await create(lines('123 Main St', 'Suite 42', 'Door 2')))).postal_address).toBe(
      '123 Main St, Suite 42, Door 2',
    );
    expect((await shown(await create(lines('123 Main St', null, 'Door 2')))).postal_address).toBe(
      '123 Main St, Door 2',
    );
    expect((await shown(await create(lines(null, 'Suite 42')))).postal_address).toBe('Suite 42');
  });

  it('as it was read changes nothing, however long; with another city neither', async () => {
    const id = await create(lines('x'.repeat(60), 'Suite 42', 'Door 2'), { [`${prefix}_state`]: 'VT' });
    const before = await theCustomer(app, acme, id);
    const address = await shown(id);
    expect((await put(id, address)).status).toBe(201);
    expect((await put(id, { postal_address: address.postal_address })).status).toBe(201);
    expect(await theCustomer(app, acme, id)).toEqual(before);
    expect((await put(id, { ...address, city: 'Porto' })).status).toBe(201);
    expect(await kept(id)).toEqual(['x'.repeat(60), 'Suite 42', 'Door 2']);
    expect((await put(id, { ...address, postal_address: `${address.postal_address}!` })).status).toBe(400);
  });

  it('takes the place of all lines, also when it is one of them', async () => {
    const id = await create(lines('123 Main St', 'Suite 42', 'Door 2'));
    await put(id, { postal_address: 'Rua da Liberdade 1' });
    expect(await kept(id)).toEqual(['Rua da Liberdade 1', null, null]);
    const other = await create(lines('123 Main St', 'Suite 42'));
    await put(other, { postal_address: '123 Main St' });
    expect(await kept(other)).toEqual(['123 Main St', null, null]);
    const third = await create(lines('123 Main St', 'Suite 42'));
    await put(third, { postal_address: null });
    expect(await kept(third)).toEqual([null, null, null]);
  });

  it('goes with the address that null clears, and the state stays', async () => {
    const more = {
      [`${prefix}_city`]: 'Burlington',
      [`${prefix}_state`]: 'VT',
      [`${prefix}_postcode`]: '05401',
      [`${prefix}_country`]: 'US',
    };
    const id = await create(lines('1', '2', '3'), more);
    await put(id, null);
    expect(await kept(id)).toEqual([null, null, null]);
    expect(await theCustomer(app, acme, id)).toMatchObject({
      [`${side}City`]: null,
      [`${side}Postcode`]: null,
      [`${side}Country`]: null,
      [`${side}State`]: 'VT',
    });
    const before = await theCustomer(app, acme, id);
    expect(await shown(id)).toBeNull();
    expect((await put(id, null)).status).toBe(201);
    expect(await theCustomer(app, acme, id)).toEqual(before);
  });

  it('is compared as it is shown', async () => {
    const street = `Street ${Math.random()}`;
    const id = await create(lines(street, 'Suite 42'));
    const search = async (searchString: string) =>
      (await speak().erp.get('/customers', { searchColumn: `${word}.postal_address`, searchString })).body.map(
        (one: { id: number }) => one.id,
      ) as number[];
    expect(await search(`${street}, Suite 42`)).toEqual([id]);
    expect(await search(street)).toEqual([]);
  });
});
