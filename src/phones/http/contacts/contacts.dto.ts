import { ApiProperty, ApiSchema, IntersectionType, OmitType, PartialType, PickType } from '@nestjs/swagger';
import { sent } from '../../../contracts/contacts.js';
import { Example } from '../../../contracts/example.js';
import { toIso } from '../../../contracts/iso-time.js';
import { Flag, IdOf, Like, PhoneText, ShownText, Text, Word } from '../../../contracts/fields.js';
import type { Phone } from '../../phone.entity.js';
import type { PhonePlace, PlacedPhone } from '../../phones.repository.js';
import type { PhoneFields } from '../../phones.service.js';
import { LONGEST } from '../../../customers/longest-texts.js';
import { LONGEST_EXTENSION } from '../../../normal-forms/phones.js';
import { RECORDS_PER_CUSTOMER } from '../../../customers/record-limit.js';

const PLACES: readonly PhonePlace[] = ['main', 'mobile', 'fax'];

@ApiSchema({ description: 'A new phone of a customer.' })
@Example('A number with WhatsApp', {
  phone: '+1234567890',
  extension: '123',
  is_whatsapp: true,
  name: 'Jane Smith',
  role: 'Sales Manager',
  notes: 'Available 9-5 EST',
})
export class CreatePhoneInput {
  @PhoneText({
    required: true,
    max: 60,
    description: 'The number as people write it; surrounding blanks are removed.',
    example: '+1234567890',
  })
  phone: string;
  @Text({
    max: 20,
    description: 'Extension, if any; only its digits are stored. An extension inside the number is moved here.',
    example: '123',
  })
  extension?: string | null;
  @Flag({ description: 'Whether the number has WhatsApp; `false` when omitted.', example: true })
  is_whatsapp?: boolean;
  @Text({ max: 200, description: 'Name of the contact person.', example: 'Jane Smith' }) name?: string | null;
  @Text({ max: 200, description: 'Role or position of the contact person.', example: 'Sales Manager' }) role?:
    string | null;
  @Text({ max: 1000, multiline: true, description: 'Notes about this phone.', example: 'Available 9-5 EST' }) notes?:
    string | null;
  @Word({
    words: PLACES,
    description:
      'The place of this phone: other contracts show the phones in these places. The previous phone in the place ' +
      'becomes an ordinary phone. `null` takes this phone out of its places.',
    example: 'main',
  })
  place?: PhonePlace | null;
}

@ApiSchema({ description: 'Fields to update. Omitted fields keep their value.' })
@Example('Another number, without WhatsApp', { phone: '+1234567899', extension: '456', is_whatsapp: false })
export class UpdatePhoneInput extends PartialType(CreatePhoneInput, { skipNullProperties: false }) {}

export const fromPhone = (input: UpdatePhoneInput): Partial<PhoneFields> => ({
  phone: input.phone,
  extension: input.extension,
  isWhatsapp: input.is_whatsapp,
  name: input.name,
  role: input.role,
  notes: input.notes,
  place: input.place,
});

@ApiSchema({ description: 'A phone of a customer.' })
export class PhoneOutput {
  @IdOf('phone', { example: 1 }) phone_id: number;
  @IdOf('customer') customer_id: number;
  @ShownText('The number as it was entered.', '+12125550100', { max: LONGEST.line }) phone: string;
  @ShownText('Extension, if any.', '123', { max: LONGEST_EXTENSION, nullable: true }) extension: string | null;
  @Like(CreatePhoneInput, 'Whether the number has WhatsApp.') is_whatsapp: boolean;
  @Like(CreatePhoneInput) name: string | null;
  @Like(CreatePhoneInput) role: string | null;
  @Like(CreatePhoneInput) notes: string | null;
  @ApiProperty({ description: 'A locked phone cannot be changed or deleted, through any contract.', example: false })
  is_locked: boolean;
  @ApiProperty({ format: 'date-time', description: 'When the record was created.', example: '2024-01-15T10:30:00Z' })
  created_at: string;
}

export const toPhone = (phone: Phone): PhoneOutput => ({
  phone_id: phone.id,
  customer_id: phone.customerId,
  phone: phone.phone,
  extension: phone.extension,
  is_whatsapp: phone.isWhatsapp,
  name: phone.name,
  role: phone.role,
  notes: phone.notes,
  is_locked: phone.isLocked,
  created_at: toIso(phone.createdAt),
});

@ApiSchema({ description: 'A phone of a customer, and its place.' })
export class PlacedPhoneOutput extends PhoneOutput {
  @Like(
    CreatePhoneInput,
    'What flat contracts show this phone as; of several places the first in the order main, mobile, fax.',
  )
  place: PhonePlace | null;
}

export const toPlacedPhone = (phone: PlacedPhone): PlacedPhoneOutput => ({ ...toPhone(phone), place: phone.place });

@ApiSchema({ description: 'The phones of a customer.' })
export class PhoneListOutput {
  @ApiProperty({ description: 'Always true.', example: true }) success: boolean;
  @ApiProperty({ type: [PlacedPhoneOutput], maxItems: RECORDS_PER_CUSTOMER, description: 'The phones, oldest first.' })
  phones: PlacedPhoneOutput[];
}

export const toPhoneList = (phones: PlacedPhone[]): PhoneListOutput => ({
  success: true,
  phones: phones.map(toPlacedPhone),
});

class PhoneIdsOutput extends PickType(PhoneOutput, ['phone_id', 'customer_id']) {
  @ApiProperty({ format: 'date-time', description: 'When the record last changed.', example: '2024-01-15T10:30:00Z' })
  updated_at: string;
}

@ApiSchema({ description: 'A phone that was updated: its IDs, the fields that were sent, and when.' })
export class UpdatedPhoneOutput extends IntersectionType(
  PartialType(OmitType(PlacedPhoneOutput, ['phone_id', 'customer_id', 'is_locked', 'created_at'])),
  PhoneIdsOutput,
) {}

export const toUpdatedPhone = (phone: PlacedPhone, keys: readonly string[]): UpdatedPhoneOutput => ({
  phone_id: phone.id,
  customer_id: phone.customerId,
  ...sent(keys, toPlacedPhone(phone)),
  updated_at: toIso(phone.updatedAt),
});

@ApiSchema({ description: 'A phone that was locked or unlocked.' })
export class PhoneLockOutput extends IntersectionType(PickType(PhoneOutput, ['is_locked']), PhoneIdsOutput) {}

export const toPhoneLock = (phone: Phone): PhoneLockOutput => ({
  phone_id: phone.id,
  customer_id: phone.customerId,
  is_locked: phone.isLocked,
  updated_at: toIso(phone.updatedAt),
});
