import { type Footprint, creates, fieldsOf, reads, stamps, writes } from '../../../contracts/footprint.js';
import { CUSTOM_FIELDS } from '../../customer.entity.js';
import type { CustomerRecord, SeenBy } from '../../customer-record.js';

/** Somebody else's names show then, and their own e-mail and phone take the customer's places. */
const person = ['salutation', 'firstName', 'lastName', 'email', 'phone'] as const;
const sums = ['invoiced', 'adjusted', 'paid', 'credited'] as const;
/** The first name or the last that is written makes a main contact where there is none. */
const made = { moves: ['mainContactId'] } as const;

export const BILLING_FOOTPRINT = {
  customer_id: reads('id'),
  token: reads('token'),
  url_self: reads('id'),
  display_as: reads('displayName'),
  parent_customer_id: writes('parentId'),
  superuser_id: writes('mainContactId', { moves: person }),
  external_key: writes('externalKey'),
  company: writes('displayName'),
  language_id: writes('languageId'),
  class_id: writes('classId'),
  admin_id: writes('adminId'),
  campaign_id: writes('campaignId'),
  terms_id: writes('termsId'),
  superuser_email: writes('email'),
  superuser_name: writes(['firstName', 'lastName'], made),
  superuser_first_name: writes('firstName', made),
  superuser_last_name: writes('lastName', made),
  superuser_phone: writes('phone'),
  bill_addr1: writes('billingLine1'),
  bill_addr2: writes('billingLine2'),
  bill_addr3: writes('billingLine3'),
  bill_city: writes('billingCity'),
  bill_state: writes('billingState'),
  bill_postcode: writes('billingPostcode'),
  bill_country: writes('billingCountry'),
  ship_addr1: writes('shippingLine1'),
  ship_addr2: writes('shippingLine2'),
  ship_addr3: writes('shippingLine3'),
  ship_city: writes('shippingCity'),
  ship_state: writes('shippingState'),
  ship_postcode: writes('shippingPostcode'),
  ship_country: writes('shippingCountry'),
  bill_block: reads(
    'billingLine1',
    'billingLine2',
    'billingLine3',
    'billingCity',
    'billingState',
    'billingPostcode',
    'billingCountry',
  ),
  ship_block: reads(
    'shippingLine1',
    'shippingLine2',
    'shippingLine3',
    'shippingCity',
    'shippingState',
    'shippingPostcode',
    'shippingCountry',
  ),
  ...Object.fromEntries(CUSTOM_FIELDS.map((field, at) => [`custom_${at + 1}`, writes(field)])),
  no_taxes: writes('noTaxes'),
  no_dunning: writes('noDunning'),
  no_latefees: writes('noLatefees'),
  no_procfees: writes('noProcfees'),
  invoice_delivery: writes('invoiceDelivery'),
  dunning_delivery: writes('dunningDelivery'),
  tax_ident: writes('taxId'),
  tags: writes('tags'),
  currency_id: creates('currency'),
  currency_iso4217: reads('currency'),
  currency_symbol: reads('currency'),
  balance: reads('openingBalance', ...sums, 'currency'),
  total: reads('invoiced', 'currency'),
  paid: reads('paid', 'currency'),
  customer_status_id: reads('status'),
  customer_status_name: reads('status'),
  customer_status_str: reads('status'),
  customer_status_state: reads('status'),
  write_datetime: reads('createdAt'),
  mod_datetime: stamps('updatedAt'),
} as const satisfies Footprint<keyof CustomerRecord>;

export const BILLING_VIEW = { fields: fieldsOf(BILLING_FOOTPRINT) };

/** What the contract shows of a customer. */
export type BillingCustomer = SeenBy<typeof BILLING_VIEW>;
