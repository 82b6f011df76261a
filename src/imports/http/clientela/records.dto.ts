import { EmailText, Flag, PhoneText, Text } from '../../../contracts/fields.js';

const Line = (description: string, max = 255) => Text({ max, description });
const Lines = (description: string, max: number) => Text({ max, multiline: true, description });

/** The records of a customer as a file may give them. Their limits are those of the contract that writes them. */
export class EmailRow {
  @EmailText({ required: true, max: 254, description: 'The address.' }) email: string;
  @Flag({ description: 'Whether invoices are sent to it.' }) isForInvoicing?: boolean;
  @Line('Name of the contact person.', 200) name?: string | null;
  @Line('Role of the contact person.', 200) role?: string | null;
  @Lines('Notes about this email.', 1000) notes?: string | null;
  @Flag({ description: 'Whether it is locked.' }) isLocked?: boolean;
}

export class PhoneRow {
  @PhoneText({ required: true, max: 255, description: 'The number.' }) phone: string;
  @Line('The extension.', 20) extension?: string | null;
  @Flag({ description: 'Whether it has WhatsApp.' }) isWhatsapp?: boolean;
  @Line('Name of the contact person.', 200) name?: string | null;
  @Line('Role of the contact person.', 200) role?: string | null;
  @Lines('Notes about this phone.', 1000) notes?: string | null;
  @Flag({ description: 'Whether it is locked.' }) isLocked?: boolean;
}

export class CompanyNameRow {
  @Text({ required: true, max: 200, description: 'The legal name.' }) name: string;
  @Line('Tax ID.', 60) taxId?: string | null;
  @EmailText({ max: 254, description: 'Email address for billing.' }) billingEmail?: string | null;
  @Lines('Physical address.', 500) address?: string | null;
  @Lines('Address for billing.', 500) billingAddress?: string | null;
  @Flag({ description: 'Whether invoices may name it.' }) isActive?: boolean;
  @Flag({ description: 'Whether it is the default.' }) isDefault?: boolean;
}

export class ContactPersonRow {
  @Line('The key in another system.') externalKey?: string | null;
  @Line('Salutation.') salutation?: string | null;
  @Line('First name.') firstName?: string | null;
  @Line('Middle name.') middleName?: string | null;
  @Line('Last name.') lastName?: string | null;
  @Line('Suffix of the name.') nameSuffix?: string | null;
  @Line('Title.') title?: string | null;
}
