import type { CustomerRecord, NewCustomer } from '../../src/customers/customer-record.js';
import { LedgerService } from '../../src/ledger/ledger.service.js';
import { aCustomer, MISSING_ID, theCustomer } from '../factories/customer.js';
import { aTenant } from '../factories/tenant.js';
import type { Answer } from '../support/app.js';
import { useAppAndTenant } from '../support/use-app.js';

const { app, tenant: acme } = useAppAndTenant();

const put = (id: number, body: unknown) => app.as(acme).billing.put(`/customer/${id}`, body);
const read = async (id: number) =>
  (await app.as(acme).billing.get(`/customer/${id}`)).body.response as Record<string, unknown>;
const pays = (payerId: number | null, id: number, kind: 'payment' | 'credit' = 'payment') =>
  app.nest.get(LedgerService).record(acme.id, id, { kind, amount: '10', payerId });

async function aFamily(
  values: Partial<NewCustomer> = {},
): Promise<{ parent: CustomerRecord; child: CustomerRecord; other: CustomerRecord }> {
  const parent = await aCustomer(app, acme, { displayName: 'Parent' });
  return {
    parent,
    child: await aCustomer(app, acme, { displayName: 'Child', parentId: parent.id, ...values }),
    other: await aCustomer(app, acme, { displayName: 'Other' }),
  };
}

const refusedFor = (field: string) => ({
  status: 400,
  body: {
    code: 400,
    status: 'Error',
    message: 'Missing or invalid parameter.',
    details: { [field]: expect.any(String) },
    response: false,
  },
});

/** Refused, and nothing of the request was written. */
async function expectRefusal(id: number, body: object, field: string): Promise<Answer> {
  const before = await theCustomer(app, acme, id);
  const answer = await put(id, { custom_1: 'not this either', ...body });
  expect(answer).toMatchObject(refusedFor(field));
  expect(await theCustomer(app, acme, id)).toEqual(before);
  return answer;
}

describe('parent_customer_id', () => {
  it('202: null disconnects the child', async () => {
    const { child } = await aFamily();
    expect((await put(child.id, { parent_customer_id: null })).status).toBe(202);
    expect((await read(child.id)).parent_customer_id).toBeNull();
  });

  it('202: another parent takes over', async () => {
    const { child, other } = await aFamily();
    expect((await put(child.id, { parent_customer_id: other.id })).status).toBe(202);
    expect((await read(child.id)).parent_customer_id).toBe(other.id);
  });

  it('400: cannot be the customer itself', async () => {
    const { other } = await aFamily();
    await expectRefusal(other.id, { parent_customer_id: other.id }, 'parent_customer_id');
  });

  it('400: cannot be one below the customer', async () => {
    const { parent, child } = await aFamily();
    const grandchild = await aCustomer(app, acme, { parentId: child.id });
    await expectRefusal(parent.id, { parent_customer_id: child.id }, 'parent_customer_id');
    await expectRefusal(parent.id, { parent_customer_id: grandchild.id }, 'parent_customer_id');
  });

  it('400: cannot be unknown, deleted or another tenant’s, in the same words', async () => {
    const { child, other } = await aFamily();
    await app.as(acme).billing.delete(`/customer/${other.id}`);
    const foreign = await aCustomer(app, await aTenant(app));
    const unknown = await expectRefusal(child.id, { parent_customer_id: MISSING_ID }, 'parent_customer_id');
    for (const { id } of [other, foreign])
      expect(await expectRefusal(child.id, { parent_customer_id: id }, 'parent_customer_id')).toLookLike(unknown);
  });

  it.each(['12', 1.5, 0, -1, true, {}, 2 ** 53])('400: cannot be %p', async (value) => {
    const { child } = await aFamily();
    await expectRefusal(child.id, { parent_customer_id: value }, 'parent_customer_id');
  });

  it('202: two customers cannot become each other’s parents at once', async () => {
    const [one, two] = [await aCustomer(app, acme), await aCustomer(app, acme)];
    const answers = await Promise.all([
      put(one.id, { parent_customer_id: two.id }),
      put(two.id, { parent_customer_id: one.id }),
    ]);
    expect(answers.map(({ status }) => status).sort()).toEqual([202, 400]);
  });

  it('202: a deleted parent leaves its children without one', async () => {
    const { parent, child } = await aFamily();
    await app.as(acme).billing.delete(`/customer/${parent.id}`);
    expect((await read(child.id)).parent_customer_id).toBeNull();
  });
});

describe('once the parent has made a payment for the customer', () => {
  it.each(['null', 'another'])('400: its parent cannot become %s', async (which) => {
    const { parent, child, other } = await aFamily();
    await pays(parent.id, child.id);
    await expectRefusal(child.id, { parent_customer_id: which === 'null' ? null : other.id }, 'parent_customer_id');
  });

  it('202: everything else can change, and the parent be told again', async () => {
    const { parent, child } = await aFamily();
    await pays(parent.id, child.id);
    expect((await put(child.id, { parent_customer_id: parent.id, custom_1: 'x' })).status).toBe(202);
    expect(await read(child.id)).toMatchObject({ parent_customer_id: parent.id, custom_1: 'x' });
  });
});

describe('the parent can change', () => {
  it.each<[string, (family: Awaited<ReturnType<typeof aFamily>>) => Promise<unknown>]>([
    ['while the customer paid', ({ child }) => pays(null, child.id)],
    ['while another customer paid for it', ({ child, other }) => pays(other.id, child.id)],
    ['while the parent paid for itself', ({ parent }) => pays(null, parent.id)],
    ['while it only has a credit', ({ child }) => pays(null, child.id, 'credit')],
  ])('202: %s', async (_, entry) => {
    const family = await aFamily();
    await entry(family);
    expect((await put(family.child.id, { parent_customer_id: null })).status).toBe(202);
  });

  it('202: from none, even when a future parent has paid for it', async () => {
    const { parent, child } = await aFamily({ parentId: null });
    await pays(parent.id, child.id);
    expect((await put(child.id, { parent_customer_id: parent.id })).status).toBe(202);
    await expectRefusal(child.id, { parent_customer_id: null }, 'parent_customer_id');
  });
});
