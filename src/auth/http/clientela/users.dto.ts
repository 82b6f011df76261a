import { ApiProperty, ApiSchema } from '@nestjs/swagger';
import { Example } from '../../../contracts/example.js';
import { EmailText, ShownId, ShownText, Text, Words } from '../../../contracts/fields.js';
import type { Invitation, Member } from '../../members.service.js';
import { type Permission, PERMISSIONS } from '../../permissions.js';
import { LONGEST_SECRET } from '../../secrets.js';
import { LONGEST_EMAIL, LONGEST_LINE } from '../../single-line.js';
import { MOST_PER_PAGE, NextCursor } from '../../../contracts/short-lists.js';

@ApiSchema({ description: 'A user who will work for the tenant.' })
@Example('A user who reads customers', {
  email: 'ada@acme.example',
  firstName: 'Ada',
  lastName: 'Lovelace',
  permissions: ['customers:read'],
})
export class InviteUserInput {
  @EmailText({
    required: true,
    max: 254,
    description: 'Email address, unique among users.',
    example: 'ada@acme.example',
  })
  email: string;
  @Text({ max: 200, description: 'Login name of a new user. When omitted: the email address.', example: 'ada' })
  login?: string | null;
  @Text({ max: 255, description: 'First name of a new user.', example: 'Ada' }) firstName?: string | null;
  @Text({ max: 255, description: 'Last name of a new user.', example: 'Lovelace' }) lastName?: string | null;
  @Words({
    required: true,
    words: PERMISSIONS,
    description: 'What the user may do; only permissions of the caller are possible.',
    example: ['customers:read'],
  })
  permissions: Permission[];
}

export const fromInvite = ({ firstName = null, lastName = null, ...input }: InviteUserInput): Invitation => ({
  ...input,
  firstName,
  lastName,
});

@ApiSchema({ description: 'What a user may do from now on.' })
@Example('It may read', { permissions: ['customers:read', 'ledger:read'] })
export class UpdateUserInput {
  @Words({
    required: true,
    words: PERMISSIONS,
    description: 'All permissions of the user. A caller neither gives nor takes one that it does not have.',
    example: ['customers:read'],
  })
  permissions: Permission[];
}

@ApiSchema({ description: 'A user who works for the tenant.' })
export class UserOutput {
  @ShownId('user') id: string;
  @ShownText('Email address.', 'ada@acme.example', { max: LONGEST_EMAIL }) email: string;
  @ShownText('Login name.', 'ada', { max: LONGEST_LINE }) login: string;
  @ShownText('First name.', 'Ada', { max: LONGEST_LINE, nullable: true }) firstName: string | null;
  @ShownText('Last name.', 'Lovelace', { max: LONGEST_LINE, nullable: true })
  lastName: string | null;
  @ApiProperty({
    type: [String],
    items: { type: 'string', maxLength: 50 },
    maxItems: PERMISSIONS.length,
    description: 'What the user may do for this tenant.',
    example: ['customers:read'],
  })
  permissions: readonly Permission[];
  @ApiProperty({ type: Boolean, description: 'Whether an operator has suspended the user.', example: false })
  isSuspended: boolean;
}

@ApiSchema({ description: 'Users.' })
export class UserListOutput {
  @ApiProperty({ type: [UserOutput], maxItems: MOST_PER_PAGE, description: 'The users of the page.' })
  data: UserOutput[];
  @NextCursor() next: string | null;
}

@ApiSchema({ description: 'A user who now works for the tenant.' })
export class InvitedUserOutput extends UserOutput {
  @ApiProperty({
    type: String,
    nullable: true,
    maxLength: LONGEST_SECRET,
    description: 'The password of a new user, shown this once. Null for a user who works for another tenant already.',
    example: 'kQ0h3mVbT2xYcRzWnAeU',
  })
  password: string | null;
}

export const toUser = ({ suspendedAt, id, email, login, firstName, lastName, permissions }: Member): UserOutput => ({
  id: String(id),
  email,
  login,
  firstName,
  lastName,
  permissions,
  isSuspended: suspendedAt !== null,
});
