import { createParamDecorator, type ExecutionContext, Injectable } from '@nestjs/common';
import { bearerToken, type Credential } from '../../contracts/credentials.js';
import { credentialRefused } from '../../problem.js';
import { requestOf } from '../../request-of.js';
import type { CredentialChecker, KeyContract } from '../credentials.js';
import { KeyGrantsService } from '../key-grants.service.js';
import type { Grant } from '../principal.js';

/** The unchecked key that `exchangedKey` found. */
export const ExchangedKey = createParamDecorator(
  (_: unknown, context: ExecutionContext): string => bearerToken(requestOf(context)) ?? '',
);

@Injectable()
export class KeyGuard implements CredentialChecker {
  constructor(private readonly keys: KeyGrantsService) {}

  async check(secret: string, _context: ExecutionContext, { contract }: Credential): Promise<Grant> {
    const grant = await this.keys.grantOfSecret(contract as KeyContract, secret);
    if (!grant) throw credentialRefused('The API key is invalid, expired or revoked.');
    return grant;
  }
}

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
