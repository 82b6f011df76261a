import { aCustomer, theCustomer } from '../factories/customer.js';
import type { Answer } from '../support/app.js';
import { contactRecords } from '../support/contact-records.js';
import { FLAT } from '../support/flat.js';
import { useAppAndTenant } from '../support/use-app.js';

const { app, tenant: acme } = useAppAndTenant();
const records = contactRecords(app, acme);

interface Way {
  name: string;
  /** Names a main contact of a customer that has none, with what else it brings. */
  appoint: (id: number, brings: { email?: string | null; phone?: string | null }) => Promise<Answer>;
}

const flat = (contract: string, names: object): Way => {
  const face = FLAT.find(({ name }) => name === contract)!;
  return {
    name: `${contract} ${Object.keys(names).join(', ')}`,
    appoint: (id, brings) =>
      face.write(app, acme, id, {
        ...names,
        ...Object.fromEntries(Object.entries(brings).map(([place, value]) => [face.field[place as 'email'], value])),
      }),
  };
};

const WAYS: Way[] = [
  flat('billing', { superuser_name: 'Ann Lee' }),
  flat('billing', { superuser_first_name: 'Ann' }),
  flat('billing', { superuser_last_name: 'Lee' }),
  flat('accounting', { firstName: 'Ann' }),
  flat('accounting', { lastName: 'Lee' }),
  flat('accounting', { salutation: 'Dr.' }),
  {
    name: 'billing POST /user',
    appoint: (id, brings) => app.as(acme).billing.post('/user', { customer_id: id, first_name: 'Ann', ...brings }),
  },
  {
    name: 'billing superuser_id',
    async appoint(id, { email, phone }) {
      const aUser = async () =>
        (await app.as(acme).billing.post('/user', { customer_id: id, first_name: 'Ann' })).body.response.id as number;
      const [main, user] = [await aUser(), await aUser()];
      await app.as(acme).billing.delete(`/user/${main}`);
      return app.as(acme).billing.put(`/customer/${id}`, {
        superuser_id: user,
        ...(email !== undefined && { superuser_email: email }),
        ...(phone !== undefined && { superuser_phone: phone }),
      });
    },
  },
];

const VALUES = { emails: ['office@v.example', 'ann@v.example'], phones: ['+12125550100', '+12125550101'] } as const;

describe.each(
  WAYS.flatMap((way) =>
    (['emails', 'phones'] as const).map((what) => ({
      ...way,
      what,
      word: what === 'emails' ? ('email' as const) : ('phone' as const),
    })),
  ),
)('a first main contact by $name, with one of the $what', ({ appoint, what, word }) => {
  const [office, own] = VALUES[what];
  const shown = async (id: number) => (await theCustomer(app, acme, id))[word];

  it('brings a record of its own; what leaves the place stays as it is', async () => {
    const { id } = await aCustomer(app, acme);
    const record = await records.add(id, what, {
      [word]: office,
      name: 'Office',
      role: 'Desk',
      ...(word === 'phone' && { extension: '7' }),
    });
    expect((await appoint(id, { [word]: own })).status).toBeLessThan(300);
    expect(await shown(id)).toBe(own);
    const [before, after] = await records[what](id);
    expect(before).toMatchObject({
      [`${word}_id`]: record,
      [word]: office,
      name: 'Office',
      role: 'Desk',
      ...(word === 'phone' && { extension: '7' }),
    });
    expect(after).toMatchObject({ [word]: own, name: null });
  });

  it('keeps also a record that flat words made', async () => {
    const { id } = await aCustomer(app, acme, { [word]: office });
    await appoint(id, { [word]: own });
    expect(await records.values(id, what)).toEqual([office, own]);
  });

  it('finds the record that has the value', async () => {
    const { id } = await aCustomer(app, acme, { [word]: office });
    await records.add(id, what, { [word]: own, notes: 'n' });
    await appoint(id, { [word]: own });
    expect([await shown(id), await records.values(id, what)]).toEqual([own, [office, own]]);
  });

  it('that is in the place keeps it, locked or not', async () => {
    const { id } = await aCustomer(app, acme, { [word]: office });
    const [record] = await records[what](id);
    await records.lock(id, what, Object.values(record!)[0] as number);
    expect((await appoint(id, { [word]: office })).status).toBeLessThan(300);
    expect([await shown(id), await records.values(id, what)]).toEqual([office, [office]]);
  });

  it('takes no locked record out of its place', async () => {
    const { id } = await aCustomer(app, acme, { [word]: office });
    const [record] = await records[what](id);
    await records.lock(id, what, Object.values(record!)[0] as number);
    expect((await appoint(id, { [word]: own })).status).toBe(400);
    expect([(await theCustomer(app, acme, id)).mainContactId, await records.values(id, what)]).toEqual([
      null,
      [office],
    ]);
  });
});
