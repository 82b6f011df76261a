import { readFileSync } from 'node:fs';
import { optionalLine, requiredLine } from '../auth/single-line.js';
import { readCountry, readCurrency, readDomain, readNewSlug, readSlug, readTimeZone } from '../auth/new-tenant.js';
import { isPermission, type Permission, PERMISSIONS } from '../auth/permissions.js';
import { KEY_CONTRACTS, RESERVED_SLUGS } from '../contracts/index.js';
import { readEmail } from '../normal-forms/emails.js';
import { oneLine } from '../normal-forms/texts.js';
import { type Reader, unacceptable } from './command.js';

/** Each cleans a text as a request's is cleaned, and throws `unacceptable` or the services' own refusal. */
const reader = <Value>(placeholder: string, read: (text: string) => Value): Reader<Value> => ({ placeholder, read });

export const slug = reader('slug', readSlug);
export const newSlug = reader('slug', (text) => readNewSlug(text, RESERVED_SLUGS));
export const hostName = reader('host', readDomain);
export const currency = reader('code', readCurrency);
export const country = reader('code', readCountry);
export const timeZone = reader('zone', readTimeZone);
export const line = reader('text', (text) => requiredLine('', text));

export const email = reader('address', (text) => {
  const address = readEmail(text)?.text;
  if (address === undefined) throw unacceptable('It is not an email address.');
  return address;
});

export const id = reader('id', (text) => {
  const number = Number(text);
  if (!/^[1-9]\d{0,15}$/.test(text) || !Number.isSafeInteger(number)) throw unacceptable('It is not an ID.');
  return number;
});

export function oneOf<Word extends string>(words: readonly Word[], placeholder = 'word'): Reader<Word> {
  const read = (text: string) => {
    const word = words.find((one) => one === oneLine(text));
    if (word === undefined) throw unacceptable(`It must be one of ${words.join(', ')}.`);
    return word;
  };
  return { placeholder, choices: words, read };
}

export const contract = oneOf(KEY_CONTRACTS, 'contract');

export const permissions: Reader<readonly Permission[]> = reader('a,b', (text) => [
  ...new Set(
    oneLine(text)
      .split(',')
      .map((part) => {
        const word = part.trim();
        if (!isPermission(word))
          throw unacceptable(`There is no permission ${JSON.stringify(word)}. There are ${PERMISSIONS.join(', ')}.`);
        return word;
      }),
  ),
]);

/** A day (from its beginning, in UTC) or a time that is still to come. */
export const futureTime = reader('date', (text) => {
  const time = timeFrom(oneLine(text));
  if (time === undefined)
    throw unacceptable('It must be a date such as 2030-01-31, or a time such as 2030-01-31T18:00:00Z.');
  if (time.getTime() <= Date.now()) throw unacceptable('It is in the past.');
  return time;
});

const UNITS: Readonly<Record<string, number>> = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };
const YEAR_MS = 366 * 86_400_000;

/** A length of time in milliseconds: `90s`, `30m`, `24h`, `7d`, or `0`. */
export const duration = reader('time', (text) => {
  const [, number, unit = ''] = /^(\d{1,9})([smhd]?)$/.exec(oneLine(text)) ?? [];
  const milliseconds = number === '0' ? 0 : Number(number) * (UNITS[unit] ?? NaN);
  if (Number.isNaN(milliseconds) || milliseconds > YEAR_MS) {
    throw unacceptable('It must be a time such as 90s, 30m, 24h or 7d, of at most 366 days.');
  }
  return milliseconds;
});

/** A text of one line; an empty one clears what is stored. */
export const lineOrNothing = reader('text', (text) => optionalLine('', text));

/** A file that is to be written. */
export const newFile: Reader<string> = { placeholder: 'file', isFile: true, read: (file) => file };

/** Every contract's sign-in takes names and passwords of this length; some take longer ones. */
const MOST_TO_SIGN_IN = 200;

export const loginName = reader('text', (text) => {
  const name = requiredLine('', text);
  if (name.length > MOST_TO_SIGN_IN) throw unacceptable(`It must have at most ${MOST_TO_SIGN_IN} characters.`);
  return name;
});

/** The file is read at once, so that nothing is changed when it cannot be. `-` is the standard input. */
export const passwordFile: Reader<string> = {
  placeholder: 'file',
  isFile: true,
  read(file) {
    const password = contentOf(file).trim();
    if (password.length < 12) throw unacceptable('A password must have at least 12 characters.');
    if (password.length > MOST_TO_SIGN_IN)
      throw unacceptable(`A password must have at most ${MOST_TO_SIGN_IN} characters.`);
    return password;
  },
};

function contentOf(file: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(readFileSync(file === '-' ? 0 : file));
  } catch (error) {
    throw unacceptable(`The file cannot be read (${(error as NodeJS.ErrnoException).code ?? 'error'}).`);
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
