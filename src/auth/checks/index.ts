import type { Type } from '@nestjs/common';
import type { Check } from '../../contracts/credentials.js';
import type { CredentialChecker } from '../credentials.js';
import { AccountPathGuard, OrganizationHeaderGuard, TenantHeaderGuard } from './choices.js';
import { BearerGuard } from './jwt.js';
import { BasicGuard, KeyGuard } from './keys.js';
import { SessionCookieGuard } from './session-cookie.js';
import { SignatureGuard } from './signature.js';

/** The checker of each kind of credential. */
export const CHECKERS: Readonly<Record<Check, Type<CredentialChecker>>> = {
  session: BearerGuard,
  sessionCookie: SessionCookieGuard,
  apiKey: KeyGuard,
  keyPair: BasicGuard,
  signature: SignatureGuard,
  tenantOfDomain: TenantHeaderGuard,
  tenantOfId: OrganizationHeaderGuard,
  tenantOfSlug: AccountPathGuard,
};
