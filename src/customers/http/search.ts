import { isKey, type Searchable } from '../criteria.js';
import { MOST_FOUND } from '../mentions.js';

/** For the documents of the contracts that have the one search of customers. */
export const SEARCHED_WORDS =
  'Words, separated by blanks. Each word must be found in the record, in any order: in names, contact persons, ' +
  'emails, phones, tax IDs, document, company names, website, external key or code. ' +
  'Case, accents and the punctuation of numbers do not matter.';

/** For lists that have pages by number, and a total. */
export const SEARCH =
  `${SEARCHED_WORDS} ` +
  `Of more than ${MOST_FOUND} customers that match, the list has the first ${MOST_FOUND}, and the total is ${MOST_FOUND}.`;

/** Says which words of a contract are fast among any number of records. `words` are by their fields. */
export function keysAmong<Field extends string>(
  words: Iterable<readonly [word: string, field: Field]>,
  table: Readonly<Record<Field, Searchable>>,
): string {
  const keys = [...words].flatMap(([word, field]) => (isKey(field, table[field]) ? [word] : []));
  return (
    `Fast among any number of records: equality of ${keys.join(', ')}. Other conditions are compared with one record ` +
    'after another, within the time limit of a list (503 after it).'
  );
}

/** Conditions that a list may be filtered by: each is compared with every record. */
export const MOST_CONDITIONS = 20;
