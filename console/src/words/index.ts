import { en, type Word } from './en.js';
import { es } from './es.js';
import { type Field, fieldsEn } from './fields-en.js';
import { fieldsEs } from './fields-es.js';

export type { Word } from './en.js';

const LANGUAGES = {
  en: { name: 'English', words: en as Record<Word, string>, fields: fieldsEn as Record<Field, string> },
  es: { name: 'Español', words: es, fields: fieldsEs },
};

export type Language = keyof typeof LANGUAGES;
export const languages = Object.entries(LANGUAGES).map(([code, { name }]) => ({ code: code as Language, name }));

const KEPT = 'clientela.language';
let current: Language = chosen();

/** The language that was chosen here before, else the first one of the browser that we have. */
function chosen(): Language {
  const wanted = [kept(), ...navigator.languages.map((one) => one.slice(0, 2))];
  return (wanted.find((one) => one !== null && one in LANGUAGES) ?? 'en') as Language;
}

function kept(): string | null {
  try {
    return localStorage.getItem(KEPT);
  } catch {
    // A browser may forbid it.
    return null;
  }
}

export const language = (): Language => current;

export function speak(code: Language): void {
  current = code;
  document.documentElement.lang = code;
  try {
    localStorage.setItem(KEPT, code);
  } catch {
    // Then the choice holds until the page is closed.
  }
}

type Values = Record<string, string | number>;

const filled = (text: string, values: Values) =>
  text.replace(/\{(\w+)\}/g, (all, name: string) => (name in values ? String(values[name]) : all));

export const t = (word: Word, values: Values = {}): string => filled(LANGUAGES[current].words[word], values);

/** Words that are made of a prefix and a value of the API, which may be one that this page does not know. */
export function tOr(word: string, otherwise: string): string {
  return word in en ? t(word as Word) : otherwise;
}

type Counted = { [W in Word]: W extends `${infer Root}.one` ? Root : never }[Word];

export function tn(word: Counted, n: number, values: Values = {}): string {
  const form = new Intl.PluralRules(current).select(n) === 'one' ? 'one' : 'other';
  return t(`${word}.${form}` as Word, { n: number(n), ...values });
}

/** A field of the record in words, or its name if it has none here. */
export function fieldName(field: string): string {
  const custom = /^custom(\d+)$/.exec(field);
  if (custom) return `${t('customer.group.custom')} ${custom[1]}`;
  return LANGUAGES[current].fields[field as Field] ?? field;
}

export const number = (value: number): string => new Intl.NumberFormat(current).format(value);

/** Amounts are decimal texts. The format takes them as they are, so no cent is lost. */
export function money(amount: string, currency: string): string {
  try {
    return new Intl.NumberFormat(current, { style: 'currency', currency }).format(amount as Intl.StringNumericLiteral);
  } catch {
    return `${amount} ${currency}`;
  }
}

export const time = (iso: string): string =>
  new Intl.DateTimeFormat(current, { dateStyle: 'medium', timeStyle: 'short' }).format(new Date(iso));

export const date = (iso: string): string =>
  new Intl.DateTimeFormat(current, { dateStyle: 'medium' }).format(new Date(iso));

/** A day without a time, such as 2024-01-15. */
export const day = (iso: string, style: 'short' | 'long' = 'long'): string =>
  new Intl.DateTimeFormat(current, {
    day: 'numeric',
    month: 'short',
    ...(style === 'long' && { year: 'numeric' }),
    timeZone: 'UTC',
  }).format(new Date(`${iso}T00:00:00Z`));
