/** A plain value of each field that a customer can be given, by the name of the ChargeOver REST documentation. */
export const TEXTS = [
  'superuser_first_name',
  'superuser_last_name',
  'bill_addr1',
  'bill_addr2',
  'bill_addr3',
  'bill_city',
  'bill_state',
  'bill_postcode',
  'bill_country',
  'ship_addr1',
  'ship_addr2',
  'ship_addr3',
  'ship_city',
  'ship_state',
  'ship_postcode',
  'ship_country',
  'tax_ident',
] as const;

export const NUMBERS = ['language_id', 'class_id', 'admin_id', 'campaign_id', 'terms_id'] as const;
export const FLAGS = ['no_taxes', 'no_dunning', 'no_latefees', 'no_procfees'] as const;
export const DELIVERIES = ['invoice_delivery', 'dunning_delivery'] as const;
export const CUSTOM = Array.from({ length: 20 }, (_, at) => `custom_${at + 1}`);

/** The description of each field in billing.txt, which prints no names. */
export const DESCRIPTIONS: Record<string, string> = {
  superuser_first_name: 'Main contact first name',
  superuser_last_name: 'Main contact last name',
  bill_addr1: 'Billing address line 1',
  bill_addr2: 'Billing address line 2',
  bill_addr3: 'Billing address line 3',
  bill_city: 'Billing address city',
  bill_state: 'Billing address state/province',
  bill_postcode: 'Billing address postal code',
  bill_country: 'Billing address country',
  ship_addr1: 'Shipping address line 1',
  ship_addr2: 'Shipping address line 2',
  ship_addr3: 'Shipping address line 3',
  ship_city: 'Shipping address city',
  ship_state: 'Shipping address state',
  ship_postcode: 'Shipping address postal code',
  ship_country: 'Shipping address country',
  tax_ident: 'Tax ID #/VAT #',
  language_id: 'Language ID #',
  class_id: 'Default class tracking ID #',
  admin_id: 'Admin/Worker ID #',
  campaign_id: 'Campaign/lead source ID #',
  terms_id: 'Default terms ID #',
  no_taxes: 'Flag to disable charging of taxes',
  no_dunning: 'Flag to disable dunning',
  no_latefees: 'Flag to disable late fees',
  no_procfees: 'Flag to disable processing fees',
  invoice_delivery: 'Delivery method for initial invoices',
  dunning_delivery: 'Delivery method for dunning/reminder invoices',
};
