import { domainToASCII } from 'node:url';
import fc, { type Arbitrary } from 'fast-check';
import { isSupportedCountry, parsePhoneNumberFromString, type CountryCode } from 'libphonenumber-js/max';
import { LONG, oneLine } from './texts.js';

/**
 * Spellings of emails and phones, and the keys by which they compare. This implements `docs/record.md` independently of
 * the server.
 */

/** Some of them are spellings of one address, so that a write finds a record again. */
const EMAILS = [
  'ada@example.com',
  'ADA@Example.COM',
  '\u202aada@example.com\u202e\u200b ',
  'josé@mañana.example',
  'JOSE\u0301@MAÑANA.example',
  'straße@example.org',
  'STRASSE@example.org',
  'παυλος@g.example',
  'ΠΑΥΛΟΣ@G.example',
  ' bob@example.com ',
  '\u00a0BOB@example.com\n',
];

export const email = (max: number): Arbitrary<string> =>
  fc.oneof(
    { weight: 5, arbitrary: fc.constantFrom(...EMAILS) },
    { weight: 6, arbitrary: word(8).map((local) => `${local}@example.com`) },
    { weight: 1, arbitrary: word(8).map((local) => longEmail(local, max)) },
  );

export const word = (length: number) =>
  fc.string({ unit: fc.constantFrom(...'abcdefghijklmnopqrstuvwxyz'), minLength: length, maxLength: length });

export function longEmail(local: string, max: number): string {
  const labels = 'd'.repeat(max - local.length - '@.example'.length).match(/.{1,50}/g)!;
  // The dot counts as one of the label's characters.
  return `${local}@${labels.map((label, at) => (at === 0 ? label : label.slice(1))).join('.')}.example`;
}

/** Numbers in several spellings: with and without their country, with blanks and dashes of all kinds. */
const PHONES = [
  '+12125550100',
  '(212) 555-0100',
  '+1 212\u202f555 0100',
  '+1\u2011212\u2013555\u20100100',
  '+351211234567',
  '+351 21 123 4567',
  '211 234 567',
  ' +59821009876 ',
  '+٥٩٨٢١٠٠٩٨٧٦',
];
/** Ways to write an extension behind a number. */
const EXTENSIONS = [' ext. 45', ' x45', ';ext=45', ' x46', ' ext 046', ' extension 46', '#45'];

export const phone = (max: number): Arbitrary<string> =>
  fc.oneof(
    { weight: 4, arbitrary: fc.constantFrom(...PHONES) },
    {
      weight: 4,
      arbitrary: fc
        .tuple(
          fc.constantFrom('+12125550100', '(212) 555-0100', '+1 212 555 0170', '+351211234567'),
          fc.constantFrom(...EXTENSIONS),
        )
        .map(([number, extension]) => number + extension)
        .filter((text) => text.length <= max),
    },
    { weight: 5, arbitrary: fc.integer({ min: 2_000_000, max: 9_999_999 }).map((number) => `+1212${number}`) },
    { weight: 1, arbitrary: fc.integer({ min: 1, max: 9 }).map((digit) => String(digit).repeat(Math.min(max, LONG))) },
    { weight: 1, arbitrary: fc.integer({ min: 1, max: 9999 }).map((number) => `☎ ${number} א`) },
  );

/** Extensions as written in a field of their own. */
export const extension = (): Arbitrary<string> =>
  fc.oneof(
    fc.constantFrom('45', 'x45', 'ext. 45', '４５', ' 45 ', '46', '046'),
    fc.integer({ min: 1, max: 99_999 }).map(String),
  );

/** The country of a customer, or null, and the country of its tenant. */
export type Countries = readonly (string | null)[];

/** The tenants of the laws are in the United States. */
export const TENANT_COUNTRY = 'US';

/** An email or phone: the text that is shown, and the key by which it compares. */
export interface Value {
  shown: string;
  key: string;
  /** For a phone: the key of its number, and the digits of its extension. */
  number: string;
  extension: string | null;
}

/**
 * An address loses invisible characters at its ends. It compares by its domain in lower-case IDNA and its case-folded
 * local part.
 */
export function emailOf(text: string): Value {
  const characters = [...text];
  const isAround = (one: string) => /[\p{White_Space}\p{Cf}\p{Default_Ignorable_Code_Point}]/u.test(one);
  while (isAround(characters[0]!)) characters.shift();
  while (isAround(characters.at(-1)!)) characters.pop();
  const shown = characters.join('').normalize('NFC');
  const at = shown.lastIndexOf('@');
  const local = [...shown.slice(0, at)]
    .map((one) => (one === 'ς' ? 'Σ' : one.toUpperCase()))
    .join('')
    .toLowerCase()
    .replaceAll('ς', 'σ')
    .normalize('NFC');
  const key = `${local}@${domainToASCII(shown.slice(at + 1))}`;
  return { shown, key, number: key, extension: null };
}

/**
 * Compares by E.164 if the text is a number of the customer's country, or else of the tenant's country. All blanks are
 * equal, and so are all dashes.
 */
export function phoneOf(text: string, countries: Countries, given?: string | null): Value {
  const written = oneLine(text)!;
  const country = countries.find((one): one is CountryCode => one !== null && isSupportedCountry(one as CountryCode));
  const parsed = parsePhoneNumberFromString(plainly(written), country);
  const labelled = parsed?.ext ? null : (BEHIND_A_WORD.exec(written) ?? BEHIND_A_SIGN.exec(written));
  const own = parsed?.ext ? digitsOf(String(parsed.ext)) : labelled && digitsOf(labelled[2]!);
  const shown = own === null ? written : (labelled?.[1] ?? written.slice(0, lastNumberEnd(written, own)));
  const beside = typeof given === 'string' ? digitsOf(given).replace(/\D/g, '') || null : null;
  const extension = beside ?? own;
  const alone = own === null ? parsed : parsePhoneNumberFromString(plainly(shown), country);
  const number = alone?.isPossible() ? alone.number : plainly(shown);
  return { shown, key: extension === null ? number : `${number};ext=${extension}`, number, extension };
}

// A text that is no country's number may have an extension too: after a word, or after a sign that follows six digits.
const BEHIND_A_WORD = /^(.*\p{Nd}.*?) *(?<!\p{L})ext(?:ension)?\.? ?(\p{Nd}+)$/iu;
const BEHIND_A_SIGN = /^((?:\P{Nd}*\p{Nd}){6,}\P{Nd}*?) *(?<!\p{L})[x#](\p{Nd}+)$/iu;

/** Replaces every blank by a space and every dash by a hyphen. */
const plainly = (text: string) =>
  digitsOf(text)
    .replace(/[\p{White_Space}\u200b\u2060\ufeff\u00ad]+/gu, ' ')
    .replace(/[\p{Pd}\u2212]/gu, '-')
    .trim();

/** The number before an extension ends at its last digit. */
function lastNumberEnd(text: string, extension: string): number {
  const start = digitsOf(text).lastIndexOf(extension);
  return text.slice(0, start).search(/\P{Nd}*$/u);
}

/** Replaces digits of any script by 0 to 9. Other characters stay. */
const digitsOf = (text: string) =>
  [...text]
    .map((one) =>
      /\p{Nd}/u.test(one)
        ? String(digitOf(one))
        : one.normalize('NFKC').length === one.length
          ? one.normalize('NFKC')
          : one,
    )
    .join('');

function digitOf(one: string): number {
  const starts = ['0', '٠', '۰', '०', '０'].map((zero) => zero.codePointAt(0)!);
  const start = starts.find((zero) => one.codePointAt(0)! >= zero && one.codePointAt(0)! < zero + 10);
  if (start === undefined) throw new Error(`The laws do not generate the digit ${one}.`);
  return one.codePointAt(0)! - start;
}
