import { type ExecutionContext, Injectable } from '@nestjs/common';
import { type Credential, FORGERY_HEADER } from '../../contracts/credentials.js';
import { forbidden } from '../../problem.js';
import { requestOf } from '../../request-of.js';
import type { CredentialChecker } from '../credentials.js';
import { ForgeryTokens } from '../forgery-tokens.js';
import type { Grant } from '../principal.js';
import { BearerGuard } from './jwt.js';

/** Methods that change nothing here. */
const SAFE: readonly string[] = ['GET', 'HEAD', 'OPTIONS'];

/** A session in a cookie. A browser sends cookies by itself, so writes need the token against forged requests, too. */
@Injectable()
export class SessionCookieGuard implements CredentialChecker {
  constructor(
    private readonly sessions: BearerGuard,
    private readonly forgery: ForgeryTokens,
  ) {}

  async check(session: string, context: ExecutionContext, credential: Credential): Promise<Grant> {
    const grant = await this.sessions.check(session, context, credential);
    const { method, headers } = requestOf(context);
    const token = headers[FORGERY_HEADER.toLowerCase()];
    if (!SAFE.includes(method) && !(typeof token === 'string' && this.forgery.matches(session, token)))
      throw forgeryTokenMissing();
    return grant;
  }
}

export const forgeryTokenMissing = () =>
  forbidden(`A write with a session needs its token in the header ${FORGERY_HEADER}.`);
