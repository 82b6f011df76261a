import { aCustomer, theCustomer } from '../factories/customer.js';
import { contactRecords } from '../support/contact-records.js';
import { useAppAndTenant } from '../support/use-app.js';

const { app, tenant: acme } = useAppAndTenant();
const records = contactRecords(app, acme);

const KINDS = [
  { what: 'emails', word: 'email', one: 'bob@v.example', other: 'sales@v.example' },
  { what: 'phones', word: 'phone', one: '+12125550101', other: '+12125550102' },
] as const;

describe.each(KINDS)('the first of the $what that a customer gets', ({ what, word, one, other }) => {
  const user = async (id: number, more: object) =>
    (await app.as(acme).billing.post('/user', { customer_id: id, first_name: 'Bob', ...more })).body.response
      .id as number;
  const shown = async (id: number) => (await theCustomer(app, acme, id))[word];
  const places = async (id: number) =>
    (await records[what](id)).map((record) => Boolean(record['is_primary'] ?? record['place']));

  it.each<[string, (id: number) => Promise<unknown>]>([
    ['contacts', (id) => records.add(id, what, { [word]: one })],
    ['a flat contract', (id) => app.as(acme).clients.put(`/clients/${id}`, { [word]: one })],
    [
      'the main contact',
      async (id) =>
        app.as(acme).billing.put(`/user/${(await theCustomer(app, acme, id)).mainContactId}`, { [word]: one }),
    ],
    ['a new contact beside the main one', (id) => user(id, { [word]: one })],
    [
      'a contact beside the main one',
      async (id) => app.as(acme).billing.put(`/user/${await user(id, {})}`, { [word]: one }),
    ],
  ])('takes the place, where %s brings it', async (_, bring) => {
    const { id } = await aCustomer(app, acme, { firstName: 'Ann' });
    const { version } = await theCustomer(app, acme, id);
    await bring(id);
    expect([await shown(id), await places(id)]).toEqual([one, [true]]);
    expect((await theCustomer(app, acme, id)).version).toBeGreaterThan(version);
  });

  it('is the only one that does: a contact beside the main one takes no place from another record', async () => {
    const { id } = await aCustomer(app, acme, { firstName: 'Ann' });
    const record = await records.add(id, what, { [word]: other });
    await user(id, { [word]: one });
    expect([await shown(id), await places(id)]).toEqual([other, [true, false]]);
    await app.as(acme).clients.put(`/clients/${id}`, { [word]: null });
    await user(id, { [word]: what === 'emails' ? 'cyd@v.example' : '+12125550103' });
    expect([await shown(id), await places(id)]).toEqual([null, [false, false, false]]);
    expect(record).toBeGreaterThan(0);
  });

  it('stays the customer’s where the contact that brought it gets another one, and where it is deleted', async () => {
    const { id } = await aCustomer(app, acme, { firstName: 'Ann' });
    const bob = await user(id, { [word]: one });
    await app.as(acme).billing.put(`/user/${bob}`, { [word]: other });
    expect([await shown(id), (await app.as(acme).billing.get(`/user/${bob}`)).body.response[word]]).toEqual([
      one,
      other,
    ]);
    await app.as(acme).billing.delete(`/user/${bob}`);
    expect([await shown(id), await records.values(id, what)]).toEqual([one, [one, other]]);
  });
});
