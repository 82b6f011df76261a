import { createParamDecorator, type ExecutionContext, Injectable } from '@nestjs/common';
import { credentialMissing, credentialRefused, type Problem } from '../../problem.js';
import { bearerToken, type Credential, type CredentialChecker, header, type KeyContract } from '../credentials.js';
import { KeyGrantsService } from '../key-grants.service.js';
import { type Grant, requestOf } from '../principal.js';

interface KeyText {
  name: string;
  description: string;
  missing?: () => Problem;
}

/** `Authorization: Bearer <prefix>…`: an API key instead of a token. */
export const bearerKey = (contract: string, prefix: string, { name, description, missing }: KeyText): Credential => ({
  name,
  scheme: { type: 'http', scheme: 'bearer', description },
  find: (request) => {
    const token = bearerToken(request);
    return token?.startsWith(prefix) ? token : undefined;
  },
  missing: missing ?? (() => credentialMissing('The API key is missing.')),
  checker: KeyGuard,
  contract,
});

/**
 * `Authorization: Bearer <key>`, where the key is exchanged for a token. The guard only finds it; the sign-in checks it
 * and counts failures.
 */
export const exchangedKey = (name: string, description: string, missing: () => Problem): Credential => ({
  name,
  scheme: { type: 'http', scheme: 'bearer', description },
  find: bearerToken,
  missing,
});

/** The unchecked key that `exchangedKey` found. */
export const ExchangedKey = createParamDecorator(
  (_: unknown, context: ExecutionContext): string => bearerToken(requestOf(context)) ?? '',
);

/** An API key in its own header. */
export const apiKey = (contract: string, name: string): Credential => ({
  name,
  scheme: { type: 'apiKey', in: 'header', name, description: 'An API key of the tenant.' },
  find: (request) => header(request, name),
  missing: () => credentialMissing(`The ${name} header is required.`),
  checker: KeyGuard,
  contract,
});

@Injectable()
export class KeyGuard implements CredentialChecker {
  constructor(private readonly keys: KeyGrantsService) {}

  async check(secret: string, _context: ExecutionContext, { contract }: Credential): Promise<Grant> {
    const grant = await this.keys.grantOfSecret(contract as KeyContract, secret);
    if (!grant) throw credentialRefused('The API key is invalid, expired or revoked.');
    return grant;
  }
}

/** HTTP Basic (RFC 7617): user name = public key, password = private key. */
export const basicPair = (contract: string): Credential => ({
  name: 'basic',
  scheme: { type: 'http', scheme: 'basic', description: 'User name: the public key. Password: the private key.' },
  find: (request) => /^basic +(\S+)$/i.exec(header(request, 'authorization') ?? '')?.[1],
  missing: () => credentialMissing('Missing (basic) authorization header.'),
  checker: BasicGuard,
  contract,
});

@Injectable()
export class BasicGuard implements CredentialChecker {
  constructor(private readonly keys: KeyGrantsService) {}

  async check(encoded: string, _context: ExecutionContext, { contract }: Credential): Promise<Grant> {
    const pair = Buffer.from(encoded, 'base64').toString('utf8');
    const colon = pair.indexOf(':');
    const [publicKey, secret] = [pair.slice(0, colon), pair.slice(colon + 1)];
    // Public keys are letters and digits; anything else needs no query.
    const grant =
      /^\w{1,64}$/.test(publicKey) && colon > 0
        ? await this.keys.grantOfPair(contract as KeyContract, publicKey, secret)
        : undefined;
    if (!grant) throw credentialRefused('Invalid key pair.');
    return grant;
  }
}
