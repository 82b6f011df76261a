import { SCORES } from '../../src/auth/principal.js';
import type { Comparable } from '../../src/joining/comparable.js';
import { ComparisonsService } from '../../src/joining/comparisons.service.js';
import type { PairPlace } from '../../src/joining/pairs.repository.js';
import { PairsService } from '../../src/joining/pairs.service.js';
import { anImport } from '../factories/import.js';
import { useApp, useTenant } from '../support/use-app.js';
import { measured } from './measure.js';
import { type Record, recordsOf } from './records.js';
import { store } from './stored.js';

const app = useApp();
const tenant = useTenant(app, { defaultCountry: 'UY' });

const FIRMS = 1000;
const SEED = 312;

/** A measured pair, from the IDs of two records. */
const pairOf = (records: readonly Record[], one: number, other: number, score: number) => {
  const [a, b] = [records[one - 1]!, records[other - 1]!];
  return { one: a, other: b, isTrue: a.firm === b.firm, evidence: { parts: [], score } };
};

const isGood = (found: ReturnType<typeof measured>) => {
  expect(found.truePairs).toBeGreaterThan(500);
  expect(found.precision).toBeGreaterThanOrEqual(0.995);
  expect(found.recall).toBeGreaterThanOrEqual(0.9);
  expect(found.recallWithReview).toBeGreaterThanOrEqual(0.97);
};

/** Rows of an import. */
class Staged implements Comparable {
  constructor(
    readonly source: number,
    private readonly records: ReadonlyMap<number, Record>,
  ) {}

  describe(_: unknown, ids: readonly number[]) {
    return Promise.resolve(
      ids.flatMap((id) => {
        const record = this.records.get(id);
        return record ? [{ id, version: 1, description: record.description }] : [];
      }),
    );
  }
}

describe('1,000 firms in several systems', () => {
  const records = recordsOf(SEED, FIRMS);
  /** The place of each customer's record, from 1 on. */
  const places = new Map<number, number>();
  let staged: Staged;

  beforeAll(async () => {
    const { id } = await anImport(app, tenant);
    staged = new Staged(id, new Map(records.map((record) => [record.id, record])));
  });

  it('are found as pairs of customers of one tenant', async () => {
    const ids = await store(app, tenant.id, records);
    for (const [at, id] of ids.entries()) places.set(id, at + 1);
    const pairs = app.nest.get(PairsService);
    let { looked, left } = await pairs.search(tenant.id, 60);
    while (left > 0) ({ looked, left } = await pairs.search(tenant.id, 60));
    expect(looked).toBeGreaterThan(0);

    const listed = [];
    for (let after: PairPlace | undefined, page; page?.next !== null; after = page.next ?? undefined) {
      page = await pairs.list(tenant.id, { limit: 100, after });
      listed.push(...page.pairs);
    }
    const found = listed.map((pair) => pairOf(records, places.get(pair.oneId)!, places.get(pair.otherId)!, pair.score));
    isGood(measured(records, found, SCORES));
    expect(listed.map(({ score }) => score)).toEqual(listed.map(({ score }) => score).toSorted((a, b) => b - a));
    expect(listed.filter(({ score, evidence }) => score !== evidence.score)).toEqual([]);
  });

  it('are found again at once, because nothing has changed', async () => {
    const again = await app.nest.get(PairsService).search(tenant.id, 60);
    expect(again).toEqual({ looked: 0, found: 0, left: 0 });
  });

  it('are found among the rows of an import', async () => {
    const comparisons = app.nest.get(ComparisonsService);
    const all = records.map(({ id }) => id);
    await comparisons.index(tenant.id, staged, all);
    const comparison = await comparisons.compare(tenant.id, staged);
    const compared = await comparison.withCandidates(all, staged, true);
    const found = compared.map(({ one, other, evidence }) => pairOf(records, one, other, evidence.score));
    isGood(measured(records, found, SCORES));
    expect(compared.every(({ one, other }) => one > other)).toBe(true);
  });

  it('are found by an import among the customers', async () => {
    const comparisons = app.nest.get(ComparisonsService);
    expect(await comparisons.indexCustomers(tenant.id)).toBe(true);
    const comparison = await comparisons.compare(tenant.id, staged);
    const compared = await comparison.withCandidates(
      records.map(({ id }) => id),
      comparisons.customers,
    );
    const best = new Map<number, { place: number; score: number }>();
    for (const { one, other, evidence } of compared)
      if (evidence.score > (best.get(one)?.score ?? -Infinity))
        best.set(one, { place: places.get(other)!, score: evidence.score });
    const joined = [...best].filter(([, { score }]) => score >= SCORES.joinAt);
    const isRight = ([row, { place }]: (typeof joined)[number]) => records[row - 1]!.firm === records[place - 1]!.firm;
    expect(joined.length / records.length).toBeGreaterThan(0.9);
    expect(joined.filter(isRight).length / joined.length).toBeGreaterThanOrEqual(0.995);
  });

  it('are forgotten when the import has ended', async () => {
    const comparisons = app.nest.get(ComparisonsService);
    await comparisons.forget(tenant.id, staged.source);
    const comparison = await comparisons.compare(tenant.id, staged);
    expect(
      await comparison.withCandidates(
        records.map(({ id }) => id),
        staged,
      ),
    ).toEqual([]);
  });
});
