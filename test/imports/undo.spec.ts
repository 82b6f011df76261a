import { ImportsService } from '../../src/imports/imports.service.js';
import { FeedService } from '../../src/feed/feed.service.js';
import { CustomersService } from '../../src/customers/customers.service.js';
import { ErasureService } from '../../src/erasure/erasure.service.js';
import { asOwner } from '../support/owner.js';
import { useAppAndTenant } from '../support/use-app.js';
import { importing } from './support.js';

const { app, tenant } = useAppAndTenant();
const { planned, run, rows, service } = importing(app, tenant);

const input = (source: string) => ({ contract: 'billing', source });
const company = (id: number, more: object = {}) => ({
  customer_id: id,
  company: `Company ${id}`,
  external_key: `undo-${id}`,
  superuser_name: 'Ada Lovelace',
  superuser_email: `ada${id}@example.com`,
  superuser_phone: '+12125550100',
  balance: 7,
  ...more,
});
const undo = (id: number) => app.nest.get(ImportsService).undo(tenant.id, id);
const count = async (table: string, customers: number[], key = 'customer_id') =>
  (
    await asOwner<{ count: number }>(
      app,
      tenant,
      `SELECT count(*)::int AS count FROM ${table} WHERE tenant_id = $1 AND ${key} = ANY($2)`,
      [tenant.id, customers],
    )
  )[0]!.count;

describe('undoing an import', () => {
  it('removes what it made and no later write changed, with all records, and lists the rest', async () => {
    const living = () => app.nest.get(CustomersService).count(tenant.id, { criteria: [] });
    const before = await living();
    const done = await run(input('made'), [
      company(1, { parent_customer_id: 2 }),
      company(2),
      company(3),
      company(4),
      company(5, { parent_customer_id: 4 }),
    ]);
    const ids = (await rows(done.id)).map(({ customerId }) => customerId!);
    await app.as(tenant).clients.put(`/clients/${ids[2]}`, { name: 'Ours now' });
    await app.as(tenant).clients.put(`/clients/${ids[4]}`, { name: 'Ours too' });
    expect(await undo(done.id)).toEqual({ id: done.id, taken: 2, left: 3 });
    const gone = ids.slice(0, 2);
    for (const table of ['emails', 'phones', 'contact_persons', 'ledger_entries', 'import_links', 'customer_updates'])
      expect([table, await count(table, gone)]).toEqual([table, 0]);
    expect(await count('customers', ids, 'id')).toBe(3);
    expect(await living()).toBe(before + 3);
    const listed = (await rows(done.id)).filter(({ notes }) => notes !== null).map(({ row }) => row);
    expect(listed).toEqual([3, 4, 5]);
    const { events } = await app.nest.get(FeedService).read(tenant.id, { limit: 500 });
    const tombstones = events.filter(({ kind }) => kind === 'deleted');
    expect(tombstones.map(({ customerId }) => customerId).sort()).toEqual([...gone].sort());
    expect(tombstones[0]).toMatchObject({ reason: 'undo of import made' });
    // Their keys are free again, and the rows come again.
    const again = await run(input('made'), [company(1), company(2), company(3)]);
    expect(again.totals).toMatchObject({ create: 2, unchanged: 1, refused: 0 });
    expect((await rows(again.id))[0]!.notes).toBeNull();
    await expect(undo(done.id)).rejects.toThrow('undone already');
  });

  it('sets back what it changed, and keeps what others have changed since', async () => {
    const first = await run(input('changed'), [company(11), company(12)]);
    const ids = (await rows(first.id)).map(({ customerId }) => customerId!);
    const second = await run(input('changed'), [
      company(11, { company: 'New 11', bill_city: 'Porto', balance: 7 }),
      company(12, { company: 'New 12', bill_city: 'Porto', balance: 7 }),
    ]);
    expect(second.totals).toMatchObject({ update: 2 });
    await app.as(tenant).clients.put(`/clients/${ids[1]}`, { name: 'Ours' });
    expect(await undo(second.id)).toEqual({ id: second.id, taken: 1, left: 1 });
    const shown = await Promise.all(
      ids.map(async (id) => (await app.as(tenant).billing.get(`/customer/${id}`)).body.response),
    );
    expect(shown).toMatchObject([
      { company: 'Company 11', bill_city: null },
      { company: 'Ours', bill_city: null },
    ]);
  });

  it('is refused before the import has run', async () => {
    const plan = await planned(input('not run'), [company(21)]);
    await expect(undo(plan.id)).rejects.toThrow('has not run');
  });
});

describe('two imports', () => {
  it('of one source do not run at once, and a plan that another run has overtaken is refused', async () => {
    const [one, two] = [await planned(input('both'), [company(31)]), await planned(input('both'), [company(32)])];
    await service().run(tenant.id, one.id);
    await expect(service().run(tenant.id, two.id)).rejects.toThrow('Plan this one again');
    await service().plan(tenant.id, two.id);
    await expect(service().run(tenant.id, two.id, { digest: 'another' })).rejects.toThrow('another one');
    expect((await service().run(tenant.id, two.id)).totals).toMatchObject({ create: 1 });
  });
});

describe('erasing a customer', () => {
  it('removes what is staged of it', async () => {
    const done = await run(input('erased'), [company(41)]);
    const customerId = (await rows(done.id))[0]!.customerId!;
    const plan = await planned(input('erased'), [
      company(41, { company: 'Canary Ltd' }),
      company(42, { company: 'Canary' }),
    ]);
    await app.nest.get(ErasureService).erase(tenant.id, customerId);
    const staged = await asOwner<{ row: number; text: string }>(
      app,
      tenant,
      'SELECT row, r::text AS text FROM import_rows r WHERE tenant_id = $1 AND import_id = $2 ORDER BY row',
      [tenant.id, plan.id],
    );
    expect(staged.map(({ text }) => /canary/i.test(text))).toEqual([false, true]);
    expect((await service().run(tenant.id, plan.id)).totals).toMatchObject({ create: 1, refused: 1 });
  });
});
