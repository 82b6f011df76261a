import fc from 'fast-check';
import { PERMISSIONS } from '../../src/auth/permissions.js';
import { type TokenContract, TokensService } from '../../src/auth/tokens.service.js';
import { UsersService } from '../../src/auth/users.service.js';
import { ChangesRepository } from '../../src/changes/changes.repository.js';
import type { RevertedCustomer, RevertedField } from '../../src/changes/revert-report.js';
import { RevertsService } from '../../src/changes/reverts.service.js';
import type { ContractName } from '../../src/contracts/index.js';
import type { RecordKind } from '../../src/database/kept-changes.js';
import { aTenant, type TestTenant } from '../factories/tenant.js';
import { startApp, type TestApp } from '../support/app.js';
import { assertKeptWhole } from '../support/kept-changes.js';
import { nextMoment } from '../support/moments.js';
import {
  ABSENT,
  before,
  isSame,
  type Kept,
  keptSince,
  later,
  type Stored,
  storedRows,
  Writes,
} from '../support/without.js';
import { assertClean, remember } from './always.js';
import { anyWrites, cases, FACES, IS_LONG, SEED } from './laws.js';
import { track } from './places.js';
import { build, plans } from './record.js';
import { aSide, type Picture, pictureOf, type Side } from './side.js';

let app: TestApp;
let user: TestTenant['user'];
beforeAll(async () => {
  app = await startApp();
  ({ user } = await aTenant(app));
});
afterAll(() => app.close());

/** Steps of one history. Each is taken by the actor whose changes are taken back, or by others. */
const STEPS = 6;
/** Histories of one record: to build it takes most of the time. */
const OF_ONE_RECORD = IS_LONG ? 20 : 4;

const histories = fc.array(fc.array(fc.tuple(anyWrites, fc.boolean()), { minLength: STEPS, maxLength: STEPS }), {
  minLength: OF_ONE_RECORD,
  maxLength: OF_ONE_RECORD,
});

/** How often the law saw each outcome, so that it cannot hold because nothing happened. */
const seen = new Map<string, number>();

it(
  'a revert of one actor leaves no difference to the record without its changes that it does not list',
  async () => {
    const property = fc.asyncProperty(plans, histories, async (plan, taken) => {
      const side = await aSide(app);
      const mine = await secondActor(side);
      let picture = await build(side, plan);
      for (const steps of taken) {
        const from = await nextMoment(app, side.tenant.id);
        for (const [{ writer, ...step }, isMine] of steps) {
          const contract = writer as ContractName;
          const actor = isMine && SPOKEN.includes(contract) ? mine : side;
          await FACES[contract].perform(actor, step, picture);
          picture = await followed(side, picture, contract);
        }
        await assertTakenBack(side, { actor: `user:${user.id}`, from });
        picture = await followed(side, picture, 'contacts');
      }
      await assertKeptWhole(app, side.tenant.id);
    });
    const numRuns = Math.ceil(cases(12) / OF_ONE_RECORD);
    const { failed, errorInstance } = await fc.check(property, { seed: SEED, numRuns, endOnFailure: true });
    if (failed) throw new Error(`LAWS_SEED=${SEED}: ${(errorInstance as Error).message}`);
    if (IS_LONG) process.stderr.write(`${numRuns * OF_ONE_RECORD} histories, LAWS_SEED=${SEED}: ${told()}\n`);
    expect(['set', 'added', 'removed', 'conflict changed'].filter((outcome) => !seen.has(outcome))).toEqual([]);
  },
  IS_LONG ? 7_200_000 : 240_000,
);

const told = () => [...seen].map(([outcome, count]) => `${count} × ${outcome}`).join(', ');

/** The contracts that a user speaks without an API key. */
const SPOKEN: readonly ContractName[] = ['contacts', 'erp', 'accounting'];

/** A second user of the tenant, who changes the customer, too. */
async function secondActor(side: Side): Promise<Side> {
  await app.nest.get(UsersService).join(side.tenant.id, user.id, PERMISSIONS);
  const token = (aud: TokenContract) => () =>
    Promise.resolve(app.nest.get(TokensService).issue({ sub: `user:${user.id}`, tenant: side.tenant.id, aud }, 60));
  const tokens = {
    contacts: token('contacts'),
    clients: token('clients'),
    erp: token('erp'),
    accounting: token('accounting'),
    clientela: token('clientela'),
  };
  const { accountingByToken, ...speak } = app.as({ ...side.tenant, tokens });
  return Object.assign(Object.create(side) as Side, {
    speak: { ...speak, accounting: accountingByToken, accountingByToken },
  });
}

async function followed(side: Side, then: Picture, contract: ContractName): Promise<Picture> {
  const now = await pictureOf(side);
  track(side, then, now, contract === 'contacts');
  remember(side, now);
  assertClean(side, now);
  return now;
}

async function assertTakenBack({ tenant }: Side, selection: { actor: string; from: Date }): Promise<void> {
  const reverts = app.nest.get(RevertsService);
  const kept = await keptSince(app, tenant.id, selection.from);
  const then = await storedRows(app, tenant.id);
  const dry = await reverts.plan(tenant.id, selection);
  expect(await storedRows(app, tenant.id)).toEqual(then);
  const customers: RevertedCustomer[] = [];
  const summary = await reverts.apply(tenant.id, selection, {
    digest: dry.digest,
    mayReadLedger: true,
    take: (one) => void customers.push(one),
  });
  expect(customers.filter(({ refused }) => refused !== undefined)).toEqual([]);
  expect(summary).toEqual(dry);
  for (const { fields } of customers)
    for (const { outcome, reason } of fields) {
      const name = reason ? `${outcome} ${reason}` : outcome;
      seen.set(name, (seen.get(name) ?? 0) + 1);
    }
  const now = await storedRows(app, tenant.id);
  expect(unexplained(kept, selection.actor, customers, then, now)).toEqual([]);

  // Whatever it did, it has nothing more to do.
  const again = await reverts.plan(tenant.id, selection);
  expect({ takenBack: again.takenBack, refused: again.refused }).toEqual({ takenBack: 0, refused: 0 });
}

/** The differences between the rows that there are and those that the model expects, without those that are listed. */
function unexplained(
  kept: readonly Kept[],
  actor: string,
  customers: readonly RevertedCustomer[],
  then: Stored,
  now: Stored,
): unknown[] {
  const fields = app.nest.get(ChangesRepository).fields;
  const columnsOf = (record: RecordKind) => [...fields[record].keys()].filter((column) => !NOT_KEPT.has(column));
  const records = new Map<string, { customer: number; writes: Writes }>();
  for (const change of kept) {
    const name = `${change.record} ${change.id}`;
    const known = records.get(name) ?? { customer: change.customer, writes: new Writes() };
    records.set(name, known);
    known.writes.take(change, change.actor === actor, columnsOf(change.record));
  }
  const listed = new Map<string, RevertedField>();
  for (const { fields: all } of customers)
    for (const field of all) listed.set(`${field.record} ${field.recordId} ${field.field ?? '*'}`, field);
  const created = new Map(
    [...records].flatMap(([name, { customer, writes }]) =>
      name.startsWith('customer ') && writes.existence.some(({ isMine }) => isMine)
        ? [[customer, kept.some((change) => change.customer === customer && change.actor !== actor)] as const]
        : [],
    ),
  );

  const wrong: unknown[] = [];
  for (const name of new Set([...then.keys(), ...now.keys()])) {
    const [record, id] = name.split(' ') as [RecordKind, string];
    const [was, is] = [then.get(name), now.get(name)];
    const known = records.get(name);
    const whole = listed.get(`${name} *`) ?? listed.get(`customer ${known?.customer} *`);
    const isTouchedCreation = known && created.get(known.customer);
    if (known && isTouchedCreation === false) {
      // A customer that only this actor has made and changed is deleted.
      const customer = now.get(`customer ${known.customer}`)!;
      if (customer.deleted_at === null && !['ledger', 'children'].includes(whole?.reason ?? ''))
        wrong.push({ name, problem: 'stays' });
      continue;
    }
    const isPersonAdded = record === 'contact_person' && known?.writes.existence.at(-1)?.isMine;
    for (const column of columnsOf(record)) {
      const [p, n] = [was ? (was[column] ?? null) : ABSENT, is ? (is[column] ?? null) : ABSENT];
      const writes = known?.writes.cells.get(column) ?? [];
      let expected: unknown = p;
      if (known && !isTouchedCreation && record !== 'ledger_entry') {
        const back = before(writes);
        if (back) expected = back.value;
        if (known.writes.existence.at(-1)?.isMine && known.writes.existence.at(-1)!.to === true) {
          // Added: it leaves, unless another writer has touched it.
          if (known.writes.isTouchedSinceAdded()) expected = p;
          else if (isPersonAdded) expected = column === 'deleted_at' ? 'now' : PERSONS_OWN.has(column) ? null : p;
          else expected = ABSENT;
        } else if (was === undefined && !known.writes.existence.at(-1)?.isMine) expected = ABSENT;
      }
      const field = fields[record].get(column)!.property;
      const item = listed.get(`${name} ${field}`) ?? whole;
      const isAsExpected = expected === 'now' ? n !== null : isSame(n, expected);
      const isListed =
        item !== undefined &&
        ((['kept', 'conflict'].includes(item.outcome) && isSame(n, p)) || (item.reason === 'target' && n === null));
      if (!isAsExpected && !isListed) wrong.push({ name, column, p, n, expected, item, writes });
      const other =
        known && !isTouchedCreation && is && known.writes.existence.length === 0 ? later(writes) : undefined;
      if (other && !isSame(n, writes.find(({ isMine }) => isMine)!.from)) {
        if (item?.outcome !== 'conflict' || item.by?.actor !== other.actor)
          wrong.push({ name, column, problem: 'conflict is not listed', item, writes });
      }
      if (item?.reason === 'locked' && item.field !== null && !isLockedThen(record, id, column, then))
        wrong.push({ name, column, problem: 'is not locked', item });
    }
  }
  return wrong;
}

/** What follows from other columns, and what each change raises. */
const NOT_KEPT: ReadonlySet<string> = new Set([
  ...['tenant_id', 'customer_id', 'id', 'version', 'updated_at', 'email_normal', 'phone_normal', 'is_twin'],
  ...['default_company_name_active', 'customer_created_at'],
]);

const PERSONS_OWN = new Set(['email_id', 'phone_id']);

const TARGETS: Record<string, RecordKind> = {
  primary_email_id: 'email',
  email_id: 'email',
  main_phone_id: 'phone',
  mobile_phone_id: 'phone',
  fax_phone_id: 'phone',
  phone_id: 'phone',
};

function isLockedThen(record: RecordKind, id: string, column: string, then: Stored): boolean {
  const row = then.get(`${record} ${id}`);
  const target = TARGETS[column];
  return (target ? then.get(`${target} ${String(row?.[column])}`) : row)?.is_locked === true;
}
