import { type Footprint, creates, fieldsOf, reads, stamps, writes } from '../../../contracts/footprint.js';
import type { CustomerRecord, SeenBy } from '../../customer-record.js';

const sums = ['invoiced', 'adjusted', 'paid', 'credited'] as const;
const opening = { by: 'opening-balance' };
/** The first of the names that is written makes a main contact where there is none. */
const made = { moves: ['mainContactId'] } as const;

export const ACCOUNTING_FOOTPRINT = {
  id: reads('id'),
  code: reads('id'),
  contactService: reads(),
  customerType: writes('kind'),
  formattedCustomerType: reads('kind'),
  balance: reads('openingBalance', ...sums, 'currency'),
  currencyCode: creates('currency'),
  openingBalance: writes('openingBalance', opening),
  openingBalanceAt: writes('openingBalanceAt', opening),
  openingBalanceExchangeRate: writes('openingBalanceRate', opening),
  openingBalanceBranchId: writes('openingBalanceBranchId', opening),
  salutation: writes('salutation', made),
  firstName: writes('firstName', made),
  lastName: writes('lastName', made),
  companyName: writes('legalName'),
  displayName: writes('displayName'),
  email: writes('email'),
  workPhone: writes('phone'),
  personalPhone: writes('mobile'),
  website: writes('website'),
  billingAddress1: writes('billingLine1'),
  billingAddress2: writes('billingLine2'),
  billingAddressCity: writes('billingCity'),
  billingAddressCountry: writes('billingCountry'),
  billingAddressEmail: writes('billingEmail'),
  billingAddressPostcode: writes('billingPostcode', { as: ['billingAddressPostcode', 'billingAddressZipcode'] }),
  billingAddressPhone: writes('billingPhone'),
  billingAddressState: writes('billingState'),
  shippingAddress1: writes('shippingLine1'),
  shippingAddress2: writes('shippingLine2'),
  shippingAddressCity: writes('shippingCity'),
  shippingAddressCountry: writes('shippingCountry'),
  shippingAddressEmail: writes('shippingEmail'),
  shippingAddressPostcode: writes('shippingPostcode', { as: ['shippingAddressPostcode', 'shippingAddressZipcode'] }),
  shippingAddressPhone: writes('shippingPhone'),
  shippingAddressState: writes('shippingState'),
  note: writes('note'),
  active: writes('status'),
  createdAt: reads('createdAt'),
  updatedAt: stamps('updatedAt'),
  localOpeningBalance: reads('openingBalance', 'openingBalanceRate', 'tenantCurrency'),
  closingBalance: reads('openingBalance', ...sums, 'currency'),
  formattedBalance: reads('openingBalance', ...sums, 'currency'),
  formattedOpeningBalance: reads('openingBalance', 'currency'),
  formattedOpeningBalanceAt: reads('openingBalanceAt'),
} as const satisfies Footprint<keyof CustomerRecord>;

export const ACCOUNTING_VIEW = { fields: fieldsOf(ACCOUNTING_FOOTPRINT) };

/** What the contract shows of a customer. */
export type AccountingCustomer = SeenBy<typeof ACCOUNTING_VIEW>;
