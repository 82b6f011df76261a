import { jaroWinkler } from '@skyra/jaro-winkler';
import { isCommon } from './common-words.js';
import type { Name } from './names.js';

/** How much each word of a name says, from 0 to 1. Rare words say much. */
export type Telling = (word: string) => number;

/** What two names have in common. The numbers are sums of what the words say. */
export interface Likeness {
  shared: number;
  /** Words that only one of the names has, in each of them. */
  onlyOne: number;
  onlyOther: number;
}

/** How many customers have a value, and how many customers there are. */
export interface Frequencies {
  of(block: string): number;
  /** As `of`, but two rows of one source, or two customers that a row may be, count more: they are two customers. */
  holders(block: string): number;
  total: number;
}

export const wordBlock = (word: string): string => `word ${word}`;

/** The name as a whole, in any order of its words. */
export const nameBlock = ({ words }: Name): string => `name ${words.toSorted().join(' ')}`;

const COMMON = 0.25;
const FEW = 2000;

/** The rarity of words among the customers. What is common everywhere says little among few customers, too. */
export const tellingOf = (frequencies: Frequencies): Telling => {
  const scale = Math.log(1 + Math.max(frequencies.total, FEW));
  return (word) => {
    const rarity = 1 - Math.log(1 + frequencies.of(wordBlock(word))) / scale;
    const size = word.length === 1 ? 0.3 : word.length === 2 ? 0.6 : 1;
    return Math.max(0.05, Math.min(rarity, isCommon(word) ? COMMON : 1)) * size;
  };
};

/** Pairs each word with the most similar one that is free, the most similar pairs first. */
export function likeness(one: Name, other: Name, telling: Telling): Likeness {
  if (one.joined === other.joined) return { shared: sum(one.words, telling), onlyOne: 0, onlyOther: 0 };
  const pairs = one.words
    .flatMap((word, at) => other.words.map((against, place) => ({ at, place, likeness: wordLikeness(word, against) })))
    .filter((pair) => pair.likeness > 0)
    .toSorted((a, b) => b.likeness - a.likeness);
  const [freeOne, freeOther] = [new Set(one.words.keys()), new Set(other.words.keys())];
  let shared = 0;
  for (const { at, place, likeness: alike } of pairs) {
    if (!freeOne.has(at) || !freeOther.has(place)) continue;
    freeOne.delete(at);
    freeOther.delete(place);
    // A word with a typing error is rarer than the word that is meant.
    shared += alike * Math.min(telling(one.words[at]!), telling(other.words[place]!));
  }
  return {
    shared,
    onlyOne: sum(
      [...freeOne].map((at) => one.words[at]!),
      telling,
    ),
    onlyOther: sum(
      [...freeOther].map((at) => other.words[at]!),
      telling,
    ),
  };
}

const sum = (words: readonly string[], telling: Telling) => words.reduce((total, word) => total + telling(word), 0);

/** Below this similarity, two words are two words. */
const ALIKE = 0.9;

/** 1 for equal words, less for a typing error, an abbreviation or an initial, 0 for different words. */
function wordLikeness(one: string, other: string): number {
  if (one === other) return 1;
  const [short, long] = one.length <= other.length ? [one, other] : [other, one];
  if (/\d/.test(short) || /\d/.test(long)) return 0;
  if (short.length === 1) return long.startsWith(short) ? 0.5 : 0;
  if (short.length >= 3 && long.length - short.length >= 2 && long.startsWith(short)) return 0.85;
  if (short.length < 3) return 0;
  const alike = short.length < 4 ? 0 : jaroWinkler(short, long);
  if (alike >= ALIKE) return 0.5 + ((alike - ALIKE) / (1 - ALIKE)) * 0.5;
  return isOneError(short, long) ? 0.5 : 0;
}

/** One letter is missing, is another one, or has changed its place with the next one. */
export function isOneError(short: string, long: string): boolean {
  if (long.length - short.length > 1) return false;
  let start = 0;
  while (start < short.length && short[start] === long[start]) start++;
  const ends = (from: number, fromLong: number) => short.slice(from) === long.slice(fromLong);
  if (long.length > short.length) return ends(start, start + 1);
  const isSwapped = short[start] === long[start + 1] && short[start + 1] === long[start];
  return ends(start + 1, start + 1) || (isSwapped && ends(start + 2, start + 2));
}
