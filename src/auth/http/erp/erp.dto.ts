import { ApiProperty, ApiSchema } from '@nestjs/swagger';
import { Allow } from 'class-validator';
import { LONGEST_LINE } from '../../single-line.js';
import { LONGEST_TOKEN } from '../../tokens.service.js';
import { ERP_VERSION } from '../../../contracts/erp.js';
import { toIso } from '../../../contracts/iso-time.js';
import { Password, ShownText, Text } from '../../../contracts/fields.js';

export class SignInQuery {
  @Text({ required: true, max: 200, description: 'Login name of the user.', example: 'demo' }) username: string;
  @Password({ required: true, max: 200, description: 'Password of the user.', example: 'correct horse battery staple' })
  password: string;
  /** `@OptionalNonce()` checks and documents it. */
  @Allow() nonce?: string;
}

@ApiSchema({ description: 'The token of a session.' })
export class SessionOutput {
  @ShownText(
    'The token for `Authorization: Bearer …` of all other requests; valid for half an hour.',
    'eyJhbGciOiJIUzI1NiJ9.e30.c2lnbmF0dXJl',
    { max: LONGEST_TOKEN },
  )
  'xa-token': string;
}

export const toSession = (token: string): SessionOutput => ({ 'xa-token': token });

@ApiSchema({ description: 'The version that was called, and the current version.' })
export class VersionsOutput {
  @ShownText('The version in the request’s path.', 'v4.0.0', { max: 16 }) called_api_version: string;
  @ShownText('The version that the server speaks.', 'v4.0.0', { max: 16 }) current_api_version: string;
}

@ApiSchema({ description: 'The state of a session.' })
export class StatusOutput {
  // A login or the name of a key, the name of the company, and the words around them.
  @ShownText('The signed-in user and company.', 'ready - login: demo, company: Demo Company', {
    max: 2 * LONGEST_LINE + 30,
  })
  status: string;
  @ApiProperty({ format: 'date-time', description: 'The time of the server.', example: '2024-11-15T10:30:00Z' })
  server_time: string;
  @ApiProperty({ type: VersionsOutput, description: 'The versions of the API.' }) versions: VersionsOutput;
  @ApiProperty({
    type: 'array',
    items: { type: 'object' },
    maxItems: 0,
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
