import { type RevertPart, RevertsService } from '../../src/changes/reverts.service.js';
import type { RevertedCustomer } from '../../src/changes/revert-report.js';
import { KeysService } from '../../src/auth/keys.service.js';
import { PERMISSIONS } from '../../src/auth/permissions.js';
import { HistoryService } from '../../src/changes/history.service.js';
import { actingAs } from '../../src/origin.js';
import { Database } from '../../src/engine/tenant-database/index.js';
import { aCustomer, theCustomer } from '../factories/customer.js';
import { aTenant, type TestTenant } from '../factories/tenant.js';
import { assertKeptWhole } from '../support/kept-changes.js';
import { nextMoment } from '../support/moments.js';
import type { ContractClient } from '../support/clients.js';
import { useAppAndTenant, useTenantPerTest } from '../support/use-app.js';

const { app } = useAppAndTenant();
const tenant = useTenantPerTest(app);

/** A few in the ordinary run. */
const MANY = process.env.LAWS_CASES === undefined ? 60 : 3_000;

/** A second key of the tenant: the script whose changes are taken back. */
async function aScript(of: TestTenant): Promise<{ billing: ContractClient; actor: string }> {
  const key = await app.nest.get(KeysService).create(of.id, 'billing', { permissions: PERMISSIONS });
  return { billing: app.as({ ...of, keys: { ...of.keys, billing: key } }).billing, actor: `key:${key.id}` };
}

const reverts = () => app.nest.get(RevertsService);

const accepted = async (asked: Promise<{ status: number; body: any }>) => {
  const { status, body } = await asked;
  expect({ status, body: status < 300 || body }).toEqual({ status: expect.any(Number), body: true });
  return body;
};

/** All rows of the tenant's records, by name, without what each change raises. */
async function stored(): Promise<Record<string, unknown>> {
  const tables = ['customers', 'emails', 'phones', 'company_names', 'contact_persons'];
  const rows = await app.nest.get(Database).write<{ name: string; row: object }>(tenant.id, {
    text: tables
      .map(
        (table) =>
          `SELECT '${table} ' || id AS name, to_jsonb(t) - 'version' - 'updated_at' AS row FROM ${table} t WHERE tenant_id = $1`,
      )
      .join(' UNION ALL '),
    values: [tenant.id],
  });
  return Object.fromEntries(rows.map(({ name, row }) => [name, row]));
}

async function collected(selection: Parameters<RevertsService['plan']>[1], digest?: string) {
  const customers: RevertedCustomer[] = [];
  const take = (one: RevertedCustomer) => void customers.push(one);
  const summary =
    digest === undefined
      ? await reverts().plan(tenant.id, selection, { take, mayReadLedger: true })
      : await reverts().apply(tenant.id, selection, { digest, take, mayReadLedger: true });
  return { customers, summary, fields: customers.flatMap(({ fields }) => fields) };
}

it(
  `${MANY} phones that a script overwrote are as before; later edits of others stand, and locks hold`,
  async () => {
    const ids: number[] = [];
    for (let at = 0; at < MANY; at++)
      ids.push((await aCustomer(app, tenant, { phone: `+1202555${String(1000 + at)}`, note: 'as it was' })).id);
    const speak = app.as(tenant);
    const script = await aScript(tenant);
    const before = await stored();
    // Other writers change other fields and other customers meanwhile.
    const others = (async () => {
      for (const [at, id] of ids.entries())
        if (at % 3 === 0) await accepted(speak.billing.put(`/customer/${id}`, { bill_city: `City ${at}` }));
    })();
    for (const [at, id] of ids.entries())
      await accepted(script.billing.put(`/customer/${id}`, { superuser_phone: `+1646555${String(1000 + at)}` }));
    await others;
    const isLater = (at: number) => at % 10 === 4;
    const isLocked = (at: number) => at % 10 === 7;
    for (const [at, id] of ids.entries()) {
      if (isLater(at)) await accepted(speak.clients.put(`/clients/${id}`, { phone: `+1303555${String(1000 + at)}` }));
      if (isLocked(at)) {
        const { mainPhoneId } = await theCustomer(app, tenant, id);
        await accepted(speak.contacts.post(`/customers/${id}/phones/${mainPhoneId}/toggle-lock`));
      }
    }
    const overwritten = await stored();

    const dry = await collected({ actor: script.actor });
    expect(await stored()).toEqual(overwritten);
    expect(dry.summary).toMatchObject({
      customers: MANY,
      takenBack: MANY * 0.8,
      conflicts: MANY / 10,
      kept: MANY / 10,
      refused: 0,
    });
    const real = await collected({ actor: script.actor }, dry.summary.digest);
    expect(real.summary).toEqual(dry.summary);
    expect(real.fields).toEqual(expect.arrayContaining(dry.fields));

    const after = await stored();
    for (const [at, id] of ids.entries()) {
      const name = `phones ${(await theCustomer(app, tenant, id)).mainPhoneId}`;
      const [was, set, is] = [before[name], overwritten[name], after[name]];
      if (isLater(at) || isLocked(at)) expect({ at, is }).toEqual({ at, is: set });
      else expect({ at, is }).toEqual({ at, is: was });
      expect((after[`customers ${id}`] as Record<string, unknown>).billing_city).toBe(
        at % 3 === 0 ? `City ${at}` : null,
      );
    }
    const told = (outcome: string) => real.fields.filter((field) => field.outcome === outcome);
    expect(told('conflict').map(({ reason }) => reason)).toEqual(Array.from({ length: MANY / 10 }, () => 'changed'));
    expect(told('conflict')[0]).toMatchObject({
      record: 'phone',
      field: 'phone',
      before: '+12025551004',
      left: '+16465551004',
      now: '+13035551004',
      by: { actor: expect.stringMatching(/^user:\d+\+key:\d+$/), at: expect.any(Date) },
    });
    expect(told('kept').map(({ reason }) => reason)).toEqual(Array.from({ length: MANY / 10 }, () => 'locked'));
    await assertKeptWhole(app, tenant.id);

    // Nothing is left to take back but what stands.
    const again = await reverts().apply(tenant.id, { actor: script.actor });
    expect(again).toMatchObject({ takenBack: 0, conflicts: MANY / 10, kept: MANY / 10 });
    expect(await stored()).toEqual(after);
  },
  MANY * 1_000,
);

/** A customer with two emails, two phones and a company name, and the paths of its records. */
async function furnished() {
  const { id } = await aCustomer(app, tenant, {
    email: 'ada@example.com',
    phone: '+12025550101',
    mobile: '+12025550102',
  });
  const { contacts } = app.as(tenant);
  const email = (await accepted(contacts.post(`/customers/${id}/emails`, { email: 'bob@example.com', name: 'Bob' })))
    .email_id;
  const name = (await accepted(contacts.post(`/customers/${id}/company-names`, { name: 'Ada SA' }))).company_name_id;
  return { ...(await theCustomer(app, tenant, id)), email: email as number, name: name as number };
}

/** The user that speaks contacts, whose changes these tests take back. */
const actor = () => `user:${tenant.user.id}`;

/** What the user does from now on. */
const fromNow = async () => ({ actor: actor(), from: await nextMoment(app, tenant.id) });

it('records that were added leave, and removed ones come back with their IDs, places and fields', async () => {
  const { id, email, name, mobilePhoneId } = await furnished();
  const selection = await fromNow();
  const before = await stored();
  const { contacts } = app.as(tenant);
  await accepted(contacts.put(`/customers/${id}/emails/${email}`, { notes: 'Call first', is_primary: true }));
  await accepted(contacts.delete(`/customers/${id}/emails/${email}`));
  await accepted(contacts.delete(`/customers/${id}/phones/${mobilePhoneId}`));
  await accepted(contacts.delete(`/customers/${id}/company-names/${name}`));
  await accepted(contacts.post(`/customers/${id}/phones`, { phone: '+12025550199', place: 'fax' }));
  const { summary, fields } = await collected(selection);
  expect(await collected(selection, summary.digest)).toMatchObject({ summary: { conflicts: 0, kept: 0, refused: 0 } });
  expect(await stored()).toEqual(before);
  expect(fields.filter(({ outcome }) => outcome === 'added')).toEqual(
    expect.arrayContaining([
      expect.objectContaining({ record: 'email', recordId: email, before: expect.objectContaining({ name: 'Bob' }) }),
    ]),
  );
  await assertKeptWhole(app, tenant.id);
});

it('values that two records have exchanged go back', async () => {
  const { id, mainPhoneId, mobilePhoneId } = await furnished();
  const selection = await fromNow();
  const before = await stored();
  const put = (phone: number | null, value: string) =>
    accepted(app.as(tenant).contacts.put(`/customers/${id}/phones/${phone}`, { phone: value }));
  await put(mainPhoneId, '+12025550103');
  await put(mobilePhoneId, '+12025550101');
  await put(mainPhoneId, '+12025550102');
  await reverts().apply(tenant.id, selection);
  const after = await stored();
  for (const phone of [mainPhoneId, mobilePhoneId])
    expect(after[`phones ${phone}`]).toMatchObject({ phone: (before[`phones ${phone}`] as { phone: string }).phone });
});

it('a country goes back with numbers that only in the other country equal another one', async () => {
  const { id } = await aCustomer(app, tenant, { phone: '2900 1234', mobile: '+59829001234' });
  const { contacts, erp } = app.as(tenant);
  const { mobilePhoneId } = await theCustomer(app, tenant, id);
  const selection = await fromNow();
  const before = await stored();
  await accepted(contacts.put(`/customers/${id}/phones/${mobilePhoneId}`, { phone: '+12025550199' }));
  await accepted(erp.put('/customers', { id, country_iso: 'UY' }));
  const { summary } = await collected(selection);
  expect((await collected(selection, summary.digest)).summary).toMatchObject({ takenBack: 3, refused: 0 });
  expect(await stored()).toMatchObject({
    [`customers ${id}`]: { country_iso: null },
    [`phones ${mobilePhoneId}`]: before[`phones ${mobilePhoneId}`],
  });
});

it('a value that another record has now stays, and so does a record that another writer has touched', async () => {
  const { id, mainPhoneId } = await furnished();
  const selection = await fromNow();
  const { contacts, billing } = app.as(tenant);
  await accepted(contacts.put(`/customers/${id}/phones/${mainPhoneId}`, { phone: '+12025550103' }));
  const { email_id: added } = await accepted(contacts.post(`/customers/${id}/emails`, { email: 'eve@example.com' }));
  // Another writer gives the old number to another place, and the added email to the main contact.
  await accepted(app.as(tenant).clients.put(`/clients/${id}`, { mobile: '+12025550101' }));
  await accepted(billing.put(`/customer/${id}`, { superuser_email: 'eve@example.com' }));
  const then = await stored();
  const { fields } = await collected(selection, (await reverts().plan(tenant.id, selection)).digest);
  expect(fields).toEqual(
    expect.arrayContaining([
      expect.objectContaining({
        record: 'phone',
        recordId: mainPhoneId,
        field: 'phone',
        outcome: 'kept',
        reason: 'twin',
      }),
      expect.objectContaining({ record: 'email', recordId: added, field: null }),
    ]),
  );
  expect(fields.find(({ record, field }) => record === 'email' && field === null)!.outcome).toMatch(
    /^(kept|conflict)$/,
  );
  expect(await stored()).toMatchObject({
    [`emails ${added}`]: then[`emails ${added}`],
    [`phones ${mainPhoneId}`]: { phone: '+12025550103' },
  });
});

it('customers that were created are deleted, and deleted ones restored below their parents', async () => {
  const { erp } = app.as(tenant);
  const parent = await aCustomer(app, tenant, {});
  const child = await aCustomer(app, tenant, { parentId: parent.id });
  const selection = await fromNow();
  const before = await stored();
  const { id: made } = await accepted(erp.post('/customers', { name: 'Made' }));
  const { id: touched } = await accepted(erp.post('/customers', { name: 'Touched' }));
  await accepted(app.as(tenant).billing.put(`/customer/${touched}`, { bill_city: 'Storrs' }));
  await accepted(erp.put('/customers', { id: child.id, name: 'Renamed' }));
  await accepted(app.as(tenant).accountingByToken.delete(`/customers/${parent.id}`));
  const reverted = await collected(selection, (await reverts().plan(tenant.id, selection)).digest);
  expect(reverted.summary).toMatchObject({ conflicts: 1, kept: 0, refused: 0 });
  expect(reverted.fields).toContainEqual(
    expect.objectContaining({
      record: 'customer',
      recordId: touched,
      field: null,
      outcome: 'conflict',
      reason: 'touched',
    }),
  );
  const after = await stored();
  expect(after).toMatchObject({
    [`customers ${made}`]: { deleted_at: expect.any(String) },
    [`customers ${touched}`]: { deleted_at: null, billing_city: 'Storrs' },
  });
  for (const id of [parent.id, child.id]) expect(after[`customers ${id}`]).toEqual(before[`customers ${id}`]);
});

it('parents come back in an order that is always allowed', async () => {
  const script = await aScript(tenant);
  const make = async (company: string, parent?: number) =>
    (await accepted(script.billing.post('/customer', { company, parent_customer_id: parent ?? null }))).response
      .id as number;
  const [top, child, grandchild] = await (async () => {
    const first = (await aCustomer(app, tenant, {})).id;
    const second = (await aCustomer(app, tenant, { parentId: first })).id;
    return [first, second, (await aCustomer(app, tenant, { parentId: second })).id] as const;
  })();
  const before = await stored();
  const move = (id: number, parent: number | null) =>
    accepted(script.billing.put(`/customer/${id}`, { parent_customer_id: parent }));
  const made = await make('Made');
  // The line is turned around below a new customer, and its former top is deleted.
  await move(grandchild, made);
  await move(child, grandchild);
  const below = await make('Below', top);
  await accepted(script.billing.delete(`/customer/${top}`));
  const { digest } = await reverts().plan(tenant.id, { actor: script.actor });
  const { summary } = await collected({ actor: script.actor }, digest);
  expect(summary).toMatchObject({ conflicts: 0, kept: 0, refused: 0, digest });
  const after = await stored();
  for (const id of [top, child, grandchild]) expect(after[`customers ${id}`]).toEqual(before[`customers ${id}`]);
  for (const id of [made, below]) expect(after[`customers ${id}`]).toMatchObject({ deleted_at: expect.any(String) });
});

it('a parent that would be below its child stays', async () => {
  const script = await aScript(tenant);
  const [one, other] = [(await aCustomer(app, tenant, {})).id, (await aCustomer(app, tenant, {})).id];
  await accepted(app.as(tenant).billing.put(`/customer/${one}`, { parent_customer_id: other }));
  await accepted(script.billing.put(`/customer/${one}`, { parent_customer_id: null }));
  await accepted(app.as(tenant).billing.put(`/customer/${other}`, { parent_customer_id: one }));
  const { digest } = await reverts().plan(tenant.id, { actor: script.actor });
  const { fields } = await collected({ actor: script.actor }, digest);
  expect(fields).toEqual([expect.objectContaining({ field: 'parentId', outcome: 'kept', reason: 'parent' })]);
});

it('a key that another customer has now stays with it', async () => {
  const script = await aScript(tenant);
  const { id } = await aCustomer(app, tenant, { externalKey: 'first' });
  await accepted(script.billing.put(`/customer/${id}`, { external_key: 'second', bill_city: 'Storrs' }));
  await aCustomer(app, tenant, { externalKey: 'first' });
  const { digest } = await reverts().plan(tenant.id, { actor: script.actor });
  const { fields } = await collected({ actor: script.actor }, digest);
  expect(fields.map(({ field, outcome, reason }) => [field, outcome, reason])).toEqual([
    ['billingCity', 'set', undefined],
    ['externalKey', 'kept', 'key'],
  ]);
  expect(await theCustomer(app, tenant, id)).toMatchObject({ externalKey: 'second', billingCity: null });
});

it('a revert is a change of its own: it says what it took back, and can be taken back', async () => {
  const { id } = await furnished();
  const selection = await fromNow();
  await accepted(
    app.as(tenant).contacts.delete(`/customers/${id}/phones/${(await theCustomer(app, tenant, id)).mainPhoneId}`),
  );
  await accepted(app.as(tenant).erp.put('/customers', { id, name: 'Renamed' }));
  const changed = await stored();
  const { version } = await theCustomer(app, tenant, id);
  await actingAs('user:0', () => reverts().apply(tenant.id, selection));
  expect((await theCustomer(app, tenant, id)).version).toBe(version + 1);
  const { entries } = await app.nest.get(HistoryService).of(tenant.id, id, { mayReadLedger: true, limit: 1 });
  expect(entries[0]).toMatchObject({
    actor: 'user:0',
    reason: `revert of ${actor()} from ${selection.from.toISOString()}`,
  });
  await reverts().apply(tenant.id, { actor: 'user:0' });
  expect(await stored()).toEqual(changed);
});

it('one request is taken back, of some customers, and nothing of the same actor beside it', async () => {
  const ids = [(await aCustomer(app, tenant, {})).id, (await aCustomer(app, tenant, {})).id];
  for (const id of ids) await accepted(app.as(tenant).erp.put('/customers', { id, name: 'First' }));
  await accepted(app.as(tenant).erp.put('/customers', { id: ids[1], name: 'Second' }));
  const { entries } = await app.nest.get(HistoryService).of(tenant.id, ids[0]!, { mayReadLedger: true, limit: 1 });
  await reverts().apply(tenant.id, { requestId: entries[0]!.requestId! });
  await reverts().apply(tenant.id, { actor: actor(), customers: [ids[0]!] });
  const names = await Promise.all(ids.map(async (id) => (await theCustomer(app, tenant, id)).displayName));
  expect(names).toEqual(['Ada Ltd.', 'Second']);
});

it('with the digest of a dry run, it refuses to do anything else', async () => {
  const { id } = await aCustomer(app, tenant, {});
  await accepted(app.as(tenant).erp.put('/customers', { id, name: 'Renamed' }));
  const { digest } = await reverts().plan(tenant.id, { actor: actor() });
  await accepted(app.as(tenant).billing.put(`/customer/${id}`, { company: 'Of another writer' }));
  await expect(reverts().apply(tenant.id, { actor: actor() }, { digest })).rejects.toMatchObject({
    reason: 'REVERT_CHANGED',
  });
  expect((await theCustomer(app, tenant, id)).displayName).toBe('Of another writer');
});

it('entries of the ledger stay, and are listed', async () => {
  const { id } = await aCustomer(app, tenant, {});
  const { accountingByToken, erp } = app.as(tenant);
  await accepted(accountingByToken.post(`/customers/${id}/ledger-entries`, { kind: 'invoice', amount: 10 }));
  const { id: made } = await accepted(erp.post('/customers', { name: 'Made' }));
  await accepted(accountingByToken.post(`/customers/${made}/ledger-entries`, { kind: 'invoice', amount: 10 }));
  const { fields } = await collected({ actor: actor() }, (await reverts().plan(tenant.id, { actor: actor() })).digest);
  const kept = { outcome: 'kept', reason: 'ledger' };
  expect(fields).toEqual([
    expect.objectContaining({ record: 'ledger_entry', ...kept }),
    expect.objectContaining({ record: 'ledger_entry', ...kept }),
    expect.objectContaining({ record: 'customer', recordId: made, ...kept }),
  ]);
  expect((await theCustomer(app, tenant, made)).deletedAt).toBeNull();
  // Who may not read the ledger sees that the customer stays, and no entry.
  const portion = { limit: 10, mayReadLedger: false };
  const [first, second] = (await reverts().planPart(tenant.id, { actor: actor(), to: new Date() }, portion)).data;
  expect([first!.fields, second!.fields]).toEqual([[], [expect.objectContaining({ recordId: made, ...kept })]]);
  expect(second!.fields[0]!.now).not.toHaveProperty('openingBalance');
});

describe('a revert in parts', () => {
  const portion = { limit: 2, mayReadLedger: true };

  it('plans each part in the order in which customers are reverted', async () => {
    const ids: number[] = [];
    for (let at = 0; at < 5; at++) ids.push((await accepted(app.as(tenant).erp.post('/customers', { name: 'A' }))).id);
    const selection = { actor: actor(), to: await nextMoment(app, tenant.id) };
    const parts = [await reverts().planPart(tenant.id, selection, portion)];
    while (parts.at(-1)!.next)
      parts.push(await reverts().planPart(tenant.id, selection, { ...portion, after: parts.at(-1)!.next! }));
    // The youngest first.
    expect(parts.map(({ data }) => data.map(({ customerId }) => customerId))).toEqual([
      [ids[4], ids[3]],
      [ids[2], ids[1]],
      [ids[0]],
    ]);
    expect(parts.map(({ selected, customers }) => [selected, customers])).toEqual([
      [5, 2],
      [5, 2],
      [5, 1],
    ]);
    expect(parts[0]!.data[0]).toMatchObject({ fate: 'deleted', fields: [{ record: 'customer', outcome: 'deleted' }] });
  });

  it('takes back each part by its digest, also when the reverted actor does it itself', async () => {
    for (let at = 0; at < 5; at++) await accepted(app.as(tenant).erp.post('/customers', { name: 'A' }));
    const selection = { actor: actor(), to: await nextMoment(app, tenant.id) };
    const outcomes: RevertPart[] = [];
    await actingAs(actor(), async () => {
      for (let after: RevertPart['next'] | undefined; after !== null;) {
        const some = { ...portion, after };
        const { digest, next } = await reverts().planPart(tenant.id, selection, some);
        outcomes.push(await reverts().applyPart(tenant.id, selection, digest, some));
        after = next;
      }
    });
    expect(outcomes.map(({ takenBack, data }) => [takenBack, data])).toEqual([
      [2, []],
      [2, []],
      [1, []],
    ]);
    expect((await reverts().plan(tenant.id, selection)).takenBack).toBe(0);
  });

  it('conflict: a part that has changed since its dry run', async () => {
    const { id } = await accepted(app.as(tenant).erp.post('/customers', { name: 'A' }));
    const selection = { actor: actor(), to: await nextMoment(app, tenant.id) };
    const { digest } = await reverts().planPart(tenant.id, selection, portion);
    await app.as(tenant).billing.put(`/customer/${id}`, { company: 'B' });
    await expect(reverts().applyPart(tenant.id, selection, digest, portion)).rejects.toMatchObject({
      kind: 'conflict',
      reason: 'REVERT_CHANGED',
    });
  });

  it('invalid: changes of an actor that may still go on', async () => {
    const later = new Date(Date.now() + 60_000);
    for (const to of [undefined, later])
      await expect(reverts().planPart(tenant.id, { actor: 'user:1', to }, portion)).rejects.toMatchObject({
        kind: 'invalid',
        details: [expect.objectContaining({ field: 'to' })],
      });
  });
});

it('changes of another tenant are neither found nor taken back', async () => {
  const other = await aTenant(app, { user: tenant.user });
  const { id } = await accepted(app.as(other).erp.post('/customers', { name: 'Of another tenant' }));
  expect(await reverts().apply(tenant.id, { actor: actor() })).toMatchObject({ customers: 0 });
  expect(await reverts().apply(tenant.id, { actor: actor(), customers: [id] })).toMatchObject({ customers: 0 });
  expect((await theCustomer(app, other, id)).deletedAt).toBeNull();
});

it('a selection without an actor, or of both kinds, is refused', async () => {
  await expect(reverts().plan(tenant.id, {} as never)).rejects.toMatchObject({ kind: 'invalid' });
  await expect(reverts().plan(tenant.id, { actor: 'a\nb' })).rejects.toMatchObject({ kind: 'invalid' });
  await expect(reverts().plan(tenant.id, { actor: 'user:1', requestId: 'x' } as never)).rejects.toMatchObject({
    kind: 'invalid',
  });
});
