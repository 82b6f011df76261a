import { ApiProperty, ApiSchema, IntersectionType, OmitType, PartialType, PickType } from '@nestjs/swagger';
import { sent } from '../../../contracts/contacts.js';
import { Example } from '../../../contracts/example.js';
import { toIso } from '../../../contracts/iso-time.js';
import { EmailText, Flag, IdOf, Like, OnlyTrue, Text } from '../../../contracts/fields.js';
import type { Email } from '../../email.entity.js';
import type { PlacedEmail } from '../../emails.repository.js';
import type { EmailFields } from '../../emails.service.js';
import { RECORDS_PER_CUSTOMER } from '../../../customers/record-limit.js';

@ApiSchema({ description: 'A new email of a customer.' })
@Example('An address for invoices', {
  email: 'john.doe@acme.example',
  is_for_invoicing: true,
  name: 'John Doe',
  role: 'Finance Manager',
  notes: 'Primary contact for billing',
})
export class CreateEmailInput {
  @EmailText({
    required: true,
    max: 254,
    description: 'The email address; surrounding blanks are removed.',
    example: 'john.doe@acme.example',
  })
  email: string;
  @Flag({ description: 'Whether this email is used for invoicing; `false` when omitted.', example: true })
  is_for_invoicing?: boolean;
  @Text({ max: 200, description: 'Name of the contact person.', example: 'John Doe' }) name?: string | null;
  @Text({ max: 200, description: 'Role or position of the contact person.', example: 'Finance Manager' }) role?:
    string | null;
  @Text({ max: 1000, multiline: true, description: 'Notes about this email.', example: 'Primary contact for billing' })
  notes?: string | null;
  @OnlyTrue({
    description:
      'Makes this the primary email, which other contracts show as the customer’s email. The previous ' +
      'primary email becomes an ordinary email.',
    example: true,
  })
  is_primary?: true;
}

@ApiSchema({ description: 'Fields to update. Omitted fields keep their value.' })
@Example('Another address, no longer for invoices', {
  email: 'new.email@acme.example',
  is_for_invoicing: false,
  notes: 'Updated contact email',
})
export class UpdateEmailInput extends PartialType(CreateEmailInput, { skipNullProperties: false }) {}

export const fromEmail = (input: UpdateEmailInput): Partial<EmailFields> => ({
  email: input.email,
  isForInvoicing: input.is_for_invoicing,
  name: input.name,
  role: input.role,
  notes: input.notes,
  isPrimary: input.is_primary,
});

@ApiSchema({ description: 'An email of a customer.' })
export class EmailOutput {
  @IdOf('email', { example: 1 }) email_id: number;
  @IdOf('customer') customer_id: number;
  @Like(CreateEmailInput, 'The address as it was entered.') email: string;
  @Like(CreateEmailInput, 'Whether this email is used for invoicing.') is_for_invoicing: boolean;
  @Like(CreateEmailInput) name: string | null;
  @Like(CreateEmailInput) role: string | null;
  @Like(CreateEmailInput) notes: string | null;
  @ApiProperty({ description: 'A locked email cannot be changed or deleted, through any contract.', example: false })
  is_locked: boolean;
  @ApiProperty({ format: 'date-time', description: 'When the record was created.', example: '2024-01-15T10:30:00Z' })
  created_at: string;
}

export const toEmail = (email: Email): EmailOutput => ({
  email_id: email.id,
  customer_id: email.customerId,
  email: email.email,
  is_for_invoicing: email.isForInvoicing,
  name: email.name,
  role: email.role,
  notes: email.notes,
  is_locked: email.isLocked,
  created_at: toIso(email.createdAt),
});

@ApiSchema({ description: 'An email of a customer, with its `is_primary` flag.' })
export class PlacedEmailOutput extends EmailOutput {
  @ApiProperty({
    description: 'Whether this is the primary email, which other contracts show as the customer’s email.',
    example: true,
  })
  is_primary: boolean;
}

export const toPlacedEmail = (email: PlacedEmail): PlacedEmailOutput => ({
  ...toEmail(email),
  is_primary: email.isPrimary,
});

@ApiSchema({ description: 'The emails of a customer.' })
export class EmailListOutput {
  @ApiProperty({ description: 'Always true.', example: true }) success: boolean;
  @ApiProperty({ type: [PlacedEmailOutput], maxItems: RECORDS_PER_CUSTOMER, description: 'The emails, oldest first.' })
  emails: PlacedEmailOutput[];
}

export const toEmailList = (emails: PlacedEmail[]): EmailListOutput => ({
  success: true,
  emails: emails.map(toPlacedEmail),
});

class EmailIdsOutput extends PickType(EmailOutput, ['email_id', 'customer_id']) {
  @ApiProperty({ format: 'date-time', description: 'When the record last changed.', example: '2024-01-15T10:30:00Z' })
  updated_at: string;
}

@ApiSchema({ description: 'An updated email: its IDs, the fields that were sent, and the time.' })
export class UpdatedEmailOutput extends IntersectionType(
  PartialType(OmitType(PlacedEmailOutput, ['email_id', 'customer_id', 'is_locked', 'created_at'])),
  EmailIdsOutput,
) {}

export const toUpdatedEmail = (email: PlacedEmail, keys: readonly string[]): UpdatedEmailOutput => ({
  email_id: email.id,
  customer_id: email.customerId,
  ...sent(keys, toPlacedEmail(email)),
  updated_at: toIso(email.updatedAt),
});

@ApiSchema({ description: 'An email that was locked or unlocked.' })
export class EmailLockOutput extends IntersectionType(PickType(EmailOutput, ['is_locked']), EmailIdsOutput) {}

export const toEmailLock = (email: Email): EmailLockOutput => ({
  email_id: email.id,
  customer_id: email.customerId,
  is_locked: email.isLocked,
  updated_at: toIso(email.updatedAt),
});
