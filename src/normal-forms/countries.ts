import countries from 'i18n-iso-countries/index.js';

/** Codes that people and tax offices use, and their ISO 3166-1 codes. */
const OTHER_CODES: Readonly<Record<string, string>> = { UK: 'GB', EL: 'GR' };

/** Normalizes a country code: upper case, and ISO 3166-1 for codes that are used beside it. */
export function countryCode(text: string): string {
  const code = asciiUpperCase(text);
  return OTHER_CODES[code] ?? code;
}

/** Upper case of ASCII letters only: the upper case of ß is SS, which is South Sudan. */
export const asciiUpperCase = (text: string): string => text.replace(/[a-z]/g, (letter) => letter.toUpperCase());

/** Whether this is an ISO 3166-1 code of two upper-case letters. */
export const isCountry = (code: unknown): boolean =>
  typeof code === 'string' && /^[A-Z]{2}$/.test(code) && countries.isValid(code);
