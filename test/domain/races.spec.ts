import { aCustomer, theCustomer } from '../factories/customer.js';
import type { Answer } from '../support/app.js';
import { useTwoProcesses } from '../support/two-processes.js';
import { useTenant } from '../support/use-app.js';

const app = useTwoProcesses();
const tenant = useTenant(app);

const WRITERS = 16;
const atOnce = (work: (number: number) => Promise<Answer>) =>
  Promise.all(Array.from({ length: WRITERS }, (_, number) => work(number)));
const statuses = (answers: Answer[]) => answers.map(({ status }) => status).sort();
const every = (status: number, length = WRITERS) => Array.from({ length }, () => status);
const inClients = async (id: number): Promise<any> => (await app.as(tenant).clients.get(`/clients/${id}`)).body.data;

/** The records that can hold a place: emails and phones. */
const KINDS = [
  {
    what: 'emails',
    idKey: 'email_id',
    value: 'email',
    pointer: 'primaryEmailId',
    fresh: (number: number) => `e${number}@example.com`,
    spellings: ['ada@example.com', 'ADA@example.com', 'ada@EXAMPLE.com', ' ada@example.com'],
  },
  {
    what: 'phones',
    idKey: 'phone_id',
    value: 'phone',
    pointer: 'mainPhoneId',
    fresh: (number: number) => `+12125550${100 + number}`,
    spellings: ['+12125550100', '(212) 555-0100', '+1 212 555 0100', '212-555-0100'],
  },
] as const;

describe.each(KINDS)(
  '$what that sixteen writers change at the same moment',
  ({ what, idKey, value, pointer, fresh, spellings }) => {
    const path = (id: number, rest = '') => `/customers/${id}/${what}${rest}`;
    const list = async (id: number): Promise<Record<string, any>[]> =>
      (await app.as(tenant).contacts.get(path(id))).body[what];

    it('have one holder of the place: the first record', async () => {
      for (let round = 0; round < 5; round++) {
        const { id, version } = await aCustomer(app, tenant);
        expect(
          statuses(await atOnce((number) => app.as(tenant).contacts.post(path(id), { [value]: fresh(number) }))),
        ).toEqual(every(201));
        const records = await list(id);
        expect(records).toHaveLength(WRITERS);
        const customer = await theCustomer(app, tenant, id);
        // IDs are given in the order in which the writers locked the customer's row, so the lowest came first.
        expect(customer).toMatchObject({ [pointer]: records[0]![idKey], version: version + WRITERS });
        expect((await inClients(id))[value]).toBe(records[0]![value]);
      }
    });

    it('exist once, in whatever spelling', async () => {
      const { id } = await aCustomer(app, tenant);
      const answers = await atOnce((number) =>
        app.as(tenant).contacts.post(path(id), { [value]: spellings[number % spellings.length] }),
      );
      expect(statuses(answers)).toEqual([201, ...every(409).slice(1)]);
      expect(await list(id)).toHaveLength(1);
    });

    it('have one holder if a flat contract writes the place at the same moment', async () => {
      for (let round = 0; round < 5; round++) {
        const { id } = await aCustomer(app, tenant);
        const answers = await atOnce((number) =>
          number % 2 === 0
            ? app.as(tenant).contacts.post(path(id), { [value]: fresh(number) })
            : app.as(tenant).clients.put(`/clients/${id}`, { [value]: fresh(number) }),
        );
        expect(statuses(answers)).toEqual([...every(200, WRITERS / 2), ...every(201, WRITERS / 2)]);
        const flat = Array.from({ length: WRITERS / 2 }, (_, number) => fresh(2 * number + 1));
        const holder = (await list(id)).find((record) => flat.includes(record[value]));
        expect((await theCustomer(app, tenant, id))[pointer]).toBe(holder![idKey]);
        expect((await inClients(id))[value]).toBe(holder![value]);
      }
    });

    it('are unlocked after an even number of toggles, and each toggle raises the version', async () => {
      const { id, ...before } = await aCustomer(app, tenant, { [value]: fresh(0) });
      const answers = await atOnce(() => app.as(tenant).contacts.post(path(id, `/${before[pointer]}/toggle-lock`)));
      expect(answers.filter(({ body }) => body.is_locked === true)).toHaveLength(WRITERS / 2);
      expect(answers.filter(({ body }) => body.is_locked === false)).toHaveLength(WRITERS / 2);
      expect(await list(id)).toMatchObject([{ is_locked: false }]);
      expect((await theCustomer(app, tenant, id)).version).toBe(before.version + WRITERS);
    });

    it('are either locked or gone, never both', async () => {
      for (let round = 0; round < 5; round++) {
        const { id, ...before } = await aCustomer(app, tenant, { [value]: fresh(0) });
        const record = path(id, `/${before[pointer]}`);
        const [locking, deleting] = await Promise.all([
          app.as(tenant).contacts.post(`${record}/toggle-lock`),
          app.as(tenant).contacts.delete(record),
        ]);
        expect([
          [200, 409],
          [404, 204],
        ]).toContainEqual([locking.status, deleting.status]);
        const customer = await theCustomer(app, tenant, id);
        expect([customer[pointer], await list(id)]).toEqual(
          deleting.status === 204 ? [null, []] : [before[pointer], [expect.objectContaining({ is_locked: true })]],
        );
      }
    });
  },
);

describe('a payer', () => {
  it('is either in the ledger or gone, never both', async () => {
    const seen = new Set<string>();
    for (let round = 0; round < 10; round++) {
      const [customer, payer] = [await aCustomer(app, tenant), await aCustomer(app, tenant)];
      const [entry, gone] = await Promise.all([
        app.as(tenant).accounting.post(`/customers/${customer.id}/ledger-entries`, {
          kind: 'payment',
          amount: 5,
          payerId: payer.id,
        }),
        app.as(tenant).accounting.delete(`/customers/${payer.id}`),
      ]);
      seen.add(`${entry.status} ${gone.status}`);
    }
    expect(['201 409', '400 200']).toEqual(expect.arrayContaining([...seen]));
  });

  it('may pay for a customer that pays for it at the same moment', async () => {
    const [one, other] = [await aCustomer(app, tenant), await aCustomer(app, tenant)];
    const pay = (customer: { id: number }, payer: { id: number }) =>
      app
        .as(tenant)
        .accounting.post(`/customers/${customer.id}/ledger-entries`, { kind: 'payment', amount: 5, payerId: payer.id });
    expect(statuses(await atOnce((number) => (number % 2 === 0 ? pay(one, other) : pay(other, one))))).toEqual(
      every(201),
    );
  });
});
