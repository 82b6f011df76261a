import fc from 'fast-check';
import type { ContractName } from '../../src/contracts/index.js';
import { startApp, type TestApp } from '../support/app.js';
import type { View } from './arbitraries.js';
import type { Face, Outcome, Step } from './face.js';
import { assertBalances } from './ledger.js';
import { SOMEONE, Spelled } from './normal.js';
import { assertClean, remember } from './always.js';
import { track } from './places.js';
import { build, FLAT, plans, type RecordPlan } from './record.js';
import { recordsFace } from './records.js';
import {
  aSide,
  assertSame,
  assertSeenAlike,
  differences,
  type Entry,
  footprintsOf,
  isPointer,
  isStamp,
  type Picture,
  pictureOf,
  type Side,
  type SideOptions,
  wordsIn,
} from './side.js';

export const IS_LONG = process.env.LAWS_CASES !== undefined;
/** Cases per law. `npm run test:laws` runs many; `npm test` runs more for contracts in which more can go wrong. */
export const cases = (quick: number) => Number(process.env.LAWS_CASES ?? quick);
/** Steps taken with one record: creating a record for every step would take most of the time. */
export const stepsOf = (quick: number) => Math.min(cases(quick), IS_LONG ? 20 : 4);
/** `npm test` uses one fixed seed, the long run a new one each time. */
export const SEED = Number(process.env.LAWS_SEED ?? (IS_LONG ? Date.now() % 2 ** 31 : 7));

export const FACES: Record<ContractName, Face> = { contacts: recordsFace, ...FLAT };

/** A write of any contract, so that each case of GetPut reads another record. */
export const anyWrites = fc.oneof(
  ...Object.values(FACES).map(({ contract, writes }) => writes.map((step): Step => ({ ...step, writer: contract }))),
);

interface Laws {
  app: TestApp;
  footprints: ReturnType<typeof footprintsOf>;
}

/** The five laws of the record, for one contract. */
export function lawsOf(contract: ContractName, options: SideOptions = {}): void {
  const face = FACES[contract];
  // Emails, phones and company names have a vocabulary each.
  const breadth = contract === 'contacts' ? 2 : 1;
  let laws: Laws;

  beforeAll(async () => {
    const app = await startApp();
    laws = { app, footprints: footprintsOf(app) };
  });
  afterAll(() => laws.app.close());

  describe(`${[contract, ...Object.values(options)].join(' ')} (LAWS_SEED=${SEED})`, () => {
    law(
      'GetPut: writing back what was read changes nothing, in any contract',
      anyWrites,
      async (mine, _, { writer, ...step }, before) => {
        await FACES[writer as ContractName].perform(mine, step, before);
        const ready = await pictureOf(mine);
        for (const { status, body } of await face.putBack(mine, ready)) assertAccepted(status, body);
        const after = await pictureOf(mine);
        assertSame(ready, after, laws.footprints);
        return after;
      },
    );

    // Both laws check each other's steps too, so in the long run half of the steps are enough for each.
    law('PutGet: what was written is what is read', face.writes, writing, { share: 2 });

    law('Disjointness: a write leaves all that it does not cover as it was', face.writes, writing, {
      quick: 12,
      share: 2,
    });

    law(
      'Refusal: a refused write changes nothing',
      face.refusals,
      async (mine, theirs, step, before) => {
        const { answer, before: ready } = await face.refuse(mine, theirs!, step, before);
        expect({ status: answer.status, body: answer.status < 400 ? answer.body : 'refused' }).toEqual({
          status: expect.any(Number),
          body: 'refused',
        });
        expect(answer.status).toBeLessThan(500);
        const after = await pictureOf(mine);
        assertSame(ready, after, laws.footprints);
        return after;
      },
      { two: true, quick: 12 },
    );

    law(
      'Isolation: the other tenant sees nothing of it, and its twin stays as it was',
      face.writes,
      async (mine, theirs, step, before) => {
        const twin = twins.get(theirs!) ?? (await pictureOf(theirs!));
        await written(mine, step, before);
        const answers = await face.trespass(mine, theirs!, step, twin);
        const [after, still] = [await pictureOf(mine), await pictureOf(theirs!)];
        assertSame(twin, still, laws.footprints);
        twins.set(theirs!, still);
        expect(JSON.stringify([...answers.map(({ body }) => body as unknown), told(after)])).not.toContain(
          theirs!.marker,
        );
        expect(JSON.stringify(told(still))).not.toContain(mine.marker);
        return after;
      },
      { two: true, quick: 4 },
    );
  });

  async function writing(mine: Side, _: Side | undefined, step: Step, before: Picture): Promise<Picture> {
    const outcome = await written(mine, step, before);
    const after = await pictureOf(mine);
    assertRead(
      outcome,
      outcome.customer === mine.id ? after.readings[contract].get(mine.id)! : await face.read(mine, outcome.customer),
    );
    const changed = differences(before, after, laws.footprints);
    expect(changed.filter((entry) => !isPointer(entry) && !outcome.mayChange(entry, after))).toEqual([]);
    assertVersions(outcome, before, after, changed);
    assertPersons(before, after);
    outcome.also?.(after);
    return after;
  }

  const twins = new WeakMap<Side, Picture>();

  /** Runs one law on as many records as needed. Each step is a case, and returns the picture for the next one. */
  function law(
    name: string,
    steps: fc.Arbitrary<Step>,
    holds: (mine: Side, theirs: Side | undefined, step: Step, before: Picture) => Promise<Picture>,
    { two = false, quick = 8, share = 1 } = {},
  ): void {
    const wanted = quick * breadth;
    const count = IS_LONG ? Math.ceil(cases(wanted) / share) : cases(wanted);
    it(
      name,
      async () => {
        let held = 0;
        const property = fc.asyncProperty(
          plans,
          fc.array(steps, { minLength: stepsOf(wanted), maxLength: stepsOf(wanted) }),
          async (plan: RecordPlan, taken) => {
            const mine = await aSide(laws.app, options);
            const theirs = two ? await aSide(laws.app, options) : undefined;
            if (theirs) await build(theirs, plan);
            let picture = await build(mine, plan);
            await assertSeenAlike(mine, picture);
            for (const step of taken) {
              picture = await taking(mine, step, picture, () => holds(mine, theirs, step, picture)).catch(
                (error: Error) => {
                  throw new Error(`case ${held + 1}, ${JSON.stringify(step)}\n${error.message}`);
                },
              );
              held++;
            }
            await assertSeenAlike(mine, picture);
          },
        );
        // Do not shrink: a case is one request already, and each attempt would create its record again.
        const { failed, errorInstance } = await fc.check(property, {
          seed: SEED,
          numRuns: Math.ceil(count / stepsOf(wanted)),
          endOnFailure: true,
        });
        if (failed) throw new Error(`LAWS_SEED=${SEED}: ${(errorInstance as Error).message}`);
        if (IS_LONG) process.stderr.write(`${contract}: ${held * share} cases, LAWS_SEED=${SEED}: ${name}\n`);
      },
      IS_LONG ? 3_600_000 : 120_000,
    );
  }

  /** Takes a step and remembers its effects. */
  async function taking(
    side: Side,
    { writer = contract }: Step,
    before: Picture,
    take: () => Promise<Picture>,
  ): Promise<Picture> {
    const after = await take();
    track(side, before, after, writer === 'contacts');
    remember(side, after);
    assertClean(side, after);
    assertBalances(side, after);
    return after;
  }

  async function written(side: Side, step: Step, before: Picture): Promise<Outcome> {
    const outcome = await face.perform(side, step, before);
    assertAccepted(outcome.answer.status, outcome.answer.body);
    return outcome;
  }

  function assertRead({ expected, known = [] }: Outcome, reading: View): void {
    const read = wordsIn(reading, laws.footprints[contract]);
    const wrong = Object.entries(expected).flatMap(([path, value]) => {
      const said = JSON.parse(read.get(path) ?? '"(no such word)"') as unknown;
      const isRight =
        value instanceof Spelled
          ? value.isShownBy(said, known)
          : value === SOMEONE
            ? said !== null
            : JSON.stringify(said) === JSON.stringify(value);
      return isRight ? [] : [{ path, written: value instanceof Spelled ? value.text : value, read: said }];
    });
    expect(wrong).toEqual([]);
  }
}

/** Everything that the contracts show of a tenant. */
const told = ({ readings }: Picture) => Object.values(readings).map((rows) => [...rows.values()]);

/** The customer's version rises if and only if something of it changed. No other customer's version rises. */
function assertVersions(
  { customer, flips = false }: Outcome,
  before: Picture,
  after: Picture,
  changed: readonly Entry[],
): void {
  const of = ({ rows, persons }: Picture) => JSON.stringify([{ ...rows.get(customer), version: 0 }, [...persons]]);
  const isChanged =
    changed.some((entry) => entry.customer === customer && !isStamp(entry.word)) || of(before) !== of(after);
  for (const [id, { version }] of before.rows) {
    const risen = after.rows.get(id)!.version > version;
    if (id !== customer) expect({ id, risen }).toEqual({ id, risen: false });
    else if (!flips)
      expect({ id, risen, changed: changed.map(({ path }) => path) }).toEqual({
        id,
        risen: isChanged,
        changed: changed.map(({ path }) => path),
      });
  }
}

/**
 * A former main contact points at the records that they showed, and the main contact points at none. Other persons keep
 * their records, unless a record was deleted.
 */
function assertPersons(before: Picture, after: Picture): void {
  const mains = new Set([...after.rows.values()].map(({ main }) => main));
  const shown = new Map([...before.rows.values()].map((row) => [row.main, row]));
  const left = new Set(
    [...after.readings.contacts.values()].flatMap(({ emails = [], phones = [] }) => [
      ...emails.map(({ email_id: id }: View) => `email ${id}`),
      ...phones.map(({ phone_id: id }: View) => `phone ${id}`),
    ]),
  );
  for (const [id, own] of before.persons) {
    const { email, phone } = shown.get(id) ?? own;
    const kept = (kind: string, record: number | null) =>
      mains.has(id) || !left.has(`${kind} ${record}`) ? null : record;
    expect({ id, ...after.persons.get(id) }).toEqual({ id, email: kept('email', email), phone: kept('phone', phone) });
  }
}

export const assertAccepted = (status: number, body: unknown) =>
  expect({ status, body: status < 300 || body }).toEqual({ status: expect.any(Number), body: true });
