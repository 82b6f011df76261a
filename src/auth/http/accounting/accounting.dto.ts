import { ApiProperty, ApiSchema } from '@nestjs/swagger';
import { Example } from '../../../contracts/example.js';
import { IdOf, Like, Password, ShownText, Text, Words } from '../../../contracts/fields.js';
import { toIso } from '../../../contracts/iso-time.js';
import type { ApiKey, KeyOptions, NewApiKey } from '../../keys.service.js';
import { type Permission, PERMISSIONS } from '../../permissions.js';
import { LONGEST_SECRET } from '../../secrets.js';
import type { SignedIn } from '../../sign-in.service.js';
import { LONGEST_TOKEN } from '../../tokens.service.js';

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
}

@ApiSchema({ description: 'A token, and the user that it belongs to.' })
export class SignedInOutput {
  @ShownText('A JWT (HS256), valid for eight hours.', 'eyJhbGciOiJIUzI1NiJ9.e30.c2lnbmF0dXJl', { max: LONGEST_TOKEN })
  access_token: string;
  @ShownText('The value for the `organization-id` header.', '1', { max: 16 }) organization_id: string;
  @IdOf('organization', { example: 1 }) tenant_id: number;
  @IdOf('user', { example: 7 }) user_id: number;
}

export const toSignedIn = ({ token, tenant, user }: SignedIn): SignedInOutput => ({
  access_token: token,
  organization_id: String(tenant.id),
  tenant_id: tenant.id,
  user_id: user.id,
});

@ApiSchema({ description: 'A new API key.' })
@Example('A key with a name', { name: 'Nightly import' })
export class GenerateApiKeyInput {
  @Text({ max: 255, description: 'What the key is called.', example: 'Nightly import' }) name?: string | null;
  @Words({
    words: PERMISSIONS,
    description:
      'The permissions of the key; only permissions of its maker are possible. When omitted: all ' +
      'permissions of its maker, except making keys.',
    example: ['customers:read'],
  })
  permissions?: Permission[] | null;
}

export const fromGenerateApiKey = ({ name, permissions }: GenerateApiKeyInput): KeyOptions => ({
  name,
  permissions: permissions ?? undefined,
});

@ApiSchema({ description: 'An API key that was made.' })
export class GeneratedApiKeyOutput {
  @IdOf('API key', { example: 3 }) id: number;
  @ShownText('The key itself, shown this once.', 'bc_1234567890abcdef', { max: LONGEST_SECRET }) key: string;
}

export const toGeneratedApiKey = ({ id, secret }: NewApiKey): GeneratedApiKeyOutput => ({ id, key: secret });

@ApiSchema({ description: 'An API key, without the key itself.' })
export class ApiKeyOutput {
  @IdOf('API key', { example: 3 }) id: number;
  @Like(GenerateApiKeyInput) name: string | null;
  @ShownText('The first characters of the key.', 'bc_12345...', { max: LONGEST_SECRET }) token: string;
  @ApiProperty({ format: 'date-time', description: 'When it was made.', example: '2024-01-01T00:00:00Z' })
  createdAt: string;
  @ApiProperty({
    type: String,
    nullable: true,
    format: 'date-time',
    description: 'When it ends; null when it does not.',
    example: null,
  })
  expiresAt: string | null;
  @ApiProperty({ description: 'Whether it was ended for good.', example: false }) revoked: boolean;
}

export const toApiKey = ({ id, name, hint, createdAt, expiresAt, revokedAt }: ApiKey): ApiKeyOutput => ({
  id,
  name,
  token: `${hint}...`,
  createdAt: toIso(createdAt),
  expiresAt: expiresAt && toIso(expiresAt),
  revoked: revokedAt !== null,
});

@ApiSchema({ description: 'An API key that was revoked.' })
export class RevokedApiKeyOutput {
  @IdOf('API key', { example: 3 }) id: number;
  @ApiProperty({ description: 'Always true.', example: true }) revoked: boolean;
}

export const toRevokedApiKey = ({ id, revokedAt }: ApiKey): RevokedApiKeyOutput => ({
  id,
  revoked: revokedAt !== null,
});
