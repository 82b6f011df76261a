import { code as currencyOf, number as currencyNumbered } from 'currency-codes';

/** Currencies that the library does not know yet. */
const ADDED: Readonly<Record<string, Currency>> = {
  // The Caribbean guilder took over the number of the Antillean one on 31 March 2025.
  XCG: { number: 532, digits: 2 },
  // The accounting dinar of the Arab Monetary Fund is in the list since May 2025.
  XAD: { number: 396, digits: 2 },
};

/** Currencies that the library still has, though they ended. What is stored in them stays as it is. */
const ENDED: ReadonlySet<string> = new Set(['ANG', 'BGN', 'CUC']);

/** Metals, units of account and codes for tests. ISO 4217 gives them no minor unit, and parts of them are real. */
const WITHOUT_MINOR_UNIT: ReadonlySet<string> = new Set([
  'XAG',
  'XAU',
  'XBA',
  'XBB',
  'XBC',
  'XBD',
  'XDR',
  'XPD',
  'XPT',
  'XSU',
  'XTS',
  'XUA',
  'XXX',
]);
const USUAL_DIGITS = 2;

interface Currency {
  number: number;
  digits: number;
}

/** Is this the code of a currency of today (ISO 4217), in upper case? */
export const isCurrency = (code: string): boolean =>
  !ENDED.has(code) && (Object.hasOwn(ADDED, code) || currencyOf(code)?.code === code);

/** Decimal places of a currency (ISO 4217): none for the yen, three for dinars; two where nothing is said. */
export const placesOf = (code: string): number =>
  WITHOUT_MINOR_UNIT.has(code) ? USUAL_DIGITS : ((ADDED[code] ?? currencyOf(code))?.digits ?? USUAL_DIGITS);

/** The number that ISO 4217 gives a currency: 840 for USD. */
export const numberOfCurrency = (code: string): number => Number((ADDED[code] ?? currencyOf(code))?.number);

/** The currency of today that has a number. */
export function currencyOfNumber(number: number): string | undefined {
  const [added] = Object.entries(ADDED).find(([, currency]) => currency.number === number) ?? [];
  const code = added ?? currencyNumbered(String(number).padStart(3, '0'))?.code;
  return code !== undefined && isCurrency(code) ? code : undefined;
}
