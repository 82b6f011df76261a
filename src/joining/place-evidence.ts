import { jaroWinkler } from '@skyra/jaro-winkler';
import type { Place } from './addresses.js';
import type { Frequencies } from './name-similarity.js';
import { type Part, shared } from './part.js';
import { houseBlock } from './blocks.js';
import type { Traits } from './traits.js';

const SAME_ADDRESS = 38;
const SAME_POSTCODE = 8;
const SAME_CITY = 6;
const DIFFERENT_ADDRESS = -6;
const DIFFERENT_CITY = -6;
const DIFFERENT_COUNTRY = -30;

const ALIKE = 0.9;
/** So large a part of the words of the shorter street must be in the longer one. */
const OF_STREET = 0.6;

export function placeEvidence(one: Traits, other: Traits, frequencies: Frequencies): Part[] {
  const parts: Part[] = [];
  if (one.country && other.country && one.country !== other.country)
    parts.push({ reason: 'differentCountry', weight: DIFFERENT_COUNTRY, ofOne: one.country, ofOther: other.country });
  const pairs = one.places.flatMap((own) => other.places.map((others) => [own, others] as const));
  const add = (reason: Part['reason'], weight: number, [own, others]: readonly [Place, Place]) =>
    parts.push({ reason, weight, ofOne: own.text, ofOther: others.text });

  const house = pairs.find((pair) => isSameHouse(...pair));
  if (house) add('address', shared(SAME_ADDRESS, houseBlock(house[0]), frequencies), house);
  const postcode = pairs.find((pair) => isSamePostcode(...pair));
  if (postcode) add('postcode', SAME_POSTCODE, postcode);
  const cities = pairs.filter(([own, others]) => own.city !== null && others.city !== null);
  const city = cities.find(([own, others]) => isSameCity(own.city!, others.city!));
  if (city) add('city', SAME_CITY, city);
  else if (cities.length > 0 && !postcode && !house) add('differentCity', DIFFERENT_CITY, cities[0]!);
  const streets = pairs.filter(([own, others]) => hasHouse(own) && hasHouse(others));
  if (!house && streets.length > 0 && (city || postcode)) add('differentAddress', DIFFERENT_ADDRESS, streets[0]!);
  return parts;
}

const hasHouse = ({ street, numbers }: Place) => street.length > 0 && numbers.length > 0;

function isSameHouse(one: Place, other: Place): boolean {
  if (one.numbers[0] === undefined || one.numbers[0] !== other.numbers[0]) return false;
  if (!isSamePostcode(one, other) && one.city && other.city && !isSameCity(one.city, other.city)) return false;
  const [short, long] =
    one.street.length <= other.street.length ? [one.street, other.street] : [other.street, one.street];
  // Streets that have numbers for names.
  if (short.length === 0)
    return one.numbers.length > 1 && one.numbers.every((number) => other.numbers.includes(number));
  const found = short.filter((word) => long.some((against) => isAlike(word, against)));
  return found.length >= short.length * OF_STREET;
}

const isSamePostcode = (one: Place, other: Place) => one.postcode !== null && one.postcode === other.postcode;

const isAlike = (one: string, other: string) =>
  one === other || (Math.min(one.length, other.length) >= 4 && jaroWinkler(one, other) >= ALIKE);

/** Also where one has more: the province, or a district. */
const isSameCity = (one: string, other: string) =>
  isAlike(one, other) || (Math.min(one.length, other.length) >= 5 && (one.includes(other) || other.includes(one)));
