import { readFileSync } from 'node:fs';
import { LONGEST_EMAIL, optionalLine, requiredLine } from '../auth/single-line.js';
import { readCountry, readCurrency, readDomain, readNewSlug, readSlug, readTimeZone } from '../auth/new-tenant.js';
import { isPermission, type Permission, PERMISSIONS } from '../auth/permissions.js';
import { KEY_CONTRACTS, RESERVED_SLUGS } from '../contracts/index.js';
import { readEmail } from '../normal-forms/emails.js';
import { isLongerThan, oneLine } from '../normal-forms/texts.js';
import { type ValueParser, invalidValue } from './command.js';

/** Each cleans a text like the text of a request, and throws `invalidValue` or the services' own Problem. */
const valueParser = <Value>(placeholder: string, read: (text: string) => Value): ValueParser<Value> => ({
  placeholder,
  parse: read,
});

export const slug = valueParser('slug', readSlug);
export const newSlug = valueParser('slug', (text) => readNewSlug(text, RESERVED_SLUGS));
export const hostName = valueParser('host', readDomain);
export const currency = valueParser('code', readCurrency);
export const country = valueParser('code', readCountry);
export const timeZone = valueParser('zone', readTimeZone);
export const line = valueParser('text', (text) => requiredLine('', text));

export const email = valueParser('address', (text) => {
  const address = readEmail(text)?.text;
  if (address === undefined) throw invalidValue('It is not an email address.');
  if (isLongerThan(LONGEST_EMAIL, address)) throw invalidValue(`It must have at most ${LONGEST_EMAIL} characters.`);
  return address;
});

export const id = valueParser('id', (text) => {
  const number = Number(text);
  if (!/^[1-9]\d{0,15}$/.test(text) || !Number.isSafeInteger(number)) throw invalidValue('It is not an ID.');
  return number;
});

export const port = valueParser('port', (text) => {
  const number = Number(text);
  if (!/^\d{1,5}$/.test(text) || number > 65_535) throw invalidValue('It is not a port.');
  return number;
});

export function oneOf<Word extends string>(words: readonly Word[], placeholder = 'word'): ValueParser<Word> {
  const read = (text: string) => {
    const word = words.find((one) => one === oneLine(text));
    if (word === undefined) throw invalidValue(`It must be one of ${words.join(', ')}.`);
    return word;
  };
  return { placeholder, choices: words, parse: read };
}

export const contract = oneOf(KEY_CONTRACTS, 'contract');

export const permissions: ValueParser<readonly Permission[]> = valueParser('a,b', (text) => [
  ...new Set(
    oneLine(text)
      .split(',')
      .map((part) => {
        const word = part.trim();
        if (!isPermission(word))
          throw invalidValue(`There is no permission ${JSON.stringify(word)}. There are ${PERMISSIONS.join(', ')}.`);
        return word;
      }),
  ),
]);

/** A date (its start in UTC) or a time, in the future. */
export const futureTime = valueParser('date', (text) => {
  const time = timeFrom(oneLine(text));
  if (time === undefined)
    throw invalidValue('It must be a date such as 2030-01-31, or a time such as 2030-01-31T18:00:00Z.');
  if (time.getTime() <= Date.now()) throw invalidValue('It is in the past.');
  return time;
});

const UNITS: Readonly<Record<string, number>> = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };
const YEAR_MS = 366 * 86_400_000;

/** A duration in milliseconds: `90s`, `30m`, `24h`, `7d`, or `0`. */
export const duration = valueParser('time', (text) => {
  const [, number, unit = ''] = /^(\d{1,9})([smhd]?)$/.exec(oneLine(text)) ?? [];
  const milliseconds = number === '0' ? 0 : Number(number) * (UNITS[unit] ?? NaN);
  if (Number.isNaN(milliseconds) || milliseconds > YEAR_MS) {
    throw invalidValue('It must be a time such as 90s, 30m, 24h or 7d, of at most 366 days.');
  }
  return milliseconds;
});

/** One line of text. An empty text clears the stored value. */
export const optionalText = valueParser('text', (text) => optionalLine('', text));

/** The path of a file to create. */
export const newFile: ValueParser<string> = { placeholder: 'file', isFile: true, parse: (file) => file };

/** The path of a file to read. */
export const existingFile = newFile;

/** The longest name and password that the sign-in of every contract accepts. */
const MAX_SIGN_IN_LENGTH = 200;

export const loginName = valueParser('text', (text) => {
  const name = requiredLine('', text);
  if (name.length > MAX_SIGN_IN_LENGTH) throw invalidValue(`It must have at most ${MAX_SIGN_IN_LENGTH} characters.`);
  return name;
});

/**
 * Reads the file while parsing, so that an unreadable file changes nothing. `-` is standard input. Only line breaks at
 * the end are left out.
 */
export const passwordFile: ValueParser<string> = {
  placeholder: 'file',
  isFile: true,
  parse(file) {
    const password = contentOf(file).replace(/[\r\n]+$/, '');
    if (/[\r\n\0]/.test(password)) throw invalidValue('A password must be one line, without NUL characters.');
    if (password.trim().length < 12) throw invalidValue('A password must have at least 12 characters.');
    if (password.length > MAX_SIGN_IN_LENGTH)
      throw invalidValue(`A password must have at most ${MAX_SIGN_IN_LENGTH} characters.`);
    return password;
  },
};

function contentOf(file: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(readFileSync(file === '-' ? 0 : file));
  } catch (error) {
    throw invalidValue(`The file cannot be read (${(error as NodeJS.ErrnoException).code ?? 'error'}).`);
  }
}

const TIME = /^(\d{4})-(\d\d)-(\d\d)(?:T(\d\d):(\d\d)(?::(\d\d)(?:\.\d{1,9})?)?(?:Z|[+-]([01]\d|2[0-3]):?[0-5]\d))?$/;

function timeFrom(text: string): Date | undefined {
  const parts = TIME.exec(text);
  if (!parts) return undefined;
  const [year, month, day, hours = 0, minutes = 0, seconds = 0] = parts
    .slice(1, 7)
    .map((part) => (part === undefined ? undefined : Number(part)));
  const days = new Date(Date.UTC(year!, month, 0)).getUTCDate(); // of this month
  if (month! < 1 || month! > 12 || day! < 1 || day! > days || hours > 23 || minutes > 59 || seconds > 59)
    return undefined;
  const time = new Date(text);
  return Number.isNaN(time.getTime()) ? undefined : time;
}
