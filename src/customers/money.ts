import Big from 'big.js';
import { placesOf } from '../normal-forms/currencies.js';
import type { Customer } from './customer.entity.js';
import type { CustomerRecord, LedgerSums } from './customer-record.js';

const symbols = new Map<string, string>();

/** The symbol printed before an amount: `$`, `€`; the currency code if it has no symbol. */
export function symbolOf(currency: string): string {
  let symbol = symbols.get(currency);
  if (symbol === undefined) {
    const parts = new Intl.NumberFormat('en', {
      style: 'currency',
      currency,
      currencyDisplay: 'narrowSymbol',
    }).formatToParts(0);
    symbols.set(currency, (symbol = parts.find(({ type }) => type === 'currency')?.value ?? currency));
  }
  return symbol;
}

/** Decimal text with the currency's places, rounded half up. Money is stored so, which makes shown amounts add up. */
export const rounded = (decimal: Big.BigSource, currency: string) => new Big(decimal).toFixed(placesOf(currency));

const DECIMAL = /^-?\d+(?:\.(\d+))?$/;

/** Decimal text as a JSON number with the currency's places. Only here does money become a float. */
export function amount(decimal: Big.BigSource, currency: string): number {
  const found = typeof decimal === 'string' ? DECIMAL.exec(decimal) : null;
  // Stored money has its places already. Most amounts need no decimal arithmetic.
  const isRounded = found !== null && (found[1]?.length ?? 0) <= placesOf(currency);
  return Number(isRounded ? decimal : rounded(decimal, currency));
}

/** An amount for reading: `$1,500.00`, `-$20.50`. */
export function printed(money: Big.BigSource, currency: string): string {
  const [, sign, whole, places] = /^(-?)(\d+)(.*)$/.exec(rounded(money, currency))!;
  return `${sign}${symbolOf(currency)}${whole!.replace(/\B(?=(\d{3})+$)/g, ',')}${places}`;
}

type Money = Pick<Customer, 'openingBalance' | 'currency'> & LedgerSums;

/** Opening balance + invoices + adjustments − payments − credits, in the customer's currency. */
export const balanceOf = (money: Money): number => amount(sumOf(money), money.currency);

/** The balance as decimal text. */
export const balanceText = (money: Money): string => rounded(sumOf(money), money.currency);

function sumOf({ openingBalance, invoiced, adjusted, paid, credited }: Money): Big.BigSource {
  if ([invoiced, adjusted, paid, credited].every((sum) => sum === NO_ENTRIES)) return openingBalance;
  return new Big(openingBalance).plus(invoiced).plus(adjusted).minus(paid).minus(credited);
}

/** The sum of no ledger entries, as PostgreSQL writes it. */
const NO_ENTRIES = '0';

type Opening = Pick<CustomerRecord, 'openingBalance' | 'openingBalanceRate' | 'tenantCurrency'>;

/** The opening balance in the tenant's own currency. */
export const localOpeningBalance = (opening: Opening) => amount(inLocal(opening), opening.tenantCurrency);

/** The opening balance in the tenant's own currency, as decimal text. */
export const localOpeningBalanceText = (opening: Opening) => rounded(inLocal(opening), opening.tenantCurrency);

const inLocal = ({ openingBalance, openingBalanceRate }: Opening) => new Big(openingBalance).times(openingBalanceRate);
