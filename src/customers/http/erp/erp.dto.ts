import { ApiProperty, ApiSchema, IntersectionType, PartialType } from '@nestjs/swagger';
import { Example } from '../../../contracts/example.js';
import { IdOf, Nested, ShownText, Text, Whole } from '../../../contracts/fields.js';
import { answerOf, inputOf } from '../../../contracts/vocabulary.js';
import { LONGEST_CODE } from '../../longest-texts.js';
import { type CustomerChanges, type SeenBy, shownAddressIds, shownCode, type WithId } from '../../customer-record.js';
import {
  ADDRESS_ID,
  BILLING,
  CUSTOMER,
  type ERP_VIEW,
  fromBilling,
  fromCustomer,
  fromShipping,
  toBilling,
  toCustomer,
  toShipping,
} from './words.js';

type ThirdParty = SeenBy<typeof ERP_VIEW>;

/** A client may send the read-only `id` of an address: it is dropped like any unknown key. */
@ApiSchema({ description: 'An address. Omitted keys keep their value.' })
export class PostalAddressInput extends inputOf(BILLING) {}

@ApiSchema({ description: 'A new customer.' })
@Example('A customer with an address', {
  name: 'New Customer Ltd',
  vat_id: 'PT987654321',
  email: 'contact@newcustomer.com',
  phone: '+351211234567',
  billing_address: { postal_address: 'Av. da República 45', city: 'Porto', zip_code: '4000-001', country: 'PT' },
})
export class CreateThirdPartyInput extends inputOf(CUSTOMER) {
  @Nested(PostalAddressInput, {
    description:
      'Billing address; its keys merge with what is stored, null clears all of them. Other parts of the ' +
      'stored address keep their value.',
  })
  billing_address?: PostalAddressInput | null;
  @Nested(PostalAddressInput, {
    description:
      'Shipping address; its keys merge with what is stored, null clears all of them. Other parts of the ' +
      'stored address keep their value.',
  })
  shipping_address?: PostalAddressInput | null;
}

/** The customer that a PUT updates. */
export class NamedThirdParty {
  @Whole({ min: 1, description: 'The ID of the customer to update. Either this or `code`.', example: 1 }) id?:
    number | null;
  @Text({ max: 15, description: 'The code of the customer, instead of the ID or beside it.', example: 'C0001' })
  code?: string | null;
}

@ApiSchema({ description: 'The ID or code of a customer, and the fields to update. Omitted fields keep their value.' })
@Example('Another phone, by the code', { code: 'C0001', phone: '+351211234567' })
@Example('Another address, by the ID', {
  id: 1,
  billing_address: { postal_address: 'Rua da Liberdade 1', city: 'Lisboa', zip_code: '1250-001', country: 'PT' },
})
export class UpdateThirdPartyInput extends IntersectionType(
  NamedThirdParty,
  PartialType(CreateThirdPartyInput, { skipNullProperties: false }),
) {}

export const fromThirdParty = ({
  billing_address,
  shipping_address,
  ...input
}: Omit<UpdateThirdPartyInput, 'id' | 'code'>): CustomerChanges => ({
  ...fromCustomer(input),
  ...fromBilling(partsOf(billing_address)),
  ...fromShipping(partsOf(shipping_address)),
});

const NO_ADDRESS: PostalAddressInput = { postal_address: null, city: null, zip_code: null, country: null };

const partsOf = (address: PostalAddressInput | null | undefined): PostalAddressInput =>
  address === null ? NO_ADDRESS : (address ?? {});

@ApiSchema({ description: 'The customer that was written.' })
export class EntityCreatedOutput {
  @IdOf('customer') id: number;
  @ShownText('The code of the customer.', 'C0042', { max: LONGEST_CODE }) entity_code: string;
}

export const toEntityCreated = (customer: WithId): EntityCreatedOutput => ({
  id: customer.id,
  entity_code: shownCode(customer),
});

@ApiSchema({ description: 'An address.' })
export class PostalAddressOutput extends answerOf({ id: ADDRESS_ID, ...BILLING }) {}

@ApiSchema({ description: 'A customer.' })
export class ThirdPartyOutput extends answerOf(CUSTOMER) {
  @ApiProperty({
    type: PostalAddressOutput,
    nullable: true,
    description: 'Billing address; null if all its fields are empty.',
  })
  billing_address: PostalAddressOutput | null;
  @ApiProperty({
    type: PostalAddressOutput,
    nullable: true,
    description: 'Shipping address; null if all its fields are empty.',
  })
  shipping_address: PostalAddressOutput | null;
}

export function toThirdParty(customer: ThirdParty): ThirdPartyOutput {
  const ids = shownAddressIds(customer);
  return {
    ...toCustomer(customer),
    billing_address: unlessEmpty({ id: ids.billing, ...toBilling(customer) }),
    shipping_address: unlessEmpty({ id: ids.shipping, ...toShipping(customer) }),
  };
}

function unlessEmpty({ id, ...parts }: PostalAddressOutput): PostalAddressOutput | null {
  return Object.values(parts).every((part) => part === null) ? null : { id, ...parts };
}
