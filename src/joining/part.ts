import type { Frequencies } from './name-similarity.js';
import type { Shareable } from './traits.js';

/** What a part of the evidence is about. A reason that begins with `different` speaks against the pair. */
export const REASONS = [
  'externalKey',
  'taxId',
  'document',
  'email',
  'emailDomain',
  'phone',
  'name',
  'person',
  'address',
  'postcode',
  'city',
  'differentTaxId',
  'differentEmail',
  'differentName',
  'differentAddress',
  'differentCity',
  'differentCountry',
  'differentLegalForm',
  'decision',
] as const;

export type Reason = (typeof REASONS)[number];

/** One reason for or against a pair, with the values that it rests on. */
export interface Part {
  reason: Reason;
  /** A whole number. It is negative if it speaks against the pair. */
  weight: number;
  /** The value of the one customer, as it is written there. Empty for a decision. */
  ofOne: string;
  ofOther: string;
}

/** What a value counts for if so many customers have it. A firm may be in two or three systems. */
const OF_FEW = [1, 1, 1, 0.9, 0.45];
const OF_MORE = 2;

/** The weight of a value falls with the number of customers that have it: ten with one phone are a switchboard. */
export const shared = (weight: number, block: string, frequencies: Frequencies): number =>
  sharedBy(frequencies.holders(block), weight);

/** The weight of a value that so many customers have. */
export const sharedBy = (count: number, weight: number): number =>
  Math.round(weight * (OF_FEW[count] ?? OF_MORE / count));

/** The pairs of equal values. */
export const equalPairs = <Trait extends Shareable>(one: readonly Trait[], other: readonly Trait[]): [Trait, Trait][] =>
  one.flatMap((trait) => {
    const equal = other.find(({ block }) => block === trait.block);
    return equal ? [[trait, equal] as [Trait, Trait]] : [];
  });

/** The heaviest of several parts. Several emails that two customers share are no more than one. */
export const heaviest = (parts: readonly Part[]): Part[] =>
  parts.length === 0 ? [] : [parts.reduce((best, part) => (part.weight > best.weight ? part : best))];

export type Decision = 'same' | 'different';

export const DECISIONS = ['same', 'different'] as const satisfies readonly Decision[];

/** More than all other parts together. */
const DECIDED = 1000;

/** What a person has said about two customers. */
export const decisionPart = (decision: Decision): Part => ({
  reason: 'decision',
  weight: decision === 'same' ? DECIDED : -DECIDED,
  ofOne: '',
  ofOther: '',
});
