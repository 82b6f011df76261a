import type { IdForm } from '../own-ids.js';
import { isEmptyText, oneLine } from '../normal-forms/texts.js';

const DIGITS = /^[1-9]\d{0,18}$/;
const MOST_OF_CODE = 15;

/** The largest number of each form. */
export const MOST: Readonly<Record<Exclude<IdForm, 'code'>, bigint>> = {
  number: BigInt(Number.MAX_SAFE_INTEGER),
  digits: 10n ** 19n - 1n,
};

/** What is wrong with an ID of a form, or nothing. */
export function faultOf(form: IdForm, id: string): string | undefined {
  if (form === 'code') {
    const isFit = id.length <= MOST_OF_CODE && !isEmptyText(id) && oneLine(id) === id;
    return isFit ? undefined : `must be a text of one line with at most ${MOST_OF_CODE} characters`;
  }
  if (DIGITS.test(id) && BigInt(id) <= MOST[form]) return undefined;
  return form === 'number' ? 'must be a whole number from 1 to 2^53 - 1' : 'must be a number of at most 19 digits';
}

/** How a counter writes its IDs. */
export interface Pattern {
  prefix: string;
  width: number;
  next: bigint;
  most: bigint;
}

/** The IDs after numbers. */
export const numbersAfter = (form: Exclude<IdForm, 'code'>, highest: bigint): Pattern => ({
  prefix: '',
  width: 1,
  next: highest + 1n,
  most: MOST[form],
});

/** Codes with an equal beginning and digits after it. */
export interface CodeFamily {
  /** In the spelling of its most usual code. */
  prefix: string;
  count: number;
  /** The digits of those that begin with a zero, or 1. */
  width: number;
  highest: string;
}

/** How many of all codes make their family the pattern of new ones. */
const NEARLY_ALL = 0.9;
const USUAL = 'C';

/** The codes after given ones: in their pattern if nearly all have one, otherwise `C` and a number. */
export function codesAfter(families: readonly CodeFamily[], total: number): Pattern {
  const [common] = families.toSorted((one, other) => other.count - one.count);
  const isPattern = common !== undefined && common.count >= total * NEARLY_ALL && spaceAfter(common.prefix) > 0;
  const prefix = isPattern ? common.prefix : USUAL;
  const family = families.find((one) => one.prefix.toUpperCase() === prefix.toUpperCase());
  const most = 10n ** BigInt(spaceAfter(prefix)) - 1n;
  return { prefix, width: family?.width ?? 1, next: BigInt(family?.highest ?? 0) + 1n, most };
}

const spaceAfter = (prefix: string) => MOST_OF_CODE - prefix.length;
