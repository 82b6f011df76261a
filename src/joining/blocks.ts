import { createHash } from 'node:crypto';
import type { Place } from './addresses.js';
import { isCommon } from './common-words.js';
import { nameBlock, wordBlock } from './name-similarity.js';
import type { Name } from './names.js';
import { signatures } from './signatures.js';
import type { Traits } from './traits.js';

/** Rises when blocks are formed differently: rows with an older number are read again. */
export const FORM = 2;

/** A value that more customers have brings no two of them together. */
export const MOST_IN_BLOCK = 40;

/** The words of a name by which it is looked up together with a city. */
const MOST_WORDS = 4;

/**
 * What a customer is looked up by. Two customers are compared only if they share a block that few have: a value, a rare
 * word of a name, or the letters of a name.
 */
export function blocksOf(traits: Traits): string[] {
  const { externalKey, document, taxIds, emails, domains, phones, names, persons, places } = traits;
  const shareable = [externalKey, document, ...taxIds, ...emails, ...domains, ...phones];
  const cities = [...new Set(places.flatMap(({ city }) => city ?? []))];
  return [
    ...new Set([
      ...shareable.flatMap((value) => (value ? [value.block] : [])),
      ...phones.map(({ line }) => line),
      ...names.flatMap((name) => blocksOfName(name, cities)),
      ...persons.flatMap(({ words }) => words.map(wordBlock)),
      ...places.flatMap(blocksOfPlace),
    ]),
  ];
}

function blocksOfName(name: Name, cities: readonly string[]): string[] {
  const rare = name.words.filter((word) => word.length > 2 && !isCommon(word)).slice(0, MOST_WORDS);
  const sorted = name.words.toSorted();
  return [
    ...name.words.map(wordBlock),
    nameBlock(name),
    ...sorted.slice(1).map((word, at) => `words ${sorted[at]} ${word}`),
    ...cities.flatMap((city) => rare.map((word) => `local ${word} ${city}`)),
    ...signatures(rare.length > 0 ? rare.join(' ') : name.joined),
  ];
}

/** How the house of an address is counted. */
export const houseBlock = ({ street, numbers }: Place): string =>
  `house ${street.reduce((longest, word) => (word.length > longest.length ? word : longest), '')} ${numbers[0]}`;

function blocksOfPlace(place: Place): string[] {
  const { postcode, numbers } = place;
  if (numbers.length === 0) return [];
  return [houseBlock(place), ...(postcode === null ? [] : [`post ${postcode} ${numbers[0]}`])];
}

/** A block as the database has it: eight bytes, as a signed decimal number. No name or email can be read from it. */
export const hashed = (block: string): string =>
  createHash('sha256').update(block).digest().readBigInt64BE(0).toString();
