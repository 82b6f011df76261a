import Big from 'big.js';
import { accounting } from '../../../contracts/accounting.js';
import { camelCase, inSnakeCase } from '../../../contracts/spelling.js';
import { CreateCustomerInput, fromNewCustomer } from '../../../customers/http/accounting/accounting.dto.js';
import { ACCOUNTING_VIEW, CUSTOMER, toCustomer } from '../../../customers/http/accounting/words.js';
import type { Source } from '../../sources.js';
import { cells } from '../cells.js';
import { knows, type Row, RowReader } from '../row-reader.js';

const KNOWN = knows(...Object.keys(CUSTOMER), 'billingAddressZipcode', 'shippingAddressZipcode');

/** A customer. Tenants may have their answers in snake_case. */
export const accountingSource: Source = {
  contract: accounting.name,
  cell: cells({ '': CreateCustomerInput }),
  view: ACCOUNTING_VIEW,
  show: (card, { accountingCase }) => {
    const shown = toCustomer(card);
    return accountingCase === 'snake' ? (inSnakeCase(shown) as object) : shown;
  },
  read(given, { baseCurrency }) {
    const row = renamed(given);
    const reader = new RowReader(row);
    const customer = reader.as(CreateCustomerInput, { currencyCode: baseCurrency, ...row });
    const [id, createdAt, updatedAt] = [reader.id('id'), reader.time('createdAt'), reader.time('updatedAt')];
    const balance = reader.money('balance');
    return reader.finish(KNOWN, () => ({
      id,
      customer: fromNewCustomer(opened(customer, createdAt)),
      createdAt,
      updatedAt,
      // What the balance has beside the opening balance. Its entries are not in the row.
      ledger:
        balance === undefined ? {} : { adjustment: new Big(balance).minus(customer.openingBalance ?? 0).toFixed() },
    }));
  },
};

const renamed = (row: Row): Row =>
  Object.fromEntries(
    Object.entries(row).map(([key, value]) => [key in KNOWN ? key : camelCase(key.replace(/_(?=\d)/g, '')), value]),
  );

/** An answer shows a balance of nothing without a date. */
function opened(customer: CreateCustomerInput, createdAt: Date | undefined): CreateCustomerInput {
  if (typeof customer.openingBalanceAt === 'string' || typeof customer.openingBalance !== 'number') return customer;
  if (customer.openingBalance === 0) return { ...customer, openingBalance: undefined };
  return createdAt ? { ...customer, openingBalanceAt: createdAt.toISOString() } : customer;
}
