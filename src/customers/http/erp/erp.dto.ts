import { ApiProperty, ApiSchema, IntersectionType, PartialType } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import { Allow, IsUrl } from 'class-validator';
import { Example } from '../../../contracts/example.js';
import {
  Country,
  EmailText,
  IdOf,
  Like,
  Nested,
  PhoneText,
  QueryText,
  QueryWhole,
  Text,
  Whole,
  Word,
} from '../../../contracts/fields.js';
import { countryCode } from '../../../normal-forms/countries.js';
import { oneLine } from '../../../normal-forms/texts.js';
import { invalidField } from '../../../problem.js';
import { codeCriterion, type Criterion, type Operator, type SearchField } from '../../criteria.js';
import { addressIdsOf, codeOf, type CustomerChanges, isActive, streetOf } from '../../customer-record.js';
import type { Customer } from '../../customer.entity.js';
import type { ThirdParty } from './footprint.js';

/** The read-only `id` of an address is no part of it: it is dropped like any unknown key. */
@ApiSchema({ description: 'An address; keys that are left out stay as they are.' })
export class PostalAddressInput {
  @Text({
    max: 40,
    description:
      'The whole street. One of several lines is read with `, ` between them; another value takes the place of all of them.',
    example: 'Rua da Liberdade 1',
  })
  postal_address?: string | null;
  @Text({ max: 40, description: 'City.', example: 'Lisboa' }) city?: string | null;
  @Text({ max: 40, description: 'Postal code.', example: '1250-001' }) zip_code?: string | null;
  @Text({ max: 255, description: 'Country: ISO code or name.', example: 'PT' }) country?: string | null;
}

/** `S` and `N` are the Portuguese sim and não. */
const INACTIVE_WORDS = ['0', '1', 'true', 'false', 'S', 'N'] as const;
const saysInactive = (word: string | null) => word === '1' || word === 'true' || word === 'S';

/** Booleans are taken too. */
const asWord = ({ value }: { value: unknown }): unknown => (typeof value === 'boolean' ? String(value) : value);

@ApiSchema({ description: 'A new customer.' })
@Example('A customer with an address', {
  name: 'New Customer Ltd',
  vat_id: 'PT987654321',
  email: 'contact@newcustomer.com',
  phone: '+351211234567',
  billing_address: { postal_address: 'Av. da República 45', city: 'Porto', zip_code: '4000-001', country: 'PT' },
})
export class CreateThirdPartyInput {
  @Text({ required: true, max: 40, description: 'Primary name.', example: 'New Customer Ltd' }) name: string;
  @Text({ max: 40, description: 'Secondary name or trading name.', example: 'New' }) name_2?: string | null;
  @Text({ max: 20, description: 'VAT or tax identification number.', example: 'PT987654321' }) vat_id?: string | null;
  @Country({
    description: 'ISO 3166-1 country code of two letters, in any case; `UK` means `GB` and `EL` means `GR`.',
    example: 'PT',
  })
  country_iso?: string | null;
  @PhoneText({ max: 20, description: 'Phone number.', example: '+351211234567' }) phone?: string | null;
  @PhoneText({ max: 20, description: 'Mobile number.', example: '+351921234567' }) mobile?: string | null;
  @PhoneText({ max: 20, description: 'Fax number.', example: '+351211234568' }) fax?: string | null;
  @EmailText({ max: 254, description: 'E-mail address.', example: 'contact@newcustomer.com' }) email?: string | null;
  @Text({ max: 2000, format: 'uri', description: 'Website.', example: 'https://www.newcustomer.com' }, [
    IsUrl({ require_protocol: true, require_tld: false }, { message: '$property must be a URL' }),
  ])
  url_link?: string | null;
  @Text({ max: 255, description: 'Assigned discount group.', example: 'GOLD' }) discount_group?: string | null;
  @Text({ max: 255, description: 'Code of the salesperson.', example: 'JOHN' }) salesperson?: string | null;
  @Text({ max: 255, description: 'EDI flag or identifier.', example: 'S' }) electronic_document_interchange?:
    string | null;
  @Text({ max: 40, description: 'EDI identifier.', example: '5600000000001' }) edi_identifier?: string | null;
  @Word({ words: INACTIVE_WORDS, description: 'Marks the customer as inactive. Booleans are taken too.', example: '0' })
  @Transform(asWord)
  inactive?: string | null;
  @Text({ max: 65_535, multiline: true, description: 'Free text.', example: 'Key account' }) comments?: string | null;
  @Nested(PostalAddressInput, {
    description:
      'Billing address; its keys merge with what is stored, null clears all of them and leaves the rest of the record’s address.',
  })
  billing_address?: PostalAddressInput | null;
  @Nested(PostalAddressInput, {
    description:
      'Shipping address; its keys merge with what is stored, null clears all of them and leaves the rest of the record’s address.',
  })
  shipping_address?: PostalAddressInput | null;
}

/** Which customer a PUT is about. */
export class NamedThirdParty {
  @Whole({ min: 1, description: 'The customer to change. Either this or `code`.', example: 1 }) id?: number | null;
  @Text({ max: 15, description: 'Its code, instead of the id or beside it.', example: 'C0001' }) code?: string | null;
}

@ApiSchema({ description: 'Which customer it is, and the fields that shall change.' })
@Example('Another phone, by the code', { code: 'C0001', phone: '+351211234567' })
@Example('Another address, by the id', {
  id: 1,
  billing_address: { postal_address: 'Rua da Liberdade 1', city: 'Lisboa', zip_code: '1250-001', country: 'PT' },
})
export class UpdateThirdPartyInput extends IntersectionType(
  NamedThirdParty,
  PartialType(CreateThirdPartyInput, { skipNullProperties: false }),
) {}

export function fromThirdParty(input: Omit<UpdateThirdPartyInput, 'id' | 'code'>): CustomerChanges {
  const billing = partsOf(input.billing_address);
  const shipping = partsOf(input.shipping_address);
  return {
    displayName: input.name,
    tradeName: input.name_2,
    taxId: input.vat_id,
    countryIso: input.country_iso,
    phone: input.phone,
    mobile: input.mobile,
    fax: input.fax,
    email: input.email,
    website: input.url_link,
    discountGroup: input.discount_group,
    salesperson: input.salesperson,
    electronicDocumentInterchange: input.electronic_document_interchange,
    ediIdentifier: input.edi_identifier,
    active: input.inactive === undefined ? undefined : !saysInactive(input.inactive),
    note: input.comments,
    billingStreet: billing.postal_address,
    billingCity: billing.city,
    billingPostcode: billing.zip_code,
    billingCountry: billing.country,
    shippingStreet: shipping.postal_address,
    shippingCity: shipping.city,
    shippingPostcode: shipping.zip_code,
    shippingCountry: shipping.country,
  };
}

const NO_ADDRESS: PostalAddressInput = { postal_address: null, city: null, zip_code: null, country: null };

const partsOf = (address: PostalAddressInput | null | undefined): PostalAddressInput =>
  address === null ? NO_ADDRESS : (address ?? {});

@ApiSchema({ description: 'Which customer was written.' })
export class EntityCreatedOutput {
  @IdOf('customer') id: number;
  @ApiProperty({ description: 'Its code.', example: 'C0042' }) entity_code: string;
}

export const toEntityCreated = ({ id }: Pick<Customer, 'id'>): EntityCreatedOutput => ({ id, entity_code: codeOf(id) });

@ApiSchema({ description: 'An address.' })
export class PostalAddressOutput {
  @ApiProperty({
    type: 'integer',
    format: 'int64',
    description: 'Follows from the customer’s id; read-only.',
    example: 83,
  })
  id: number;
  @Like(PostalAddressInput) postal_address: string | null;
  @Like(PostalAddressInput) city: string | null;
  @Like(PostalAddressInput) zip_code: string | null;
  @Like(PostalAddressInput) country: string | null;
}

@ApiSchema({ description: 'A customer.' })
export class ThirdPartyOutput {
  @IdOf('customer') id: number;
  @ApiProperty({ description: 'Its code, which follows from the id.', example: 'C0042' }) code: string;
  @Like(CreateThirdPartyInput) name: string;
  @Like(CreateThirdPartyInput) name_2: string | null;
  @Like(CreateThirdPartyInput) vat_id: string | null;
  @Like(CreateThirdPartyInput) country_iso: string | null;
  @Like(CreateThirdPartyInput) phone: string | null;
  @Like(CreateThirdPartyInput) mobile: string | null;
  @Like(CreateThirdPartyInput) fax: string | null;
  @Like(CreateThirdPartyInput) email: string | null;
  @Like(CreateThirdPartyInput) url_link: string | null;
  @Like(CreateThirdPartyInput) discount_group: string | null;
  @Like(CreateThirdPartyInput) salesperson: string | null;
  @Like(CreateThirdPartyInput) electronic_document_interchange: string | null;
  @Like(CreateThirdPartyInput) edi_identifier: string | null;
  @ApiProperty({ enum: ['0', '1'], description: 'Whether the customer is inactive: `1`, or `0`.', example: '0' })
  inactive: string;
  @Like(CreateThirdPartyInput) comments: string | null;
  @ApiProperty({
    type: PostalAddressOutput,
    nullable: true,
    description: 'Billing address; null when all of it is empty.',
  })
  billing_address: PostalAddressOutput | null;
  @ApiProperty({
    type: PostalAddressOutput,
    nullable: true,
    description: 'Shipping address; null when all of it is empty.',
  })
  shipping_address: PostalAddressOutput | null;
}

export function toThirdParty(customer: ThirdParty): ThirdPartyOutput {
  const ids = addressIdsOf(customer.id);
  return {
    id: customer.id,
    code: codeOf(customer.id),
    name: customer.displayName,
    name_2: customer.tradeName,
    vat_id: customer.taxId,
    country_iso: customer.countryIso,
    phone: customer.phone,
    mobile: customer.mobile,
    fax: customer.fax,
    email: customer.email,
    url_link: customer.website,
    discount_group: customer.discountGroup,
    salesperson: customer.salesperson,
    electronic_document_interchange: customer.electronicDocumentInterchange,
    edi_identifier: customer.ediIdentifier,
    inactive: isActive(customer) ? '0' : '1',
    comments: customer.note,
    billing_address: unlessEmpty({
      id: ids.billing,
      postal_address: streetOf(customer, 'billing'),
      city: customer.billingCity,
      zip_code: customer.billingPostcode,
      country: customer.billingCountry,
    }),
    shipping_address: unlessEmpty({
      id: ids.shipping,
      postal_address: streetOf(customer, 'shipping'),
      city: customer.shippingCity,
      zip_code: customer.shippingPostcode,
      country: customer.shippingCountry,
    }),
  };
}

function unlessEmpty({ id, ...parts }: PostalAddressOutput): PostalAddressOutput | null {
  return Object.values(parts).every((part) => part === null) ? null : { id, ...parts };
}

const COLUMNS = {
  id: 'id',
  code: 'code',
  name: 'displayName',
  name_2: 'tradeName',
  vat_id: 'taxId',
  country_iso: 'countryIso',
  phone: 'phone',
  mobile: 'mobile',
  fax: 'fax',
  email: 'email',
  url_link: 'website',
  discount_group: 'discountGroup',
  salesperson: 'salesperson',
  electronic_document_interchange: 'electronicDocumentInterchange',
  edi_identifier: 'ediIdentifier',
  inactive: 'isInactive',
  comments: 'note',
  'billing_address.id': 'billingAddressId',
  'billing_address.postal_address': 'billingStreet',
  'billing_address.city': 'billingCity',
  'billing_address.zip_code': 'billingPostcode',
  'billing_address.country': 'billingCountry',
  'shipping_address.id': 'shippingAddressId',
  'shipping_address.postal_address': 'shippingStreet',
  'shipping_address.city': 'shippingCity',
  'shipping_address.zip_code': 'shippingPostcode',
  'shipping_address.country': 'shippingCountry',
} as const satisfies Record<string, SearchField>;

type Column = keyof typeof COLUMNS;

/** What the record calls a column that a refusal names, in this contract's words. */
export const COLUMN_WORDS = Object.fromEntries(Object.entries(COLUMNS).map(([column, field]) => [field, column]));

/** Columns inside an address are also known by their flat names: `billing_address_city`. */
const flat = (column: string) => column.replace('.', '_');
const columnCalled = new Map(
  (Object.keys(COLUMNS) as Column[]).flatMap(
    (column) =>
      [
        [column, column],
        [flat(column), column],
      ] as [string, Column][],
  ),
);

const OPERATORS = {
  lt: 'less',
  lte: 'lessOrEqual',
  gt: 'greater',
  gte: 'greaterOrEqual',
  ne: 'notEquals',
} as const satisfies Record<string, Operator>;

export class ListThirdPartiesQuery {
  /** `@OptionalNonce()` looks at it and documents it. */
  @Allow() nonce?: string;
  @QueryText({
    max: 1000,
    verbatim: true,
    description:
      'By itself: a code or an id, whole or its beginning. With a column or an operator: what is compared with: emails, phones, tax IDs and codes by their normal form, other texts exactly, except for blanks around them.',
    example: 'C0042',
  })
  searchString?: string;
  @Word({
    words: [...columnCalled.keys()],
    nullable: false,
    description:
      'The column to compare, instead of code or id: any of a customer, `billing_address.city` or `billing_address_city` inside an address.',
    example: 'billing_address.city',
  })
  searchColumn?: string;
  @Word({
    words: Object.keys(OPERATORS),
    nullable: false,
    description:
      'How to compare: `lt`, `lte`, `gt`, `gte`, `ne`; equals when left out. `ne` finds those without a value too.',
    example: 'gte',
  })
  searchOperator?: keyof typeof OPERATORS;
  @QueryWhole({ fallback: 0, description: 'Customers to skip.' }) skip?: number;
  @QueryWhole({ max: 1000, clamp: true, fallback: 50, description: 'Customers to answer; more than 1000 means 1000.' })
  limit?: number;
}

/** What a search asks for. One that names a column or an operator and nothing to compare with is refused: it would find everybody. */
export function toCriteria({ searchString, searchColumn, searchOperator }: ListThirdPartiesQuery): Criterion[] {
  if (!searchString) {
    if (searchColumn ?? searchOperator)
      throw invalidField('searchString', 'required', 'is required with searchColumn and searchOperator');
    return [];
  }
  const column = searchColumn === undefined ? undefined : columnCalled.get(searchColumn);
  const operator = searchOperator ? OPERATORS[searchOperator] : column ? 'equals' : 'startsWith';
  // Ids begin with a digit and codes with a letter, so one text is never both.
  const field = column ? COLUMNS[column] : /^\d/.test(searchString.trim()) ? 'id' : 'code';
  if (field === 'code') return [codeCriterion(operator, searchString)];
  return [{ field, operator, value: compared(field, searchString) }];
}

function compared(field: SearchField, text: string): string {
  if (field === 'isInactive') return truth(text);
  return field === 'countryIso' ? countryCode(oneLine(text)) : text;
}

function truth(word: string): string {
  if (!(INACTIVE_WORDS as readonly string[]).includes(word))
    throw invalidField('searchString', 'isIn', `must be one of ${INACTIVE_WORDS.join(', ')} for this column`);
  return String(saysInactive(word));
}
