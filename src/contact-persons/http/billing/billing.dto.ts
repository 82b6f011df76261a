import { ApiProperty, ApiSchema, OmitType, PartialType } from '@nestjs/swagger';
import { Example } from '../../../contracts/example.js';
import { EmailText, IdOf, Like, PhoneText, ShownText, Whole } from '../../../contracts/fields.js';
import { type ContactPersonField, SEARCHABLE } from '../../criteria.js';
import type { ContactPerson } from '../../contact-person.entity.js';
import type { ContactPersonRecord } from '../../contact-persons.repository.js';
import type { ContactPersonChanges } from '../../contact-persons.service.js';
import { fullName } from '../../../customers/customer-record.js';
import {
  Line,
  LONGEST_URL,
  MAX,
  QueryFields,
  QueryLimit,
  QueryOffset,
  QueryOrder,
  QueryWhere,
  type Viewpoint,
} from '../../../customers/http/billing/common.js';
import { LONGEST_NAME } from '../../../customers/longest-texts.js';
import { OutTime, toTime } from '../../../customers/http/billing/times.js';
import { Search } from '../../../customers/http/billing/where.js';

@ApiSchema({ description: 'A new user.' })
@Example('A user in accounting', {
  customer_id: 1,
  name: 'Todd Customer',
  email: 'todd@example.com',
  phone: '8025551212',
  title: 'Accounts payable',
})
export class CreateUserInput {
  @Whole({
    required: true,
    min: 1,
    description: 'ID # of the customer of this user. It cannot change afterwards.',
    example: 1,
  })
  customer_id: number;
  @Line('External key value: unique among users, also against deleted ones.', 'crm-contact-7') external_key?:
    string | null;
  @Line('First name', 'Todd') first_name?: string | null;
  @Line('Middle name/initial', 'Q.') middle_name_glob?: string | null;
  @Line('Last name', 'Customer') last_name?: string | null;
  @Line('Suffix (e.g. "Jr.", "Sr.", "III", etc.)', 'Jr.') name_suffix?: string | null;
  @Line('First and last name of the user: the first word is the first name, the rest the last.', 'Todd Customer')
  name?: string | null;
  @Line('Title', 'Accounts payable') title?: string | null;
  @EmailText({
    max: MAX.email,
    description: 'Email address; for the main contact, it is also the customer’s superuser_email.',
    example: 'todd@example.com',
  })
  email?: string | null;
  @PhoneText({
    max: MAX.line,
    description: 'Phone number; the main contact’s is superuser_phone.',
    example: '8025551212',
  })
  phone?: string | null;
}

@ApiSchema({ description: 'Fields to update. Omitted fields keep their value.' })
@Example('Another title', { title: 'Accounts payable' })
export class UpdateUserInput extends PartialType(OmitType(CreateUserInput, ['customer_id']), {
  skipNullProperties: false,
}) {}

export const fromUser = (input: UpdateUserInput): ContactPersonChanges => ({
  externalKey: input.external_key,
  firstName: input.first_name,
  middleName: input.middle_name_glob,
  lastName: input.last_name,
  nameSuffix: input.name_suffix,
  fullName: input.name,
  title: input.title,
  email: input.email,
  phone: input.phone,
});

/** By field of the record, the contract's word for it: for refusals. */
export const USER_WORDS = {
  customerId: 'customer_id',
  externalKey: 'external_key',
  fullName: 'name',
};

/** By field of the record, the word for it in conditions: for refusals. */
export const USER_SEARCH_WORDS = {
  id: 'user_id',
  customerId: 'customers.customer_id',
};

/** How users are searched. */
export const USER_SEARCH = new Search(
  new Map<string, ContactPersonField>([
    ['user_id', 'id'],
    ['customers.customer_id', 'customerId'],
    ['external_key', 'externalKey'],
    ['token', 'token'],
    ['first_name', 'firstName'],
    ['middle_name_glob', 'middleName'],
    ['last_name', 'lastName'],
    ['name_suffix', 'nameSuffix'],
    ['name', 'fullName'],
    ['title', 'title'],
    ['email', 'email'],
    ['username', 'email'],
    ['phone', 'phone'],
    ['write_datetime', 'createdAt'],
    ['mod_datetime', 'updatedAt'],
  ]),
  SEARCHABLE,
);

export class ListUsersQuery {
  @QueryWhere(USER_SEARCH.description, 'customers.customer_id:EQUALS:1') where?: string;
  @QueryOrder('last_name:ASC') order?: string;
  @QueryLimit('Users') limit?: number;
  @QueryOffset('Users') offset?: number;
  @QueryFields('user_id,name,email') fields?: string;
}

@ApiSchema({ description: 'The ID of a user.' })
export class UserIdOutput {
  @IdOf('user', { example: 354 }) id: number;
}

export const toUserId = ({ id }: Pick<ContactPerson, 'id'>): UserIdOutput => ({ id });

@ApiSchema({ description: 'The customer that a user belongs to.' })
export class UserCustomerOutput {
  @ApiProperty({
    pattern: '^[1-9][0-9]*$',
    maxLength: 16,
    description: 'The ID of the customer, as text.',
    example: '44',
  })
  customer_id: string;
  @ShownText('Company/customer name.', 'Test Customer', { max: MAX.line }) company: string;
}

@ApiSchema({ description: 'A user: a contact person of a customer.' })
export class UserOutput {
  @IdOf('user', { example: 354 }) user_id: number;
  @Like(CreateUserInput) external_key: string | null;
  @Like(CreateUserInput) first_name: string | null;
  @Like(CreateUserInput) middle_name_glob: string | null;
  @Like(CreateUserInput) last_name: string | null;
  @Like(CreateUserInput) name_suffix: string | null;
  @ShownText('First and last name of the user.', 'Todd Customer', { max: LONGEST_NAME, nullable: true }) name:
    string | null;
  @ShownText('The name; or the email, for a user without a name.', 'Todd Customer', {
    max: LONGEST_NAME,
    nullable: true,
  })
  display_as: string | null;
  @ShownText('Title; empty when there is none.', 'Accounts payable', { max: MAX.line }) title: string;
  @Like(CreateUserInput) email: string | null;
  @ShownText('Phone number; empty when there is none.', '8025551212', { max: MAX.line }) phone: string;
  @ApiProperty({
    pattern: '^[a-z0-9]{12}$',
    maxLength: 12,
    description: 'Names the user in links.',
    example: '4e7t9r5a03fv',
  })
  token: string;
  @ApiProperty({ type: 'integer', enum: [1], description: 'Every user is of one type.', example: 1 })
  user_type_id: 1;
  @ApiProperty({ enum: ['Billing'], description: 'The name of that type.', example: 'Billing' })
  user_type_name: 'Billing';
  @ShownText('The email.', 'todd@example.com', { max: MAX.email, nullable: true }) username: string | null;
  @OutTime() write_datetime: string;
  @OutTime() mod_datetime: string;
  @ShownText('Where this record is.', 'https://billing.example/api/v3/user/354', { max: LONGEST_URL })
  url_self: string;
  @ApiProperty({ type: [UserCustomerOutput], minItems: 1, maxItems: 1, description: 'The customer of this user.' })
  customers: UserCustomerOutput[];
}

@ApiSchema({ description: 'A user in a list: all fields, or those that the query names.' })
export class UserRowOutput extends PartialType(UserOutput) {}

/** Where users are, below the base URL. */
export const USER_PATH = 'api/v3/user';

export const toUser = (person: ContactPersonRecord, viewpoint: Viewpoint): UserOutput => ({
  user_id: person.id,
  external_key: person.externalKey,
  first_name: person.firstName,
  middle_name_glob: person.middleName,
  last_name: person.lastName,
  name_suffix: person.nameSuffix,
  name: fullName(person),
  display_as: fullName(person) ?? person.email,
  title: person.title ?? '',
  email: person.email,
  phone: person.phone ?? '',
  token: person.token,
  user_type_id: 1,
  user_type_name: 'Billing',
  username: person.email,
  write_datetime: toTime(person.createdAt, viewpoint),
  mod_datetime: toTime(person.updatedAt, viewpoint),
  url_self: `${viewpoint.baseUrl}/${USER_PATH}/${person.id}`,
  customers: [{ customer_id: String(person.customerId), company: person.customerName }],
});
