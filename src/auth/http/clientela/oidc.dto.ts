import { QueryText, QueryWhole, Text, Word } from '../../../contracts/fields.js';

const TENANT = 'The slug or the ID of a tenant of the user. When omitted: the tenant that the user joined first.';
const CHALLENGE = /^[\w-]{43}$/;

export class BeginQuery {
  @QueryText({
    max: 1100,
    description: 'The place in the console where the browser goes afterwards.',
    example: '/console',
  })
  returnTo?: string;
  @QueryText({ max: 63, description: TENANT, example: 'demo' })
  tenant?: string;
  @QueryWhole({
    min: 1,
    max: 65_535,
    description: 'The port of 127.0.0.1 at which the command line waits.',
    example: 4321,
  })
  port?: number;
  @QueryText({ max: 43, description: 'The challenge of the command line (RFC 7636, S256).', example: null })
  challenge?: string;
}

export class EndQuery {
  @Word({
    words: ['true', 'false'],
    nullable: false,
    description: 'Whether the session was on another device. The provider then asks the person.',
    example: 'false',
  })
  elsewhere?: 'true' | 'false';
}

export class HandoverInput {
  @Text({ required: true, max: 4000, description: 'The code that the browser has brought.', example: 'c29tZXRoaW5n' })
  code: string;
  @Text({ required: true, max: 128, description: 'The verifier of the challenge.', example: 'dmVyaWZpZXI' })
  verifier: string;
}

export class BeginDeviceInput {
  @Text({ max: 63, description: TENANT, example: null })
  tenant?: string | null;
}

export class FinishDeviceInput {
  @Text({ required: true, max: 4000, description: 'The handle of the sign-in.', example: 'c29tZXRoaW5n' })
  handle: string;
}

export interface DeviceOutput {
  userCode: string;
  verificationUri: string;
  verificationUriComplete: string | null;
  expiresIn: number;
  interval: number;
  handle: string;
}

export const isChallenge = (text: string) => CHALLENGE.test(text);
