import { ChangesSinceService } from '../../src/changes/changes-since.service.js';
import { type HistoryEntry, type HistoryQuery, HistoryService } from '../../src/changes/history.service.js';
import { RevertsService } from '../../src/changes/reverts.service.js';
import { LedgerService } from '../../src/ledger/ledger.service.js';
import { CustomersService } from '../../src/customers/customers.service.js';
import { aCustomer, MISSING_ID, theCustomer } from '../factories/customer.js';
import { aTenant } from '../factories/tenant.js';
import { useAppAndTenant } from '../support/use-app.js';

const { app, tenant } = useAppAndTenant();

const history = (id: number, query: Partial<HistoryQuery> = {}) =>
  app.nest.get(HistoryService).of(tenant.id, id, { mayReadLedger: true, ...query });

const since = (id: number, version: number, options?: { mayReadLedger: boolean }) =>
  app.nest.get(ChangesSinceService).since(tenant.id, id, version, options);

/** A customer that two contracts have changed. */
async function changed(): Promise<number> {
  const { id } = await aCustomer(app, tenant, {
    displayName: 'Ada Ltd.',
    openingBalance: '5',
    openingBalanceAt: new Date(0),
  });
  const { billing, contacts } = app.as(tenant);
  await billing.send('PUT', `/customer/${id}`, {
    body: { bill_city: 'Burlington', superuser_phone: '+12025550101' },
    headers: { 'Change-Reason': 'moved' },
  });
  await contacts.post(`/customers/${id}/emails`, { email: 'ada@example.com' });
  return id;
}

const fieldsOf = ({ records }: HistoryEntry) =>
  records.flatMap(({ record, fields }) => fields.map((field) => ({ record, ...field })));

describe('the history of a customer', () => {
  it('has each change once, the newest first, with its writer, its reason and its fields', async () => {
    const { entries, next } = await history(await changed());
    expect(next).toBeNull();
    expect(
      entries.map(({ kind, version, actor, contract, operation, reason }) => [
        kind,
        version,
        actor?.split(':')[0],
        contract,
        operation,
        reason,
      ]),
    ).toEqual([
      ['updated', 3, 'user', 'contacts', 'addEmail', null],
      ['updated', 2, 'key', 'billing', 'updateCustomer', 'moved'],
      ['created', 1, 'server', null, null, null],
    ]);
    expect(entries[0]).toMatchObject({ at: expect.any(Date), requestId: expect.stringMatching(/./) });
    expect(entries[1]!.records).toEqual(
      expect.arrayContaining([
        expect.objectContaining({
          record: 'customer',
          kind: 'changed',
          fields: expect.arrayContaining([{ field: 'billingCity', before: null, after: 'Burlington' }]),
        }),
        expect.objectContaining({
          record: 'phone',
          kind: 'added',
          fields: expect.arrayContaining([{ field: 'phone', before: null, after: '+12025550101' }]),
        }),
      ]),
    );
    expect(fieldsOf(entries[2]!)).toContainEqual(
      expect.objectContaining({ field: 'openingBalanceAt', before: null, after: new Date(0) }),
    );
    expect(entries.flatMap(fieldsOf).map(({ field }) => field)).not.toContain('flatOnly');
  });

  it('says when the customer was deleted', async () => {
    const id = await changed();
    await app.nest.get(CustomersService).delete(tenant.id, id);
    expect((await history(id)).entries.map(({ kind }) => kind)).toEqual(['deleted', 'updated', 'updated', 'created']);
  });

  it('is filtered by field, record, actor, contract and time', async () => {
    const id = await changed();
    const versions = async (query: Partial<HistoryQuery>) =>
      (await history(id, query)).entries.map(({ version }) => version);
    const [first, second] = (await history(id)).entries;
    expect(await versions({ field: 'billingCity' })).toEqual([2]);
    expect(await versions({ field: 'email' })).toEqual([3]);
    expect(await versions({ record: 'phone' })).toEqual([2]);
    expect(await versions({ record: 'customer', field: 'phone' })).toEqual([]);
    expect(await versions({ actor: second!.actor! })).toEqual([2]);
    expect(await versions({ contract: 'contacts' })).toEqual([3]);
    expect(await versions({ to: first!.at })).toEqual([2, 1]);
    expect(await versions({ from: first!.at, to: new Date(first!.at.getTime() + 1) })).toContain(3);
    expect(await versions({ actor: 'key:0' })).toEqual([]);
  });

  it('comes in pages, none of which repeats or leaves out a change that comes between', async () => {
    const id = await changed();
    for (let at = 0; at < 30; at++) await app.as(tenant).billing.put(`/customer/${id}`, { bill_city: `City ${at}` });
    const versions: (number | null)[] = [];
    for (let after: number | undefined, page = 0; page < 20; page++) {
      const { entries, next } = await history(id, { after, limit: 7 });
      versions.push(...entries.map(({ version }) => version));
      await app.as(tenant).billing.put(`/customer/${id}`, { bill_state: `State ${page}` });
      if (next === null) break;
      after = next;
    }
    expect(versions).toEqual(Array.from({ length: 33 }, (_, at) => 33 - at));
  });

  it('goes on where more rows than one portion belong to one change', async () => {
    const id = await changed();
    const { contacts } = app.as(tenant);
    for (let at = 0; at < 120; at++) await contacts.post(`/customers/${id}/phones`, { phone: `+1646555${1000 + at}` });
    await app.nest.get(RevertsService).apply(tenant.id, {
      actor: `user:${tenant.user.id}`,
      customers: [id],
    });
    const { entries } = await history(id, { limit: 500 });
    expect(entries).toHaveLength(124);
    expect(entries[0]).toMatchObject({ version: 124, reason: `revert of user:${tenant.user.id}` });
    expect(new Set(entries.map(({ version }) => version)).size).toBe(124);
  });

  it('has no entries of the ledger and no balances for those who may not read them', async () => {
    const id = await changed();
    await app.nest.get(LedgerService).record(tenant.id, id, { kind: 'invoice', amount: '10' });
    const all = await history(id);
    const some = await history(id, { mayReadLedger: false });
    expect(fieldsOf(all.entries[0]!)).toContainEqual(
      expect.objectContaining({ record: 'ledger_entry', field: 'amount' }),
    );
    expect(some.entries.map(({ version }) => version)).toEqual([3, 2, 1]);
    const shown = some.entries.flatMap(fieldsOf);
    expect(shown.filter(({ field, record }) => record === 'ledger_entry' || /Balance/.test(field))).toEqual([]);
    expect((await history(id, { mayReadLedger: false, field: 'openingBalance' })).entries).toEqual([]);
  });

  it('is missing for a customer of another tenant, as for one that does not exist', async () => {
    const theirs = await aCustomer(app, await aTenant(app));
    await expect(history(theirs.id)).rejects.toMatchObject({ kind: 'not_found', subject: 'customer' });
    await expect(history(MISSING_ID)).rejects.toMatchObject({ kind: 'not_found', subject: 'customer' });
  });
});

describe('the fields that changed since a version', () => {
  it('are listed once each, with the last writer', async () => {
    const id = await changed();
    await app.as(tenant).billing.put(`/customer/${id}`, { bill_city: 'Storrs' });
    const { primaryEmailId } = await theCustomer(app, tenant, id);
    const by = (await history(id)).entries[0]!.actor;
    expect(await since(id, 4)).toEqual([]);
    expect(await since(id, 3)).toEqual([{ field: 'billingCity', at: expect.any(Date), by }]);
    const fields = (await since(id, 1)).map(({ field }) => field);
    expect(fields.filter((field) => field === 'billingCity')).toHaveLength(1);
    expect(fields).toEqual(
      expect.arrayContaining([`emails[${primaryEmailId}].email`, 'mainPhoneId', 'primaryEmailId']),
    );
  });

  it('have none of the ledger unless the caller may read it', async () => {
    const id = await changed();
    await app.nest.get(LedgerService).record(tenant.id, id, { kind: 'invoice', amount: '10' });
    expect(await since(id, 3)).toEqual([]);
    expect((await since(id, 3, { mayReadLedger: true })).map(({ field }) => field)).toContainEqual(
      expect.stringMatching(/^ledgerEntries\[\d+\]\.amount$/),
    );
  });
});
