import { ApiProperty, ApiSchema, IntersectionType, OmitType, PartialType, PickType } from '@nestjs/swagger';
import { sent } from '../../../contracts/contacts.js';
import { Example } from '../../../contracts/example.js';
import { toIso } from '../../../contracts/iso-time.js';
import { EmailText, Flag, IdOf, Like, Text } from '../../../contracts/fields.js';
import type { CompanyNameRecord } from '../../company-names.repository.js';
import type { CompanyNameFields } from '../../company-names.service.js';
import { RECORDS_PER_CUSTOMER } from '../../../customers/record-limit.js';

@ApiSchema({ description: 'A new company name of a customer.' })
@Example('A name for invoices', {
  name: 'Acme Corp Ltd.',
  tax_id: 'ABC123456789',
  billing_email: 'billing@acme.example',
  address: '123 Main St, City',
  billing_address: 'PO Box 456, City',
  is_active: true,
  is_default: true,
})
export class CreateCompanyNameInput {
  @Text({ required: true, max: 200, description: 'The legal name.', example: 'Acme Corp Ltd.' }) name: string;
  @Text({ max: 60, description: 'Tax identification number.', example: 'ABC123456789' }) tax_id?: string | null;
  @EmailText({ max: 254, description: 'Email address for billing.', example: 'billing@acme.example' }) billing_email?:
    string | null;
  @Text({ max: 500, multiline: true, description: 'Physical address.', example: '123 Main St, City' }) address?:
    string | null;
  @Text({
    max: 500,
    multiline: true,
    description: 'Billing address, if it differs from the physical address.',
    example: 'PO Box 456, City',
  })
  billing_address?: string | null;
  @Flag({ description: 'Whether this company name is active; `true` when omitted.', example: true })
  is_active?: boolean;
  @Flag({
    description:
      'Whether this is the default name of the customer. A customer has at most one default, and it is active.',
    example: true,
  })
  is_default?: boolean;
}

@ApiSchema({ description: 'Fields to update. Omitted fields keep their value.' })
@Example('After a change of name', {
  name: 'Acme Corporation Ltd.',
  tax_id: 'ABC123456789',
  billing_email: 'new-billing@acme.example',
})
export class UpdateCompanyNameInput extends PartialType(CreateCompanyNameInput, { skipNullProperties: false }) {}

export const fromCompanyName = (input: UpdateCompanyNameInput): Partial<CompanyNameFields> => ({
  name: input.name,
  taxId: input.tax_id,
  billingEmail: input.billing_email,
  address: input.address,
  billingAddress: input.billing_address,
  isActive: input.is_active,
  isDefault: input.is_default,
});

@ApiSchema({ description: 'The desired state of a company name.' })
@Example('No longer in use', { is_active: false })
export class ToggleActiveInput {
  @Flag({ required: true, description: 'The desired state.', example: false }) is_active: boolean;
}

@ApiSchema({ description: 'A company name of a customer.' })
export class CompanyNameOutput {
  @IdOf('company name', { example: 1 }) company_name_id: number;
  @IdOf('customer') customer_id: number;
  @Like(CreateCompanyNameInput) name: string;
  @Like(CreateCompanyNameInput) tax_id: string | null;
  @Like(CreateCompanyNameInput) billing_email: string | null;
  @Like(CreateCompanyNameInput) address: string | null;
  @Like(CreateCompanyNameInput) billing_address: string | null;
  @Like(CreateCompanyNameInput, 'Whether this company name is active.') is_active: boolean;
  @Like(CreateCompanyNameInput) is_default: boolean;
  @ApiProperty({ format: 'date-time', description: 'When the record was created.', example: '2024-01-15T10:30:00Z' })
  created_at: string;
}

export const toCompanyName = (name: CompanyNameRecord): CompanyNameOutput => ({
  company_name_id: name.id,
  customer_id: name.customerId,
  name: name.name,
  tax_id: name.taxId,
  billing_email: name.billingEmail,
  address: name.address,
  billing_address: name.billingAddress,
  is_active: name.isActive,
  is_default: name.isDefault,
  created_at: toIso(name.createdAt),
});

@ApiSchema({ description: 'The company names of a customer.' })
export class CompanyNameListOutput {
  @ApiProperty({ description: 'Always true.', example: true }) success: boolean;
  @ApiProperty({
    type: [CompanyNameOutput],
    maxItems: RECORDS_PER_CUSTOMER,
    description: 'The company names, oldest first.',
  })
  company_names: CompanyNameOutput[];
}

export const toCompanyNameList = (names: CompanyNameRecord[]): CompanyNameListOutput => ({
  success: true,
  company_names: names.map(toCompanyName),
});

class CompanyNameIdsOutput extends PickType(CompanyNameOutput, ['company_name_id', 'customer_id']) {
  @ApiProperty({ format: 'date-time', description: 'When the record last changed.', example: '2024-01-15T10:30:00Z' })
  updated_at: string;
}

/** The IDs, the fields that the request sent, and the time. */
@ApiSchema({ description: 'A company name that was updated: its IDs, the fields that were sent, and when.' })
export class UpdatedCompanyNameOutput extends IntersectionType(
  PartialType(OmitType(CompanyNameOutput, ['company_name_id', 'customer_id', 'created_at'])),
  CompanyNameIdsOutput,
) {}

export const toUpdatedCompanyName = (name: CompanyNameRecord, keys: readonly string[]): UpdatedCompanyNameOutput => ({
  company_name_id: name.id,
  customer_id: name.customerId,
  ...sent(keys, toCompanyName(name)),
  updated_at: toIso(name.updatedAt),
});

@ApiSchema({ description: 'A company name that was made the default.' })
export class DefaultCompanyNameOutput extends IntersectionType(
  PickType(CompanyNameOutput, ['is_default']),
  CompanyNameIdsOutput,
) {}

export const toDefaultCompanyName = (name: CompanyNameRecord): DefaultCompanyNameOutput => ({
  company_name_id: name.id,
  customer_id: name.customerId,
  is_default: name.isDefault,
  updated_at: toIso(name.updatedAt),
});

/** The only answer without `customer_id`, as in the published document. */
@ApiSchema({ description: 'A company name that was activated or deactivated.' })
export class ActiveCompanyNameOutput extends IntersectionType(
  PickType(CompanyNameOutput, ['company_name_id', 'is_active']),
  PickType(CompanyNameIdsOutput, ['updated_at']),
) {}

export const toActiveCompanyName = (name: CompanyNameRecord): ActiveCompanyNameOutput => ({
  company_name_id: name.id,
  is_active: name.isActive,
  updated_at: toIso(name.updatedAt),
});
