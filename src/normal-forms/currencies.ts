import { data } from 'currency-codes';

/** Currencies that the library does not have yet. */
const ADDED: Readonly<Record<string, Currency>> = {
  // The Caribbean guilder took over the number of the Antillean guilder on 31 March 2025.
  XCG: { number: 532, digits: 2 },
  // The Arab accounting dinar has been in ISO 4217 since May 2025.
  XAD: { number: 396, digits: 2 },
};

/** Ended currencies that the library still has. Stored records with them stay unchanged. */
const ENDED: ReadonlySet<string> = new Set(['ANG', 'BGN', 'CUC']);

/** Metals, units of account and test codes. ISO 4217 gives them no minor unit, so fractions of them are allowed. */
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

// The library searches its list each time, which takes longer than the rest of printing an amount.
const KNOWN = new Map(data.toReversed().map((currency) => [currency.code, currency]));
const NUMBERED = new Map(data.toReversed().map((currency) => [currency.number, currency]));

const currencyOf = (code: string) => KNOWN.get(code.toUpperCase());

/** Whether this is the upper-case code of a current currency (ISO 4217). */
export const isCurrency = (code: string): boolean =>
  !ENDED.has(code) && (Object.hasOwn(ADDED, code) || currencyOf(code)?.code === code);

/** Decimal places of a currency (ISO 4217): none for the yen, three for dinars. Two if unknown. */
export const placesOf = (code: string): number =>
  WITHOUT_MINOR_UNIT.has(code) ? USUAL_DIGITS : ((ADDED[code] ?? currencyOf(code))?.digits ?? USUAL_DIGITS);

/** The ISO 4217 number of a currency: 840 for USD. */
export const numberOfCurrency = (code: string): number => Number((ADDED[code] ?? currencyOf(code))?.number);

/** The current currency with an ISO 4217 number. */
export function currencyOfNumber(number: number): string | undefined {
  const [added] = Object.entries(ADDED).find(([, currency]) => currency.number === number) ?? [];
  const code = added ?? NUMBERED.get(String(number).padStart(3, '0'))?.code;
  return code !== undefined && isCurrency(code) ? code : undefined;
}
