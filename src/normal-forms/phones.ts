import { type CountryCode, getCountries, isSupportedCountry, parsePhoneNumberFromString } from 'libphonenumber-js/max';
import type { Normal } from './normal.js';
import { asciiDigits, oneLine } from './texts.js';

/** The countries whose numbers can be parsed. For a customer of another country, the tenant's country counts. */
export const PHONE_COUNTRIES: readonly string[] = getCountries();

/** A phone number as it is stored, its extension, and their normal forms. */
export interface PhoneNumber extends Normal {
  /** As written, without the extension. */
  text: string;
  /** The digits of the extension, or null. */
  extension: string | null;
  /** The normal form without the extension: E.164 if it can be parsed in one of the countries, otherwise as written. */
  number: string;
  /** `number`, and the extension as RFC 3966 writes it: `+15551234567;ext=12`. */
  normal: string;
}

/** Countries that a number without a country code may be from, the likelier one first. */
export type Countries = readonly (string | null)[];

/**
 * Parses a phone number; nothing if the text has no digit. An extension inside the text is separated from it, unless an
 * extension is given, which wins.
 */
export function readPhone(input: string, countries: Countries, given: string | null = null): PhoneNumber | undefined {
  const written = oneLine(input);
  if (!/\p{Nd}/u.test(written)) return undefined;
  const { text, extension: inside } = parted(written, countries);
  const extension = given === null ? inside : (extensionOf(given) ?? null);
  const number = normalNumber(text, countries);
  return { text, extension, number, normal: normalPhone(number, extension) };
}

/** The most digits of an extension: contracts take 20 characters, and some characters stand for two digits. */
export const LONGEST_EXTENSION = 40;

/** The digits of an extension without words such as `ext. 5` or `x5`. Null if there is no digit. */
export function extensionOf(text: string): string | undefined {
  const digits = asciiDigits(text).replace(/[^0-9]/g, '');
  return digits === '' ? undefined : digits;
}

const normalPhone = (number: string, extension: string | null): string =>
  extension === null ? number : `${number};ext=${extension}`;

/** Removes the extension from a normal form. */
export const numberIn = (normal: string): string => normal.replace(/;ext=[^;]*$/, '');

/** The normal form of a number without an extension. */
function normalNumber(text: string, countries: Countries): string {
  const plain = plainly(text);
  const parsed = parse(plain, countries);
  return parsed?.isPossible() ? parsed.number : plain;
}

/** Splits a text into the number and the extension after it. */
function parted(written: string, countries: Countries): { text: string; extension: string | null } {
  const ext = parse(plainly(written), countries)?.ext?.toString();
  const extension = ext === undefined ? undefined : extensionOf(ext);
  const text = extension === undefined ? undefined : withoutExtension(written, extension);
  return extension === undefined || text === undefined ? labelled(written) : { text, extension };
}

// The library finds no extension if it cannot parse the number, and does not know every word. `#` is also part of
// dialing codes (`#31#`), so a complete number must come before it.
const EXTENSION_WORDS = 'ext(?:n|ensi[oó]n|ens[aã]o)?|xtn|interno|int|anexo|ramal|poste|durchwahl|доб';
const LABELLED = new RegExp(
  String.raw`(?<!\p{L})(?:(${EXTENSION_WORDS})|[x#])[\s.:=\p{Pd}]*(\p{Nd}{1,9})[\s.)]*$`,
  'iu',
);
/** The word or sign before the digits of an extension, for a regular expression. */
export const EXTENSION_LABEL = `(?:${EXTENSION_WORDS}|[x#])`;
const DIGITS_OF_A_NUMBER = 6;
/** Longer texts are not numbers; the library refuses them too. */
const LONGEST = 250;

function labelled(written: string): { text: string; extension: string | null } {
  const found = written.length > LONGEST ? null : LABELLED.exec(written);
  const text = written.slice(0, found?.index).replace(/[\s,;:(\p{Pd}]+$/u, '');
  const digits = text.match(/\p{Nd}/gu)?.length ?? 0;
  if (!found || digits < (found[1] === undefined ? DIGITS_OF_A_NUMBER : 1)) return { text: written, extension: null };
  return { text, extension: asciiDigits(found[2]!) };
}

// The library returns the extension but not its position: it is the last digits, after a word or a sign.
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

// Treat every Unicode space and dash alike, and remove invisible characters. The library does not know the narrow
// spaces and direction marks that people paste.
const plainly = (text: string): string => asciiDigits(text).replace(UNSEEN, ' ').replace(DASH, '-').trim();

const DASH = /[\p{Pd}\u2212\u2043\u02D7]/gu;
/** The sign for a long vowel in Japanese, which also separates the groups of a number. */
const LONG_VOWEL = /(?<=\d)\u30FC(?=\d)/gu;

/** A number with ASCII digits and dashes alone. Other letters and blanks stay. */
export const withAsciiDashes = (text: string): string => asciiDigits(text).replace(DASH, '-').replace(LONG_VOWEL, '-');

const UNSEEN = /[\p{White_Space}\p{Cf}\p{Default_Ignorable_Code_Point}\u2800]+/gu;

/** The values that a look-up compares phones with. */
export interface PhoneKeys {
  /** Normal forms without extensions, for all countries: a matching record has one of them, so an index finds it. */
  numbers: string[];
  /** The numbers with their extension, each after the country of the customers that it is for. */
  keys: string[];
}

/**
 * A look-up does not know the customer, so it parses a number without a country code in each possible country. The
 * result for the tenant's own country is for every customer.
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

/** Whether a look-up of this number depends on the country. */
export const isNational = (value: string): boolean => !plainly(value).startsWith('+') && /\p{Nd}/u.test(value);
