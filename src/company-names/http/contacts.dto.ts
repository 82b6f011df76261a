import { ApiProperty, IntersectionType, OmitType, PartialType, PickType } from '@nestjs/swagger';
import { sent } from '../../contracts/contacts.js';
import { toIso } from '../../contracts/iso-time.js';
import { EmailText, Flag, Text } from '../../contracts/fields.js';
import type { CompanyNameRecord } from '../company-names.repository.js';
import type { CompanyNameFields } from '../company-names.service.js';

export class CreateCompanyNameInput {
  @Text({ required: true, max: 200, description: 'The legal name.', example: 'Acme Corp Ltd.' }) name: string;
  @Text({ max: 60, description: 'Tax identification number.', example: 'ABC123456789' }) tax_id?: string | null;
  @EmailText({ max: 254, description: 'E-mail address for billing.', example: 'billing@acme.example' }) billing_email?: string | null;
  @Text({ max: 500, description: 'Physical address.', example: '123 Main St, City' }) address?: string | null;
  @Text({ max: 500, description: 'Billing address, if it is another one.', example: 'PO Box 456, City' }) billing_address?: string | null;
  @Flag({ description: 'Whether this company name is active; `true` when left out.', example: true }) is_active?: boolean;
  @Flag({ description: "Whether it is the customer's default; at most one is, and it is active.", example: true }) is_default?: boolean;
}

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

export class ToggleActiveInput {
  @Flag({ required: true, description: 'The desired state.', example: false }) is_active: boolean;
}

export class CompanyNameOutput {
  @ApiProperty({ type: 'integer', example: 1 }) company_name_id: number;
  @ApiProperty({ type: 'integer', example: 42 }) customer_id: number;
  @ApiProperty({ example: 'Acme Corp Ltd.' }) name: string;
  @ApiProperty({ type: String, nullable: true, example: 'ABC123456789' }) tax_id: string | null;
  @ApiProperty({ type: String, nullable: true, example: 'billing@acme.example' }) billing_email: string | null;
  @ApiProperty({ type: String, nullable: true, example: '123 Main St, City' }) address: string | null;
  @ApiProperty({ type: String, nullable: true, example: 'PO Box 456, City' }) billing_address: string | null;
  @ApiProperty({ example: true }) is_active: boolean;
  @ApiProperty({ example: true }) is_default: boolean;
  @ApiProperty({ format: 'date-time', example: '2024-01-15T10:30:00Z' }) created_at: string;
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

export class CompanyNameListOutput {
  @ApiProperty({ example: true }) success: boolean;
  @ApiProperty({ type: [CompanyNameOutput] }) company_names: CompanyNameOutput[];
}

export const toCompanyNameList = (names: CompanyNameRecord[]): CompanyNameListOutput => ({ success: true, company_names: names.map(toCompanyName) });

class CompanyNameIdsOutput extends PickType(CompanyNameOutput, ['company_name_id', 'customer_id']) {
  @ApiProperty({ format: 'date-time', example: '2024-01-15T10:30:00Z' }) updated_at: string;
}

/** The ids, of the rest what the request had, and when. */
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

export class DefaultCompanyNameOutput extends IntersectionType(PickType(CompanyNameOutput, ['is_default']), CompanyNameIdsOutput) {}

export const toDefaultCompanyName = (name: CompanyNameRecord): DefaultCompanyNameOutput => ({
  company_name_id: name.id,
  customer_id: name.customerId,
  is_default: name.isDefault,
  updated_at: toIso(name.updatedAt),
});

/** The one answer to a change without `customer_id`: the document has it so. */
export class ActiveCompanyNameOutput extends IntersectionType(PickType(CompanyNameOutput, ['company_name_id', 'is_active']), PickType(CompanyNameIdsOutput, ['updated_at'])) {}

export const toActiveCompanyName = (name: CompanyNameRecord): ActiveCompanyNameOutput => ({
  company_name_id: name.id,
  is_active: name.isActive,
  updated_at: toIso(name.updatedAt),
});
