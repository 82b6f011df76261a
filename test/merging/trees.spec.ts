import { CompanyNamesService } from '../../src/company-names/company-names.service.js';
import { ContactPersonsService } from '../../src/contact-persons/contact-persons.service.js';
import { CustomersService } from '../../src/customers/customers.service.js';
import { RECORD_TABLES } from '../../src/database/kept-changes.js';
import { EmailsService } from '../../src/emails/emails.service.js';
import { Database } from '../../src/engine/tenant-database/index.js';
import { LedgerService } from '../../src/ledger/ledger.service.js';
import { MergingService, type Unmerge } from '../../src/merging/merging.service.js';
import { PhonesService } from '../../src/phones/phones.service.js';
import { Problem } from '../../src/problem.js';
import { WireIdsRepository } from '../../src/wire-ids/wire-ids.repository.js';
import { aCustomer } from '../factories/customer.js';
import { cases, SEED } from '../laws/laws.js';
import { Random } from '../moving/random.js';
import { assertKeptWhole } from '../support/kept-changes.js';
import { useAppAndTenant } from '../support/use-app.js';

const { app, tenant } = useAppAndTenant();

/** Customers of a tree: the deepest one is merged six times, one into the other. */
const CUSTOMERS = 7;

type NotRestored = Unmerge['notRestored'][number];
type Rows = Map<string, Record<string, unknown>>;

const EMAILS = ['a@x.example', 'b@x.example', 'c@x.example', 'd@x.example'];
const PHONES = ['+12125550100', '+12125550101', '099 123 456', '+59829001234'];
const TEXTS = [null, 'one', 'two'];

/** Some customers that have much in common: emails, phones, names, parents, payers. */
async function family(random: Random): Promise<number[]> {
  const ids: number[] = [];
  for (let at = 0; at < CUSTOMERS; at++) {
    const { id } = await aCustomer(app, tenant, {
      displayName: random.of(['Acme', 'Acme S.A.', 'Ácme']),
      email: random.of([null, ...EMAILS]),
      phone: random.of([null, ...PHONES]),
      website: random.of(TEXTS),
      taxId: random.of(TEXTS),
      billingCity: random.of(TEXTS),
      countryIso: random.of([null, 'UY', 'US']),
      firstName: random.of(TEXTS),
      tags: random.of([[], ['x'], ['y', 'z']]),
      openingBalance: random.of(['0', '10', '-10', '2.5']),
      parentId: random.chance(0.4) && ids.length > 0 ? random.of(ids) : null,
    });
    ids.push(id);
    for (let step = random.below(4); step > 0; step--) await edit(random, id, ids);
    // Many emails have an equal one, and some complete it.
    const emails = app.nest.get(EmailsService);
    const [email] = await emails.list(tenant.id, id);
    if (email && random.chance(0.6))
      await refusable(emails.update(tenant.id, id, email.id, { role: random.of(TEXTS) }));
    if (email && random.chance(0.1)) await emails.toggleLock(tenant.id, id, email.id);
  }
  return ids;
}

async function refusable(work: Promise<unknown>) {
  try {
    await work;
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
  }
}

/** One write by the services. */
async function edit(random: Random, id: number, others: readonly number[]) {
  const { nest } = app;
  const one = async (table: string) => {
    const rows = await nest.get(Database).write<{ id: number }>(tenant.id, {
      text: `SELECT id FROM ${table} WHERE tenant_id = $1 AND customer_id = $2 ORDER BY id`,
      values: [tenant.id, id],
    });
    return rows.length === 0 ? undefined : random.of(rows).id;
  };
  const [email, phone, name] = [await one('emails'), await one('phones'), await one('company_names')];
  const choices: (() => Promise<unknown>)[] = [
    () => nest.get(EmailsService).add(tenant.id, id, { email: random.of(EMAILS), role: random.of(TEXTS) }),
    () => nest.get(PhonesService).add(tenant.id, id, { phone: random.of(PHONES), notes: random.of(TEXTS) }),
    () => nest.get(CompanyNamesService).add(tenant.id, id, { name: random.of(['Acme', 'Acme Ltd.']) }),
    () => nest.get(ContactPersonsService).add(tenant.id, id, { fullName: 'Ada', email: random.of(EMAILS) }),
    () => nest.get(LedgerService).record(tenant.id, id, { kind: 'invoice', amount: '7' }),
    () => nest.get(LedgerService).record(tenant.id, id, { kind: 'payment', amount: '3', payerId: random.of(others) }),
    () => nest.get(CustomersService).update(tenant.id, id, { website: random.of(TEXTS) }, { fields: ['id'] }),
    () => nest.get(CustomersService).update(tenant.id, id, { parentId: random.of(others) }, { fields: ['id'] }),
    () => nest.get(CustomersService).update(tenant.id, id, { email: random.of(EMAILS) }, { fields: ['id'] }),
    async () => email && nest.get(EmailsService).toggleLock(tenant.id, id, email),
    async () => email && nest.get(EmailsService).update(tenant.id, id, email, { email: random.of(EMAILS) }),
    async () => email && nest.get(EmailsService).update(tenant.id, id, email, { isPrimary: true, role: 'r' }),
    async () => phone && nest.get(PhonesService).update(tenant.id, id, phone, { place: 'mobile' }),
    async () => name && nest.get(CompanyNamesService).update(tenant.id, id, name, { isDefault: true }),
    async () => email && nest.get(EmailsService).delete(tenant.id, id, email),
    async () => phone && nest.get(PhonesService).delete(tenant.id, id, phone),
  ];
  await refusable(random.of(choices)());
}

const TABLES = ['customers', 'emails', 'phones', 'company_names', 'contact_persons', 'ledger_entries'];

/** All rows of some customers, without what each change raises. */
async function stored(ids: readonly number[]): Promise<Rows> {
  const rows = await app.nest.get(Database).write<{ name: string; row: Record<string, unknown> }>(tenant.id, {
    text: TABLES.map(
      (table) => `SELECT '${table} ' || id AS name, to_jsonb(t) - 'version' - 'updated_at' AS row FROM ${table} t
        WHERE tenant_id = $1 AND ${table === 'customers' ? 'id' : 'customer_id'} = ANY($2)`,
    ).join(' UNION ALL '),
    values: [tenant.id, ids],
  });
  return new Map(
    rows.map(({ name, row }) => [
      name,
      name.startsWith('customers') ? { ...row, opening_balance: Number(row.opening_balance) } : row,
    ]),
  );
}

/** In the order of their IDs, so that a seed chooses the same ones again. */
const livingOf = (rows: Rows) =>
  [...rows]
    .filter(([name, row]) => name.startsWith('customers') && !row.deleted_at)
    .map(([, row]) => row.id as number)
    .sort((one, other) => one - other);

const total = (rows: Rows) =>
  [...rows.values()].reduce((sum, row) => {
    if (row.deleted_at) return sum;
    const amount = Number(row.amount ?? 0);
    return (
      sum + Number(row.opening_balance ?? 0) + (row.kind === 'payment' || row.kind === 'credit' ? -amount : amount)
    );
  }, 0);

/** Merges two of the living customers, if that is possible. */
async function mergeTwo(
  random: Random,
  ids: readonly number[],
  goneBefore?: number,
): Promise<{ id: number; pair: number[] } | undefined> {
  const merging = app.nest.get(MergingService);
  const living = livingOf(await stored(ids));
  if (living.length < 2) return undefined;
  // Mostly the one that others were merged into goes next, so that trees become deep.
  const goneId = goneBefore !== undefined && living.includes(goneBefore) ? goneBefore : random.of(living);
  const intoId = random.of(living.filter((id) => id !== goneId));
  const request = { intoId, goneId, take: random.chance(0.3) ? ['website', 'displayName'] : [] };
  const { digest, refusals } = await merging.preview(tenant.id, request);
  if (refusals.length > 0) return undefined;
  const { id } = await merging.merge(tenant.id, request, digest, 'key:1');
  return { id: id!, pair: [intoId, goneId] };
}

/** Records that lack what an equal one of a standing merge has: a lock, a role, notes. */
const incomplete = async (ids: readonly number[]) =>
  app.nest.get(Database).write<{ id: number }>(tenant.id, {
    text: ['email', 'phone']
      .map(
        (kind) => `SELECT stands.id FROM customer_merges m
          CROSS JOIN jsonb_to_recordset(m.moved -> 'joined') AS joined (kind text, id bigint, "into" bigint)
          JOIN ${kind}s own ON own.tenant_id = m.tenant_id AND own.id = joined.id AND joined.kind = '${kind}'
          JOIN ${kind}s stands ON stands.tenant_id = m.tenant_id AND stands.id = joined."into"
        WHERE m.tenant_id = $1 AND m.into_id = ANY($2) AND m.undone_at IS NULL AND (own.is_locked AND NOT stands.is_locked
          OR own.role > '' AND stands.role IS NULL OR own.notes > '' AND stands.notes IS NULL)`,
      )
      .join(' UNION ALL '),
    values: [tenant.id, ids],
  });

async function undo(id: number): Promise<NotRestored[]> {
  const merging = app.nest.get(MergingService);
  const { digest } = await merging.previewUndo(tenant.id, id);
  return (await merging.undo(tenant.id, id, digest)).notRestored;
}

const shuffled = <Value>(random: Random, values: readonly Value[]): Value[] =>
  values
    .map((value) => ({ value, at: random.next() }))
    .sort((one, other) => one.at - other.at)
    .map(({ value }) => value);

function differing(before: Rows, after: Rows): string[] {
  const names = [...new Set([...before.keys(), ...after.keys()])];
  return names.flatMap((name) => {
    const [was, is] = [before.get(name), after.get(name)];
    if (!was || !is) return [was ? `${name} is gone` : `${name} is new`];
    return Object.keys(was).flatMap((column) =>
      JSON.stringify(was[column]) === JSON.stringify(is[column]) ? [] : [`${name} ${column}`],
    );
  });
}

it(
  'merges that are undone in any order leave both sides as they were, and lose no money meanwhile',
  async () => {
    let [merges, deepest, listedPlaces] = [0, 0, 0];
    const broken: unknown[] = [];
    for (let at = 0; at < cases(40) / 2; at++) {
      const random = new Random(SEED * 1_000 + at);
      const ids = await family(random);
      const before = await stored(ids);
      const done: { id: number; pair: number[] }[] = [];
      for (let step = 0; step < CUSTOMERS; step++) {
        const merge = await mergeTwo(random, ids, random.chance(0.7) ? done.at(-1)?.pair[0] : undefined);
        if (merge) done.push(merge);
        expect(total(await stored(ids))).toBeCloseTo(total(before), 6);
      }
      merges += done.length;
      deepest = Math.max(deepest, done.length);
      const listed: NotRestored[] = [];
      for (const { id } of shuffled(random, done)) {
        listed.push(...(await undo(id)).filter(({ reason }) => reason !== 'shared'));
        expect(await incomplete(ids)).toEqual([]);
        expect(total(await stored(ids))).toBeCloseTo(total(before), 6);
      }
      // Of places alone, a locked record that took one of several in turn may leave a pointer that is listed.
      const places = listed.filter(({ record, field }) => record === 'customer' && PLACES.has(field ?? ''));
      const known = new Set(places.map(({ id }) => `customers ${id}`));
      const left = differing(before, await stored(ids)).filter((difference) => {
        const [table, id, column = ''] = difference.split(' ');
        return !(known.has(`${table} ${id}`) && /_(email|phone|contact|name)_id$/.test(column));
      });
      listedPlaces += places.length;
      const others = listed.filter((one) => !places.includes(one));
      if (left.length + others.length > 0) broken.push({ case: at, left, listed: others });
      const survivors = await app.nest.get(WireIdsRepository, { strict: false }).survivors(tenant.id, ids);
      expect(survivors.size).toBe(0);
    }
    expect(broken).toEqual([]);
    expect(merges).toBeGreaterThan(cases(40));
    expect(listedPlaces).toBeLessThan(merges / 20);
    expect(deepest).toBeGreaterThanOrEqual(5);
    await assertKeptWhole(app, tenant.id);
  },
  600_000 + cases(40) * 2_000,
);

it(
  'edits in between stay with their records, and what is not as before was edited or is listed',
  async () => {
    const seen = new Set<string>();
    const broken: unknown[] = [];
    for (let at = 0; at < cases(40) / 2; at++) {
      const random = new Random(SEED * 2_000 + at);
      const ids = await family(random);
      const before = await stored(ids);
      const edited = new Set<string>();
      const standing: { id: number; pair: number[] }[] = [];
      const listed: NotRestored[] = [];
      const undoOne = async () => {
        const [merge] = shuffled(random, standing);
        if (!merge) return;
        standing.splice(standing.indexOf(merge), 1);
        listed.push(...(await undo(merge.id)));
      };
      for (let step = 0; step < 12; step++) {
        const turn = random.next();
        if (turn < 0.4) {
          const merge = await mergeTwo(random, ids, random.chance(0.7) ? standing.at(-1)?.pair[0] : undefined);
          if (merge) standing.push(merge);
        } else if (turn < 0.9) {
          const was = await stored(ids);
          const living = livingOf(was);
          await edit(random, random.of(living), living);
          for (const difference of differing(was, await stored(ids))) edited.add(difference);
        } else await undoOne();
      }
      while (standing.length > 0) await undoOne();
      const after = await stored(ids);
      expect(livingOf(after)).toHaveLength(CUSTOMERS);
      for (const { reason } of listed) seen.add(reason);
      const unexplained = differing(before, after).filter((difference) => !isExplained(difference, edited, listed));
      if (unexplained.length > 0) broken.push({ case: at, unexplained, edited: [...edited], listed });
    }
    expect(broken).toEqual([]);
    expect([...seen].toSorted()).toEqual(expect.arrayContaining(['added', 'changed', 'removed']));
    await assertKeptWhole(app, tenant.id);
  },
  600_000 + cases(40) * 2_000,
);

/** A difference is one of an edit, or it is listed for its column, or for its record as a whole. */
function isExplained(difference: string, edited: ReadonlySet<string>, listed: readonly NotRestored[]): boolean {
  if (difference.endsWith(' is new') || edited.has(difference)) return true;
  const [table, id, column] = difference.split(' ') as [string, string, string];
  const field = column.replace(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
  return listed.some(
    (one) =>
      RECORD_TABLES[one.record] === table && String(one.id) === id && (one.field === null || one.field === field),
  );
}

const PLACES: ReadonlySet<string> = new Set([
  'primaryEmailId',
  'mainPhoneId',
  'mobilePhoneId',
  'faxPhoneId',
  'mainContactId',
  'defaultCompanyNameId',
]);
