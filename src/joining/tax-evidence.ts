import { jaroWinkler } from '@skyra/jaro-winkler';
import { memoized } from '../engine/kit/memoized.js';
import { type Frequencies, isOneError } from './name-similarity.js';
import { equalPairs, heaviest, type Part, shared } from './part.js';
import { COUNTRIES_WITH_RULES, isValidTaxId } from './tax-id-rules.js';
import type { TaxId, Traits } from './traits.js';

const SAME = 75;
/** A short one that no rule has checked may be a number of another kind. */
const SAME_UNCHECKED = 55;
const LONG = 8;
const DIFFERENT = -60;
const DIFFERENT_UNCHECKED = -35;

/** Below this similarity, two numbers are no typing error of each other. */
const TYPING_ERROR = 0.95;

export function taxEvidence(one: Traits, other: Traits, frequencies: Frequencies): Part[] {
  const same = equalPairs(one.taxIds, other.taxIds).map(([own, others]): Part => {
    const weight =
      own.national.length >= LONG || isValidTaxId(own.national, own.country ?? others.country) ? SAME : SAME_UNCHECKED;
    return { reason: 'taxId', weight: shared(weight, own.block, frequencies), ofOne: own.text, ofOther: others.text };
  });
  return same.length > 0 ? heaviest(same) : contradiction(one.taxIds, other.taxIds);
}

/** A firm has one tax ID in a country. Numbers of two countries may be those of one firm. */
function contradiction(one: readonly TaxId[], other: readonly TaxId[]): Part[] {
  const pairs = one.flatMap((own) => other.map((others) => ({ own, others, areValid: areValid(own, others) })));
  if (pairs.some(({ own, others }) => !isOneCountry(own, others))) return [];
  const isError = pairs.some(({ own, others, areValid }) => !areValid && isMistyped(own.national, others.national));
  const pair = pairs.find(({ areValid }) => areValid) ?? pairs[0];
  if (isError || !pair) return [];
  const { own, others, areValid: isSure } = pair;
  return [
    {
      reason: 'differentTaxId',
      weight: isSure ? DIFFERENT : DIFFERENT_UNCHECKED,
      ofOne: own.text,
      ofOther: others.text,
    },
  ];
}

const isMistyped = (one: string, other: string) =>
  isOneError(...([one, other].toSorted((a, b) => a.length - b.length) as [string, string])) ||
  jaroWinkler(one, other) >= TYPING_ERROR;

const isOneCountry = (one: TaxId, other: TaxId) =>
  one.country === null || other.country === null || one.country === other.country;

/** If no country is known, the rule of any one may accept both. */
const areValid = (one: TaxId, other: TaxId) => {
  const country = one.country ?? other.country;
  const countries = country === null ? COUNTRIES_WITH_RULES : [country];
  return countries.some((any) => isValid(one, one.country ?? any) && isValid(other, other.country ?? any));
};

/** A tax ID is compared with many others, and a refusal of the library takes long: it makes an error. */
const known = new WeakMap<TaxId, Map<string | null, boolean>>();

const isValid = (taxId: TaxId, country: string | null): boolean =>
  memoized(
    memoized(known, taxId, () => new Map<string | null, boolean>()),
    country,
    () => isValidTaxId(taxId.national, country),
  );
