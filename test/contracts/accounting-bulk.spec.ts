import { EmailsService } from '../../src/emails/emails.service.js';
import { aCustomer, MISSING_ID, theCustomer } from '../factories/customer.js';
import { aTenant } from '../factories/tenant.js';
import { startApp } from '../support/app.js';
import { useAppAndTenant } from '../support/use-app.js';

const { app, tenant: acme } = useAppAndTenant();

const accounting = () => app.as(acme).accounting;
const validate = (body: unknown) => accounting().post('/customers/validate-bulk-delete', body);
const bulkDelete = (body: unknown) => accounting().post('/customers/bulk-delete', body);
const charge = (id: number, entry: object = {}) =>
  accounting().post(`/customers/${id}/ledger-entries`, { kind: 'payment', amount: 1, ...entry });
const status = async (id: number) => (await accounting().get(`/customers/${id}`)).status;

/** IDs of customers of whom nothing is known. */
const some = async (count: number, tenant = acme) => {
  const customers = await Promise.all(Array.from({ length: count }, () => aCustomer(app, tenant)));
  return customers.map(({ id }) => id).sort((one, other) => one - other) as [number, number, ...number[]];
};
/** One who owes, and one who has paid for the other. */
const inTheLedger = async () => {
  const [debtor, payer] = await some(2);
  await charge(debtor, { payerId: payer });
  return [debtor, payer] as const;
};

const NOT_FOUND = { status: 404, body: { statusCode: 404, message: 'NotFoundError' } };
const HAS_TRANSACTIONS = {
  status: 409,
  body: { errors: [{ statusCode: 409, type: 'CUSTOMER_HAS_TRANSACTIONS', message: expect.any(String) }] },
};
const DELETED = { status: 201, body: undefined };

describe('POST /api/customers/validate-bulk-delete', () => {
  it('201: lists the deletable and the other customers in the order of the request, and deletes none', async () => {
    const [debtor, payer] = await inTheLedger();
    const [one, other] = await some(2);
    expect(await validate({ ids: [other, debtor, one, payer] })).toMatchObject({
      status: 201,
      body: {
        deletable_count: 2,
        non_deletable_count: 2,
        deletable_ids: [other, one],
        non_deletable_ids: [debtor, payer],
      },
    });
    for (const id of [one, other]) expect(await status(id)).toBe(200);
  });

  it('201: says of a foreign customer what it says of one that is missing or deleted', async () => {
    const [foreign] = await some(1, await aTenant(app));
    const [gone] = await some(1);
    await accounting().delete(`/customers/${gone}`);
    const none = (id: number) => ({
      status: 201,
      body: { deletable_count: 0, non_deletable_count: 1, deletable_ids: [], non_deletable_ids: [id] },
    });
    for (const id of [foreign, gone, MISSING_ID]) expect(await validate({ ids: [id] })).toMatchObject(none(id));
  });
});

describe('POST /api/customers/bulk-delete', () => {
  it('201: answers nothing, and all of them are missing from then on', async () => {
    const ids = await some(3);
    expect(await bulkDelete({ ids })).toMatchObject(DELETED);
    for (const id of ids) expect(await accounting().get(`/customers/${id}`)).toMatchObject(NOT_FOUND);
  });

  it('201: takes those with locked emails too, and detaches children, as a single delete does', async () => {
    const parent = await aCustomer(app, acme, { email: 'ada@example.com' });
    const [email] = await app.nest.get(EmailsService).list(acme.id, parent.id);
    await app.nest.get(EmailsService).toggleLock(acme.id, parent.id, email!.id);
    const [stays, goes] = [
      await aCustomer(app, acme, { parentId: parent.id }),
      await aCustomer(app, acme, { parentId: parent.id }),
    ];
    expect(await bulkDelete({ ids: [goes.id, parent.id] })).toMatchObject(DELETED);
    expect(await theCustomer(app, acme, stays.id)).toMatchObject({ parentId: null, version: stays.version + 1 });
    expect(await status(goes.id)).toBe(404);
  });

  it.each(['skipUndeletable', 'skip_undeletable'])(
    '201: with %s skips customers that are in the ledger or do not exist',
    async (key) => {
      const [debtor, payer] = await inTheLedger();
      const [one, other] = await some(2);
      expect(await bulkDelete({ ids: [payer, one, MISSING_ID, debtor, other], [key]: true })).toMatchObject(DELETED);
      expect(await Promise.all([one, other, debtor, payer].map(status))).toEqual([404, 404, 200, 200]);
      expect(await bulkDelete({ ids: [debtor, one], [key]: true })).toMatchObject(DELETED);
    },
  );

  it('404: deletes no customer when one is missing, whatever else is wrong', async () => {
    const [debtor] = await inTheLedger();
    const [one] = await some(1);
    for (const ids of [
      [one, MISSING_ID],
      [one, debtor, MISSING_ID],
    ])
      expect(await bulkDelete({ ids, skipUndeletable: false })).toMatchObject(NOT_FOUND);
    expect(await status(one)).toBe(200);
  });

  it('404: answers a foreign customer exactly like a missing one, and leaves it', async () => {
    const other = await aTenant(app);
    const foreign = await aCustomer(app, other);
    const theirs = await bulkDelete({ ids: [foreign.id] });
    expect(theirs).toMatchObject(NOT_FOUND);
    expect(theirs).toLookLike(await bulkDelete({ ids: [MISSING_ID] }));
    const passedOver = await bulkDelete({ ids: [foreign.id], skipUndeletable: true });
    expect(passedOver).toLookLike(await bulkDelete({ ids: [MISSING_ID], skipUndeletable: true }));
    expect(await theCustomer(app, other, foreign.id)).toEqual(foreign);
  });

  it('409: deletes no customer when one is in the ledger, as debtor or as payer', async () => {
    const [one] = await some(1);
    for (const id of await inTheLedger()) {
      expect(await bulkDelete({ ids: [one, id] })).toMatchObject(HAS_TRANSACTIONS);
      expect(await Promise.all([one, id].map(status))).toEqual([200, 200]);
    }
  });
});

describe.each([
  ['POST /api/customers/validate-bulk-delete', validate, '/customers/validate-bulk-delete'],
  ['POST /api/customers/bulk-delete', bulkDelete, '/customers/bulk-delete'],
] as const)('%s', (_, call, path) => {
  it('201: takes a thousand IDs', async () => {
    const [one] = await some(1);
    const ids = [one, ...Array.from({ length: 999 }, (_, number) => MISSING_ID - number)];
    expect((await call({ ids, skipUndeletable: true })).status).toBe(201);
  });

  it.each<[string, object, string]>([
    ['no IDs', {}, 'ids'],
    ['null', { ids: null }, 'ids'],
    ['one ID', { ids: 1 }, 'ids'],
    ['an object', { ids: { 0: 1 } }, 'ids'],
    ['an empty list', { ids: [] }, 'ids'],
    ['more than a thousand IDs', { ids: Array.from({ length: 1001 }, (_, number) => number + 1) }, 'ids'],
    ['an ID twice', { ids: [1, 2, 1] }, 'ids'],
    ['text', { ids: ['1'] }, 'ids'],
    ['null in the list', { ids: [null] }, 'ids'],
    ['a fraction', { ids: [1.5] }, 'ids'],
    ['zero', { ids: [0] }, 'ids'],
    ['an ID beyond range', { ids: [2 ** 53] }, 'ids'],
    ['a list in the list', { ids: [[1]] }, 'ids'],
    ['skipping in words', { ids: [1], skip_undeletable: 'yes' }, 'skip_undeletable'],
    ['skipping by null', { ids: [1], skipUndeletable: null }, 'skipUndeletable'],
  ])('400: refuses %s', async (_, body, property) => {
    expect(await call(body)).toMatchObject({
      status: 400,
      body: { message: [expect.objectContaining({ property, children: [] })], error: 'Bad Request', statusCode: 400 },
    });
  });

  it('400: refuses a body that is no object', async () => {
    for (const text of ['[1]', '{', ''])
      expect(await accounting().send('POST', path, { text })).toMatchObject({
        status: 400,
        body: { statusCode: 400, error: 'Bad Request' },
      });
  });

  it('401: needs a credential', async () => {
    expect(await app.send('POST', `/api${path}`, { body: { ids: [1] } })).toMatchObject({
      status: 401,
      body: { statusCode: 401, message: 'Unauthorized' },
    });
  });

  it('403: needs the permission to write customers', async () => {
    const reader = await aTenant(app, { permissions: ['customers:read', 'ledger:write'] });
    const [id] = await some(1, reader);
    for (const client of [app.as(reader).accounting, app.as(reader).accountingByToken])
      expect(await client.post(path, { ids: [id] })).toMatchObject({
        status: 403,
        body: { statusCode: 403, error: 'Forbidden' },
      });
    expect((await app.as(reader).accounting.get(`/customers/${id}`)).status).toBe(200);
  });

  it('429: is one write, however many IDs it has', async () => {
    const strict = await startApp({ THROTTLE_WRITE_LIMIT: '2' });
    try {
      const tenant = await aTenant(strict);
      const again = () => strict.as(tenant).accounting.post(path, { ids: [1, 2, 3], skipUndeletable: true });
      for (let call = 0; call < 2; call++) expect((await again()).status).toBe(201);
      expect(await again()).toMatchObject({
        status: 429,
        headers: { 'retry-after': expect.any(String) },
        body: { statusCode: 429, error: 'Too Many Requests' },
      });
    } finally {
      await strict.close();
    }
  });
});

describe('bulk deletes at the same moment', () => {
  it('as a ledger entry: either the delete or the entry wins, never both', async () => {
    for (let round = 0; round < 10; round++) {
      const [one, other, third] = (await some(3)) as [number, number, number];
      // The entry is about the one, or paid by it.
      const entry = round % 2 === 0 ? charge(one) : charge(third, { payerId: one });
      const [entered, deleted] = await Promise.all([entry, bulkDelete({ ids: [other, one] })]);
      expect(['201 409', round % 2 === 0 ? '404 201' : '400 201']).toContain(`${entered.status} ${deleted.status}`);
      expect(await Promise.all([one, other].map(status))).toEqual(entered.status === 201 ? [200, 200] : [404, 404]);
    }
  });

  it('of the same customers, asked for in any order: one deletes, the others find them missing', async () => {
    for (let round = 0; round < 5; round++) {
      const ids = await some(4);
      const answers = await Promise.all(
        [ids, [...ids].reverse(), ids, [...ids].reverse()].map((some) => bulkDelete({ ids: some })),
      );
      expect(answers.map(({ status }) => status).sort()).toEqual([201, 404, 404, 404]);
    }
  });
});
