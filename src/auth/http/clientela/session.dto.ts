import { ApiProperty, ApiSchema } from '@nestjs/swagger';
import { Example } from '../../../contracts/example.js';
import { Password, ShownId, ShownText, Text, Word } from '../../../contracts/fields.js';
import { type Permission, PERMISSIONS } from '../../permissions.js';
import type { Choice, Principal, Tenant } from '../../principal.js';
import { LONGEST_SECRET } from '../../secrets.js';
import { LONGEST_EMAIL, LONGEST_LINE } from '../../single-line.js';
import type { User } from '../../users.service.js';

@ApiSchema({ description: 'The credentials of a user.' })
@Example('The demo user, whose password is in demo.json', {
  email: 'demo@example.com',
  password: 'correct horse battery staple',
})
export class SignInInput {
  @Text({ required: true, max: 255, description: 'Email address of the user.', example: 'demo@example.com' })
  email: string;
  @Password({ required: true, max: 255, description: 'Password of the user.', example: 'correct horse battery staple' })
  password: string;
  @Text({
    max: 63,
    description: 'The slug or the ID of a tenant of the user. When omitted: the tenant that the user joined first.',
    example: null,
  })
  tenant?: string | null;
}

/** The tenant that a sign-in selects. */
export const choiceOf = (named: string | null | undefined): Choice | undefined =>
  named ? ({ id, slug }: Tenant) => named === String(id) || named.toLowerCase() === slug : undefined;

export class EndSessionQuery {
  @Word({
    words: ['true', 'false'],
    nullable: false,
    description: 'Whether all sessions of the user end, of every contract and on every device; else only this one.',
    example: 'false',
  })
  everywhere?: 'true' | 'false';
}

@ApiSchema({ description: 'The user that signed in.' })
export class SessionUserOutput {
  @ShownId('user') id: string;
  @ShownText('Email address of the user.', 'demo@example.com', { max: LONGEST_EMAIL }) email: string;
  @ShownText('Login name of the user.', 'demo', { max: LONGEST_LINE }) login: string;
  @ShownText('First name of the user.', 'Ada', { max: LONGEST_LINE, nullable: true })
  firstName: string | null;
  @ShownText('Last name of the user.', 'Lovelace', { max: LONGEST_LINE, nullable: true })
  lastName: string | null;
}

@ApiSchema({ description: 'The tenant that the caller works for.' })
export class SessionTenantOutput {
  @ShownId('tenant') id: string;
  @ShownText('The slug of the tenant.', 'demo', { max: 63 }) slug: string;
  @ShownText('The name of the tenant.', 'Demo Company', { max: LONGEST_LINE }) name: string;
}

@ApiSchema({ description: 'The caller, and what it may do.' })
export class SessionOutput {
  @ApiProperty({ type: SessionUserOutput, nullable: true, description: 'The user; null for an API key.' })
  user: SessionUserOutput | null;
  @ShownId('API key that sent the request', { nullable: true }) keyId: string | null;
  @ApiProperty({ type: SessionTenantOutput, description: 'The tenant.' }) tenant: SessionTenantOutput;
  @ApiProperty({
    type: [String],
    enum: PERMISSIONS,
    maxItems: PERMISSIONS.length,
    description: 'The permissions.',
    example: ['customers:read'],
  })
  permissions: readonly Permission[];
  @ApiProperty({
    type: String,
    nullable: true,
    maxLength: LONGEST_SECRET,
    description: 'The token against forged requests, for the header `X-CSRF-Token` of writes; null for an API key.',
    example: 'kQ0h3mVbT2xYcRzWnAeU8sLfPjD1gHoi',
  })
  csrfToken: string | null;
}

export const toSession = (
  { tenant, permissions, keyId }: Pick<Principal, 'permissions' | 'keyId'> & { tenant: Tenant },
  user: User | undefined,
  csrfToken: string | null,
): SessionOutput => ({
  user: user
    ? {
        id: String(user.id),
        email: user.email,
        login: user.login,
        firstName: user.firstName,
        lastName: user.lastName,
      }
    : null,
  keyId: keyId === undefined ? null : String(keyId),
  tenant: { id: String(tenant.id), slug: tenant.slug, name: tenant.name },
  permissions,
  csrfToken,
});
