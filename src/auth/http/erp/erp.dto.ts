import { ApiProperty, ApiSchema } from '@nestjs/swagger';
import { Allow } from 'class-validator';
import { ERP_VERSION } from '../../../contracts/erp.js';
import { toIso } from '../../../contracts/iso-time.js';
import { Password, Text } from '../../../contracts/fields.js';

export class SignInQuery {
  @Text({ required: true, max: 200, description: 'Login name of the user.', example: 'demo' }) username: string;
  @Password({ required: true, max: 200, description: 'Password of the user.', example: 'correct horse battery staple' })
  password: string;
  /** `@OptionalNonce()` checks and documents it. */
  @Allow() nonce?: string;
}

@ApiSchema({ description: 'The token of a session.' })
export class SessionOutput {
  @ApiProperty({
    description: 'The token for `Authorization: Bearer …` of all other requests; valid for half an hour.',
    example: 'eyJhbGciOiJIUzI1NiJ9.e30.c2lnbmF0dXJl',
  })
  'xa-token': string;
}

export const toSession = (token: string): SessionOutput => ({ 'xa-token': token });

@ApiSchema({ description: 'The version that was called, and the current version.' })
export class VersionsOutput {
  @ApiProperty({ description: 'The version in the request’s path.', example: 'v4.0.0' }) called_api_version: string;
  @ApiProperty({ description: 'The version that the server speaks.', example: 'v4.0.0' }) current_api_version: string;
}

@ApiSchema({ description: 'The state of a session.' })
export class StatusOutput {
  @ApiProperty({
    description: 'The signed-in user and company.',
    example: 'ready - login: demo, company: Demo Company',
  })
  status: string;
  @ApiProperty({ format: 'date-time', description: 'The time of the server.', example: '2024-11-15T10:30:00Z' })
  server_time: string;
  @ApiProperty({ type: VersionsOutput, description: 'The versions of the API.' }) versions: VersionsOutput;
  @ApiProperty({
    type: 'array',
    items: { type: 'object' },
    description: 'Recent errors of this session; none are kept.',
    example: [],
  })
  errors: object[];
}

/** `login` is the user's login name, or the name of the API token that opened the session. */
export const toStatus = (login: string, company: string): StatusOutput => ({
  status: `ready - login: ${login}, company: ${company}`,
  server_time: toIso(new Date()),
  versions: { called_api_version: ERP_VERSION, current_api_version: ERP_VERSION },
  errors: [],
});
