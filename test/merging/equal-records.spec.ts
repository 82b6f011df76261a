import { CustomersService } from '../../src/customers/customers.service.js';
import { EmailsService } from '../../src/emails/emails.service.js';
import { Database } from '../../src/engine/tenant-database/index.js';
import { MergingService } from '../../src/merging/merging.service.js';
import { aCustomer } from '../factories/customer.js';
import { useApp, useTenantPerTest } from '../support/use-app.js';

const app = useApp();
const acme = useTenantPerTest(app);
const EMAIL = 'info@quebracho.example';

/** The email of a customer, of which all have the same one here. */
interface Own {
  customer: number;
  id: number;
}

async function withEmail({ isLocked = false, ...values }: { role?: string; isLocked?: boolean } = {}): Promise<Own> {
  const { id: customer } = await aCustomer(app, acme);
  const emails = app.nest.get(EmailsService);
  const { id } = await emails.add(acme.id, customer, { email: EMAIL, ...values });
  if (isLocked) await emails.toggleLock(acme.id, customer, id);
  return { customer, id };
}

async function merge(gone: { customer: number }, into: { customer: number }): Promise<number> {
  const merging = app.nest.get(MergingService);
  const pair = { intoId: into.customer, goneId: gone.customer, take: [] };
  const { digest } = await merging.preview(acme.id, pair);
  return (await merging.merge(acme.id, pair, digest, 'key:1')).id!;
}

async function undo(id: number) {
  const merging = app.nest.get(MergingService);
  const { digest } = await merging.previewUndo(acme.id, id);
  const { notRestored } = await merging.undo(acme.id, id, digest);
  return notRestored.map(({ record, field, reason }) => `${record} ${field ?? ''} ${reason}`);
}

/** The rows themselves: that of an equal record stays with its customer, and no contract shows it. */
async function stored({ id }: Own) {
  const [row] = await app.nest
    .get(Database)
    .write<{ role: string | null; isLocked: boolean; flatOnly: boolean }>(acme.id, {
      text: `SELECT role, is_locked AS "isLocked", flat_only AS "flatOnly" FROM emails WHERE tenant_id = $1 AND id = $2`,
      values: [acme.id, id],
    });
  return row!;
}

describe('an email that stands for those of several merged customers', () => {
  it.each([
    ['first to last', [0, 1]],
    ['last to first', [1, 0]],
  ])('is locked until the last merge with a locked one is undone, %s', async (_, order) => {
    const into = await withEmail();
    const merges = [await merge(await withEmail({ isLocked: true }), into)];
    merges.push(await merge(await withEmail({ isLocked: true }), into));
    expect(await undo(merges[order[0]!]!)).toEqual([]);
    expect(await stored(into)).toMatchObject({ isLocked: true });
    expect(await undo(merges[order[1]!]!)).toEqual([]);
    expect(await stored(into)).toMatchObject({ isLocked: false });
  });

  it('has the value of the next one when the merge that gave it one is undone', async () => {
    const into = await withEmail();
    const merges = [await merge(await withEmail({ role: 'sales' }), into)];
    await merge(await withEmail(), into);
    merges.push(await merge(await withEmail({ role: 'billing' }), into));
    expect(await stored(into)).toMatchObject({ role: 'sales' });
    expect(await undo(merges[0]!)).toEqual([]);
    expect(await stored(into)).toMatchObject({ role: 'billing' });
    expect(await undo(merges[1]!)).toEqual([]);
    expect(await stored(into)).toMatchObject({ role: null });
  });

  it('keeps a value that was changed since, and says so', async () => {
    const into = await withEmail();
    const first = await merge(await withEmail({ role: 'sales' }), into);
    const second = await merge(await withEmail({ role: 'billing' }), into);
    await app.nest.get(EmailsService).update(acme.id, into.customer, into.id, { role: 'support' });
    expect(await undo(first)).toContain('email role changed');
    expect(await stored(into)).toMatchObject({ role: 'support' });
    await undo(second);
    expect(await stored(into)).toMatchObject({ role: 'support' });
  });

  it('loses a lock that came by way of another merged customer, but for that of a merge that stands', async () => {
    const [top, middle] = [await withEmail(), await withEmail()];
    const lower = await merge(await withEmail({ isLocked: true }), middle);
    const upper = await merge(middle, top);
    const other = await merge(await withEmail({ isLocked: true }), top);
    expect(await undo(lower)).toEqual([]);
    expect([await stored(middle), await stored(top)]).toMatchObject([{ isLocked: false }, { isLocked: true }]);
    expect(await undo(other)).toEqual([]);
    expect(await stored(top)).toMatchObject({ isLocked: false });
    expect(await undo(upper)).toEqual([]);
  });

  it('loses the lock of an equal one that goes back from a merged customer', async () => {
    const own = await withEmail({ isLocked: true });
    const [top, middle] = [await withEmail(), { customer: (await aCustomer(app, acme)).id }];
    const lower = await merge(own, middle);
    const upper = await merge(middle, top);
    expect(await stored(top)).toMatchObject({ isLocked: true });
    expect(await undo(lower)).toEqual([]);
    expect([await stored(own), await stored(top)]).toMatchObject([{ isLocked: true }, { isLocked: false }]);
    expect(await undo(upper)).toEqual([]);
  });
});

it('has the place again that a locked email of a merged customer has taken, also above that one', async () => {
  const [locked, middle, top] = [
    await aCustomer(app, acme, { email: 'locked@quebracho.example' }),
    await aCustomer(app, acme, { email: EMAIL }),
    await aCustomer(app, acme, { email: EMAIL }),
  ].map(({ id }) => ({ customer: id }));
  const [email] = await app.nest.get(EmailsService).list(acme.id, locked!.customer);
  await app.nest.get(EmailsService).toggleLock(acme.id, locked!.customer, email!.id);
  const lower = await merge(locked!, middle!);
  const upper = await merge(middle!, top!);
  const shown = async ({ customer }: { customer: number }) =>
    (await app.nest.get(CustomersService).get(acme.id, customer, { fields: ['email'] })).email;
  expect(await shown(top!)).toBe('locked@quebracho.example');
  expect(await undo(lower)).toEqual([]);
  expect([await shown(locked!), await shown(top!)]).toEqual(['locked@quebracho.example', EMAIL]);
  expect(await undo(upper)).toEqual([]);
  expect([await shown(middle!), await shown(top!)]).toEqual([EMAIL, EMAIL]);
});
