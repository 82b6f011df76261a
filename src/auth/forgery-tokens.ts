import { Injectable } from '@nestjs/common';
import { derivedWord, hashSecret, hashText, sameHash } from './secrets.js';
import { SigningSecret } from './signing-secret.js';

const PURPOSE = 'clientela forged requests';
const LENGTH = 32;

/**
 * Tokens against forged requests. A browser adds a cookie to requests that another page makes it send, but that page
 * cannot read the token, which follows from the session and a secret of the server.
 */
@Injectable()
export class ForgeryTokens {
  constructor(private readonly signing: SigningSecret) {}

  of(session: string): string {
    return tokenOf(session, this.signing.secret);
  }

  matches(session: string, token: string): boolean {
    const given = hashSecret(token);
    return this.signing.all.some((secret) => sameHash(hashSecret(tokenOf(session, secret)), given));
  }
}

const tokenOf = (session: string, secret: string) => derivedWord(secret, PURPOSE, hashText(session), LENGTH);
