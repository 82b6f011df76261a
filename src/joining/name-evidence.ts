import { type Frequencies, likeness, tellingOf } from './name-similarity.js';
import type { Name } from './names.js';
import { heaviest, type Part } from './part.js';
import type { Traits } from './traits.js';

const SAME_NAME = 40;
const DIFFERENT_NAME = -55;
/** One system has the legal name, and the other the sign over the door: a common number says so. */
const DIFFERENT_NAME_OF_ONE = -30;
/** Names with different numbers. */
const OTHER_NUMBER = -20;
const SAME_PERSON = 12;
const DIFFERENT_FORM = -12;

/** So much must the shared words say for the whole weight: as much as one word that is unique. */
const WHOLE = 1;
/** What an equal name of frequent words says if the two are reached by one email or phone: no chance brings both. */
const OF_REACHED = 0.9;
/** The share of agreement from which two names speak for the pair and no longer against it. */
const NEUTRAL = 0.4;
/** Words that only one name has: many firms shorten their name. */
const ADDED = 0.35;
/** Words that each name has instead of the other's: branches of a chain differ like this. */
const REPLACED = 5;

interface Known {
  /** The two have a tax ID, a document or a key in common. */
  isIdentified: boolean;
  /** The two have an email or a phone in common that is theirs alone. */
  isReached: boolean;
}

export function nameEvidence(one: Traits, other: Traits, frequencies: Frequencies, known: Known): Part[] {
  const parts = one.names.flatMap((own) =>
    other.names.map((others): Part => {
      const weight = weightOf(own, others, frequencies, known);
      const reason = weight > 0 ? 'name' : 'differentName';
      return { reason, weight, ofOne: own.text, ofOther: others.text };
    }),
  );
  const [best] = heaviest(parts);
  return best ? [best, ...(best.weight > 0 ? differentForms(one.names, other.names) : [])] : [];
}

function weightOf(one: Name, other: Name, frequencies: Frequencies, { isIdentified, isReached }: Known): number {
  if (haveOtherNumbers(one, other)) return OTHER_NUMBER;
  const { shared, onlyOne, onlyOther } = likeness(one, other, tellingOf(frequencies));
  const against = REPLACED * Math.min(onlyOne, onlyOther) + ADDED * Math.abs(onlyOne - onlyOther);
  const agreement = shared === 0 ? 0 : shared / (shared + against);
  const different = isIdentified ? DIFFERENT_NAME_OF_ONE : DIFFERENT_NAME;
  if (agreement < NEUTRAL) return Math.round(different * (1 - agreement / NEUTRAL));
  const telling = Math.max(isReached && agreement === 1 ? OF_REACHED : 0, shared / WHOLE);
  return Math.round(SAME_NAME * ((agreement - NEUTRAL) / (1 - NEUTRAL)) * Math.min(1, telling));
}

/** Branches of a chain have numbers: the third is not the fourth. */
function haveOtherNumbers(one: Name, other: Name): boolean {
  const [numbers, others] = [one, other].map(({ words }) => words.filter((word) => /\d/.test(word))) as [
    string[],
    string[],
  ];
  return numbers.length > 0 && others.length > 0 && !numbers.some((number) => others.includes(number));
}

/** A stock company and a limited one of one name are two firms, mostly of one owner. */
function differentForms(one: readonly Name[], other: readonly Name[]): Part[] {
  const [own, others] = [one, other].map((names) => names.find(({ forms }) => forms.length > 0));
  const known = new Set(other.flatMap(({ forms }) => forms));
  if (!own || !others || one.some(({ forms }) => forms.some((form) => known.has(form)))) return [];
  return [{ reason: 'differentLegalForm', weight: DIFFERENT_FORM, ofOne: own.text, ofOther: others.text }];
}

/** A person that both customers know, unless the person is the customer: then the name has counted already. */
export function personEvidence(one: Traits, other: Traits, frequencies: Frequencies): Part[] {
  const telling = tellingOf(frequencies);
  const isCustomer = (person: Name) =>
    [...one.names, ...other.names].some(({ words }) => isWithin(person.words, words));
  const known = other.persons.filter((person) => !isCustomer(person));
  const parts = one.persons
    .filter((person) => !isCustomer(person))
    .flatMap((own) =>
      known
        .filter(({ words }) => isWithin(words, own.words) || isWithin(own.words, words))
        .map((others): Part => {
          const said = own.words.filter((word) => others.words.includes(word)).map(telling);
          const weight = Math.round(SAME_PERSON * Math.min(1, said.reduce((total, one) => total + one, 0) / WHOLE));
          return { reason: 'person', weight, ofOne: own.text, ofOther: others.text };
        }),
    );
  return heaviest(parts);
}

const isWithin = (words: readonly string[], others: readonly string[]) => words.every((word) => others.includes(word));
