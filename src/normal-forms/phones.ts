import { type CountryCode, isSupportedCountry, parsePhoneNumberFromString } from 'libphonenumber-js/max';
import type { Normal } from './normal.js';
import { asciiDigits, oneLine } from './texts.js';

/** A number as it is stored, apart from its extension, and the normal form of both. */
export interface PhoneNumber extends Normal {
  /** The number as it was written, without the extension. */
  text: string;
  /** Digits of the extension; null where there is none. */
  extension: string | null;
  /** The normal form of the number alone: E.164 where it can be parsed in one of the countries, else as written. */
  number: string;
  /** `number`, and the extension as RFC 3966 writes it: `+15551234567;ext=12`. */
  normal: string;
}

/** Countries that a number without its country may be from, the likelier one first. */
export type Countries = readonly (string | null)[];

/**
 * A phone number, or nothing where the text has no digit. An extension inside the text is taken out of it;
 * one that is given beside it wins.
 */
export function readPhone(input: string, countries: Countries, given: string | null = null): PhoneNumber | undefined {
  const written = oneLine(input);
  if (!/\p{Nd}/u.test(written)) return undefined;
  const { text, extension: inside } = parted(written, countries);
  const extension = given === null ? inside : (extensionOf(given) ?? null);
  const number = normalNumber(text, countries);
  return { text, extension, number, normal: normalPhone(number, extension) };
}

/** The digits of an extension without the words before them (`ext. 5`, `x5`); none where it has no digit. */
export function extensionOf(text: string): string | undefined {
  const digits = asciiDigits(text).replace(/[^0-9]/g, '');
  return digits === '' ? undefined : digits;
}

const normalPhone = (number: string, extension: string | null): string =>
  extension === null ? number : `${number};ext=${extension}`;

/** The number of a normal form, without the extension. */
export const numberIn = (normal: string): string => normal.replace(/;ext=[^;]*$/, '');

/** A number as it is dialled: its digits, and the plus before them. */
export const dialled = (text: string): string =>
  asciiDigits(text)
    .replace(/[^0-9+]/g, '')
    .replace(/(?!^)\+/g, '');

/** The normal form of a number without an extension. */
function normalNumber(text: string, countries: Countries): string {
  const plain = plainly(text);
  const parsed = parse(plain, countries);
  return parsed?.isPossible() ? parsed.number : plain;
}

/** A number and the extension that is written behind it. */
function parted(written: string, countries: Countries): { text: string; extension: string | null } {
  const ext = parse(plainly(written), countries)?.ext?.toString();
  const extension = ext === undefined ? undefined : extensionOf(ext);
  const text = extension === undefined ? undefined : withoutExtension(written, extension);
  return extension === undefined || text === undefined ? labelled(written) : { text, extension };
}

// The library finds no extension where it cannot parse the number, and it does not know every word. A sign stands in
// dialling codes too (`#31#`), so a whole number must be before it.
const LABELLED =
  /(?<!\p{L})(?:(ext(?:n|ensi[oó]n|ens[aã]o)?|xtn|interno|int|anexo|ramal|poste|durchwahl|доб)|[x#])[\s.:=\p{Pd}]*(\p{Nd}{1,9})[\s.)]*$/iu;
const DIGITS_OF_A_NUMBER = 6;
/** Longer texts are no numbers; the library reads none either. */
const LONGEST = 250;

function labelled(written: string): { text: string; extension: string | null } {
  const found = written.length > LONGEST ? null : LABELLED.exec(written);
  const text = written.slice(0, found?.index).replace(/[\s,;:(\p{Pd}]+$/u, '');
  const digits = text.match(/\p{Nd}/gu)?.length ?? 0;
  if (!found || digits < (found[1] === undefined ? DIGITS_OF_A_NUMBER : 1)) return { text: written, extension: null };
  return { text, extension: asciiDigits(found[2]!) };
}

// The library says which extension there is, and not where: it is the last digits, behind a word or a sign.
function withoutExtension(written: string, extension: string): string | undefined {
  const found = /^(.*?)([^\p{Nd}]+)(\p{Nd}+)[^\p{Nd}]*$/su.exec(written);
  return found && asciiDigits(found[3]!) === extension && found[1] !== '' ? found[1]! : undefined;
}

function parse(text: string, countries: Countries) {
  return parsePhoneNumberFromString(text, countryAmong(countries));
}

const countryAmong = (countries: Countries): CountryCode | undefined =>
  countries
    .map((code) => code?.toUpperCase())
    .find((code): code is CountryCode => code !== undefined && isSupportedCountry(code as CountryCode));

// Any Unicode blank or dash counts as one, and so do invisible characters. The library knows some of them, and not the
// narrow blanks and direction marks that people paste.
const plainly = (text: string): string =>
  asciiDigits(text)
    .replace(UNSEEN, ' ')
    .replace(/[\p{Pd}\u2212\u2043\u02D7]/gu, '-')
    .trim();

const UNSEEN = /[\p{White_Space}\p{Cf}\p{Default_Ignorable_Code_Point}\u2800]+/gu;

/** What a look-up compares phones by. */
export interface PhoneKeys {
  /** Normal forms without extensions, whichever country they are of: one of them must be the record's, so an index finds it. */
  numbers: string[];
  /** Of the same numbers: with their extension, if they have one, and behind the country whose customers they are for. */
  keys: string[];
}

/**
 * A look-up does not know whose number it looks for, so a number without its country is read in each country that it may
 * be from. Read in the tenant's own country it is for every customer.
 */
export function phoneKeys(value: string, tenantCountry: string | null, countries: Countries): PhoneKeys {
  const readings = [null, tenantCountry, ...countries].map((country) => ({
    country,
    phone: readPhone(value, [country]),
  }));
  const found = readings.flatMap(({ country, phone }) => (phone ? [{ country, phone }] : []));
  const isForAll = (country: string | null, number: string) => country === tenantCountry || !number.startsWith('+');
  return {
    numbers: [...new Set(found.map(({ phone }) => phone.number))],
    keys: [
      ...new Set(
        found.map(({ country, phone }) =>
          country === null || isForAll(country, phone.number)
            ? phone.normal
            : `${country.toUpperCase()} ${phone.normal}`,
        ),
      ),
    ],
  };
}

/** Does a look-up of this number depend on countries? */
export const isNational = (value: string): boolean => !plainly(value).startsWith('+') && /\p{Nd}/u.test(value);
