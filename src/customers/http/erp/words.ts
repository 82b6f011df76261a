import { applyDecorators } from '@nestjs/common';
import { ApiProperty } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import { IsUrl } from 'class-validator';
import type { Rule } from '../../../contracts/field.js';
import { Country, EmailText, IdOf, PhoneText, ShownText, Text, Word } from '../../../contracts/fields.js';
import { type Footprint, inside, reads as shows } from '../../../contracts/footprint.js';
import { meaningsOf, viewOf, vocabularyOf } from '../../../contracts/vocabulary.js';
import { LONGEST_CODE, LONGEST_STREET, LONGEST_TEXTS } from '../../longest-texts.js';
import { type CustomerRecord, isActive, type NewCustomer, shownCode, streetOf } from '../../customer-record.js';

const { reads, writes, reader, writer } = vocabularyOf<CustomerRecord, NewCustomer>(LONGEST_TEXTS);

/** `S` and `N` are the Portuguese sim and não. */
export const INACTIVE_WORDS = ['0', '1', 'true', 'false', 'S', 'N'] as const;
export const saysInactive = (word: string | null) => word === '1' || word === 'true' || word === 'S';

/** Booleans are accepted too. */
const asWord = ({ value }: { value: unknown }): unknown => (typeof value === 'boolean' ? String(value) : value);

/** The words of a customer, but for its addresses. */
export const CUSTOMER = {
  id: reads('id', IdOf('customer')),
  code: reads(
    'id',
    ShownText('The code of the customer, which follows from its ID.', 'C0042', { max: LONGEST_CODE }),
    shownCode,
  ),
  name: writes(
    'displayName',
    Text({ required: true, max: 40, description: 'Primary name.', example: 'New Customer Ltd' }),
  ),
  name_2: writes('tradeName', Text({ max: 40, description: 'Secondary name or trading name.', example: 'New' })),
  vat_id: writes('taxId', Text({ max: 20, description: 'VAT or tax identification number.', example: 'PT987654321' })),
  country_iso: writes(
    'countryIso',
    Country({
      description: 'ISO 3166-1 country code of two letters, in any case; `UK` means `GB` and `EL` means `GR`.',
      example: 'PT',
    }),
  ),
  phone: writes('phone', PhoneText({ max: 20, description: 'Phone number.', example: '+351211234567' })),
  mobile: writes('mobile', PhoneText({ max: 20, description: 'Mobile number.', example: '+351921234567' })),
  fax: writes('fax', PhoneText({ max: 20, description: 'Fax number.', example: '+351211234568' })),
  email: writes('email', EmailText({ max: 254, description: 'Email address.', example: 'contact@newcustomer.com' })),
  url_link: writes(
    'website',
    Text({ max: 2000, format: 'uri', description: 'Website.', example: 'https://www.newcustomer.com' }, [
      IsUrl({ require_protocol: true, require_tld: false }, { message: '$property must be a URL' }),
    ]),
  ),
  discount_group: writes('discountGroup', Text({ max: 255, description: 'Assigned discount group.', example: 'GOLD' })),
  salesperson: writes('salesperson', Text({ max: 255, description: 'Code of the salesperson.', example: 'JOHN' })),
  electronic_document_interchange: writes(
    'electronicDocumentInterchange',
    Text({ max: 255, description: 'EDI flag or identifier.', example: 'S' }),
  ),
  edi_identifier: writes('ediIdentifier', Text({ max: 40, description: 'EDI identifier.', example: '5600000000001' })),
  inactive: writes(
    'status',
    applyDecorators(
      Transform(asWord),
      Word({
        words: INACTIVE_WORDS,
        description: 'Marks the customer as inactive. Booleans are accepted too.',
        example: '0',
      }),
    ) as Rule<(typeof INACTIVE_WORDS)[number] | null, false>,
    {
      write: (word) => ({ active: !saysInactive(word) }),
      read: (customer) => (isActive(customer) ? '0' : '1'),
      shown: ApiProperty({
        type: String,
        enum: ['0', '1'],
        description: '`1` if the customer is inactive, otherwise `0`.',
        example: '0',
      }),
    },
  ),
  comments: writes('note', Text({ max: 65_535, multiline: true, description: 'Free text.', example: 'Key account' })),
};

const street = Text({
  max: 40,
  description:
    'The whole street. A street of several lines is shown with `, ` between them; another value replaces all of them.',
  example: 'Rua da Liberdade 1',
});
const city = Text({ max: 40, description: 'City.', example: 'Lisboa' });
const zipCode = Text({ max: 40, description: 'Postal code.', example: '1250-001' });
const country = Text({ max: 255, description: 'Country: ISO code or name.', example: 'PT' });

const BILLING_STREET = ['billingLine1', 'billingLine2', 'billingLine3'] as const;
const SHIPPING_STREET = ['shippingLine1', 'shippingLine2', 'shippingLine3'] as const;

/** The words of the billing address. Those of the shipping address are equal. */
export const BILLING = {
  postal_address: writes(BILLING_STREET, street, {
    write: (billingStreet) => ({ billingStreet }),
    read: (customer) => streetOf(customer, 'billing'),
    longest: LONGEST_STREET,
  }),
  city: writes('billingCity', city),
  zip_code: writes('billingPostcode', zipCode),
  country: writes('billingCountry', country),
};

const SHIPPING = {
  postal_address: writes(SHIPPING_STREET, street, {
    write: (shippingStreet) => ({ shippingStreet }),
    read: (customer) => streetOf(customer, 'shipping'),
    longest: LONGEST_STREET,
  }),
  city: writes('shippingCity', city),
  zip_code: writes('shippingPostcode', zipCode),
  country: writes('shippingCountry', country),
};

/** Computed from the customer's ID. */
export const ADDRESS_ID = reads(
  'id',
  ApiProperty({
    type: 'integer',
    format: 'int64',
    description: 'The ID of the address, which follows from the customer’s ID; read-only.',
    example: 83,
  }),
);

/** An empty address is null, so its ID follows from its parts too. */
export const ERP_FOOTPRINT: Footprint<keyof CustomerRecord> = {
  ...meaningsOf(CUSTOMER),
  ...inside('billing_address', {
    id: shows('id', ...BILLING_STREET, 'billingCity', 'billingPostcode', 'billingCountry'),
    ...meaningsOf(BILLING),
  }),
  ...inside('shipping_address', {
    id: shows('id', ...SHIPPING_STREET, 'shippingCity', 'shippingPostcode', 'shippingCountry'),
    ...meaningsOf(SHIPPING),
  }),
};

const { fields: ofCustomer } = viewOf(CUSTOMER);
const { fields: ofBilling } = viewOf(BILLING);
const { fields: ofShipping } = viewOf(SHIPPING);
export const ERP_VIEW = { fields: [...ofCustomer, ...ofBilling, ...ofShipping] } as const;

export const fromCustomer = writer(CUSTOMER);
export const fromBilling = writer(BILLING);
export const fromShipping = writer(SHIPPING);
export const toCustomer = reader(CUSTOMER);
export const toBilling = reader(BILLING);
export const toShipping = reader(SHIPPING);
