/** For the documents of the contracts that have the one search of customers. */
export const SEARCH =
  'Words, separated by blanks. Each word must be found in the record, in any order: in names, contact persons, ' +
  'emails, phones, tax IDs, document, company names, website, external key or code. ' +
  'Case, accents and the punctuation of numbers do not matter.';

/** Conditions that a list may be filtered by: each is compared with every record. */
export const MOST_CONDITIONS = 20;
