import countries from 'i18n-iso-countries/index.js';

/** Codes that people and tax offices use for a country, and its code of ISO 3166-1. */
const OTHER_CODES: Readonly<Record<string, string>> = { UK: 'GB', EL: 'GR' };

/** A country code as it is stored and compared: in upper case, and the one of ISO 3166-1 where another is in use too. */
export function countryCode(text: string): string {
  // Other letters are no code, though the capitals of some are: ß is no South Sudan.
  const code = text.replace(/[a-z]/g, (letter) => letter.toUpperCase());
  return OTHER_CODES[code] ?? code;
}

/** Is this the code of a country, in upper case (ISO 3166-1, two letters)? */
export const isCountry = (code: unknown): boolean =>
  typeof code === 'string' && /^[A-Z]{2}$/.test(code) && countries.isValid(code);
