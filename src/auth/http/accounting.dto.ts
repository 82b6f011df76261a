import { ApiProperty } from '@nestjs/swagger';
import { Text } from '../../contracts/fields.js';
import { toIso } from '../../contracts/iso-time.js';
import type { ApiKey, NewApiKey } from '../keys.service.js';
import type { SignedIn } from '../sign-in.service.js';

export class SignInInput {
  @Text({ required: true, max: 255, description: 'E-mail address of the user.', example: 'demo@example.com' }) email: string;
  @Text({ required: true, max: 255, format: 'password', description: 'Password of the user.', example: 'correct horse battery staple' }) password: string;
}

export class SignedInOutput {
  @ApiProperty({ description: 'A JWT (HS256), good for eight hours.', example: 'eyJhbGciOiJIUzI1NiJ9.e30.c2lnbmF0dXJl' }) access_token: string;
  @ApiProperty({ description: 'What goes into the `organization-id` header.', example: '1' }) organization_id: string;
  @ApiProperty({ type: 'integer', example: 1 }) tenant_id: number;
  @ApiProperty({ type: 'integer', example: 7 }) user_id: number;
}

export const toSignedIn = ({ token, tenant, user }: SignedIn): SignedInOutput => ({
  access_token: token,
  organization_id: String(tenant.id),
  tenant_id: tenant.id,
  user_id: user.id,
});

export class GenerateApiKeyInput {
  @Text({ max: 255, description: 'What the key is called.', example: 'Nightly import' }) name?: string | null;
}

export class GeneratedApiKeyOutput {
  @ApiProperty({ type: 'integer', example: 3 }) id: number;
  @ApiProperty({ description: 'The key itself, shown this once.', example: 'bc_1234567890abcdef' }) key: string;
}

export const toGeneratedApiKey = ({ id, secret }: NewApiKey): GeneratedApiKeyOutput => ({ id, key: secret });

export class ApiKeyOutput {
  @ApiProperty({ type: 'integer', example: 3 }) id: number;
  @ApiProperty({ type: String, nullable: true, example: 'Nightly import' }) name: string | null;
  @ApiProperty({ description: 'The first characters of the key.', example: 'bc_12345...' }) token: string;
  @ApiProperty({ format: 'date-time', example: '2024-01-01T00:00:00Z' }) createdAt: string;
  @ApiProperty({ type: String, nullable: true, format: 'date-time', example: null }) expiresAt: string | null;
  @ApiProperty({ example: false }) revoked: boolean;
}

export const toApiKey = ({ id, name, hint, createdAt, expiresAt, revokedAt }: ApiKey): ApiKeyOutput => ({
  id,
  name,
  token: `${hint}...`,
  createdAt: toIso(createdAt),
  expiresAt: expiresAt && toIso(expiresAt),
  revoked: revokedAt !== null,
});

export class RevokedApiKeyOutput {
  @ApiProperty({ type: 'integer', example: 3 }) id: number;
  @ApiProperty({ example: true }) revoked: boolean;
}

export const toRevokedApiKey = ({ id, revokedAt }: ApiKey): RevokedApiKeyOutput => ({ id, revoked: revokedAt !== null });
