import { blocksOf, MOST_IN_BLOCK } from '../../src/joining/blocks.js';
import { type Evidence, evidenceOf } from '../../src/joining/evidence.js';
import type { Frequencies } from '../../src/joining/name-similarity.js';
import type { Thresholds } from '../../src/joining/thresholds.js';
import { type Traits, traitsOf } from '../../src/joining/traits.js';
import type { Record } from './records.js';

export interface Measured {
  truePairs: number;
  /** Pairs that the blocks bring together, and how many of the true ones are among them. */
  candidates: number;
  found: number;
  joined: number;
  wronglyJoined: number;
  reviewed: number;
  precision: number;
  recall: number;
  /** With the pairs that wait for a person's word. */
  recallWithReview: number;
}

export interface Scored {
  one: Record;
  other: Record;
  isTrue: boolean;
  evidence: Evidence;
}

/** Compares records in memory by the rules of the product. */
export function scoredPairs(records: readonly Record[]): Scored[] {
  const traits = records.map(({ description }) => traitsOf(description, 'UY'));
  const blocks = new Map<string, number[]>();
  for (const [at, one] of traits.entries())
    for (const block of blocksOf(one)) blocks.set(block, [...(blocks.get(block) ?? []), at]);
  const of = (block: string) => blocks.get(block)?.length ?? 0;
  const frequencies: Frequencies = { of, holders: of, total: records.length };
  const pairs = new Set<number>();
  for (const rows of blocks.values()) {
    if (rows.length > MOST_IN_BLOCK) continue;
    for (const one of rows) for (const other of rows) if (one < other) pairs.add(one * records.length + other);
  }
  return [...pairs].map((pair) => {
    const [one, other] = [Math.floor(pair / records.length), pair % records.length];
    return scored(records, traits, one, other, frequencies);
  });
}

function scored(records: readonly Record[], traits: Traits[], one: number, other: number, frequencies: Frequencies) {
  const [a, b] = [records[one]!, records[other]!];
  return {
    one: a,
    other: b,
    isTrue: a.firm === b.firm,
    evidence: evidenceOf(traits[one]!, traits[other]!, frequencies),
  };
}

export function measured(
  records: readonly Record[],
  pairs: readonly Scored[],
  { joinAt, reviewAt }: Thresholds,
): Measured {
  const copies = new Map<number, number>();
  for (const { firm } of records) copies.set(firm, (copies.get(firm) ?? 0) + 1);
  const truePairs = [...copies.values()].reduce((sum, count) => sum + (count * (count - 1)) / 2, 0);
  const joined = pairs.filter(({ evidence }) => evidence.score >= joinAt);
  const reviewed = pairs.filter(({ evidence: { score } }) => score >= reviewAt && score < joinAt);
  const wronglyJoined = joined.filter(({ isTrue }) => !isTrue).length;
  const reviewedTrue = reviewed.filter(({ isTrue }) => isTrue).length;
  const right = joined.length - wronglyJoined;
  return {
    truePairs,
    candidates: pairs.length,
    found: pairs.filter(({ isTrue }) => isTrue).length,
    joined: joined.length,
    wronglyJoined,
    reviewed: reviewed.length,
    precision: right / joined.length,
    recall: right / truePairs,
    recallWithReview: (right + reviewedTrue) / truePairs,
  };
}
