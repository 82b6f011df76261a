import { createHmac } from 'node:crypto';
import { type ExecutionContext, Injectable } from '@nestjs/common';
import { AuthGuard, PassportStrategy } from '@nestjs/passport';
import type { FastifyRequest } from 'fastify';
import { Strategy } from 'passport-jwt';
import type { TenantId } from '../../engine/tenant-database/index.js';
import type { Credential } from '../../contracts/credentials.js';
import { credentialRefused } from '../../problem.js';
import { requestOf } from '../../request-of.js';
import { ContractTerms } from '../contract-terms.js';
import type { CredentialChecker, KeyContract } from '../credentials.js';
import { KeyGrantsService } from '../key-grants.service.js';
import type { Grant } from '../principal.js';
import { TtlCache } from '../ttl-cache.js';
import { hashText, sameHash } from '../secrets.js';
import { SigningSecret } from '../signing-secret.js';
import { type Claims, ISSUER, type VerifiedClaims } from '../tokens.service.js';
import { UsersService } from '../users.service.js';
import { hasTokenForm } from './token-form.js';

declare module 'fastify' {
  interface FastifyRequest {
    /** The token that is being verified, from a header or a cookie. */
    sessionToken?: string;
  }
}

@Injectable()
export class JwtStrategy extends PassportStrategy(Strategy, 'jwt') {
  constructor({ all }: SigningSecret) {
    super({
      jwtFromRequest: ({ sessionToken }: FastifyRequest) => sessionToken ?? null,
      secretOrKeyProvider: (_: unknown, token: string, done: (error: null, secret: string) => void) =>
        done(null, signerOf(token, all)),
      algorithms: ['HS256'],
      issuer: ISSUER,
    });
  }

  validate(claims: VerifiedClaims): VerifiedClaims {
    return claims;
  }
}

/** The secret that a token was signed with. If there is none: the first one, so that the token is refused. */
function signerOf(token: string, secrets: readonly string[]): string {
  const dot = token.lastIndexOf('.');
  const [text, signature] = [token.slice(0, dot), Buffer.from(token.slice(dot + 1), 'base64url')];
  return (
    secrets.find((secret) => sameHash(createHmac('sha256', secret).update(text).digest(), signature)) ?? secrets[0]!
  );
}

const BAD_TOKEN = 'The token is invalid or has expired.';

/** Verifying a signature takes longer than the rest of most requests, and the result does not change. */
const VERIFIED_MS = 60_000;

/** Passport verifies the signature and the times. Whether the user or key is still valid is checked again each time. */
@Injectable()
export class BearerGuard extends AuthGuard('jwt') implements CredentialChecker {
  /** By the hash of the token. */
  private readonly verified = new TtlCache<string, VerifiedClaims>(VERIFIED_MS);

  constructor(
    private readonly users: UsersService,
    private readonly keys: KeyGrantsService,
    private readonly terms: ContractTerms,
  ) {
    super();
  }

  async check(token: string, context: ExecutionContext, { contract }: Credential): Promise<Grant> {
    const claims = await this.verified.get(hashText(token), () => this.verify(token, context));
    const grant =
      claims && claims.aud === contract && claims.exp * 1000 > Date.now() ? await this.grantOf(claims) : undefined;
    if (!grant) throw credentialRefused(BAD_TOKEN);
    return grant;
  }

  private async verify(token: string, context: ExecutionContext): Promise<VerifiedClaims> {
    if (!hasTokenForm(token)) throw credentialRefused(BAD_TOKEN);
    requestOf(context).sessionToken = token;
    await this.canActivate(context);
    return (requestOf(context) as unknown as { user: VerifiedClaims }).user;
  }

  override handleRequest<User>(_error: unknown, claims: User | false, info: unknown): User {
    if (!claims) throw credentialRefused(BAD_TOKEN, info);
    return claims;
  }

  private async grantOf({ sub, tenant, aud, generation = 0 }: Claims): Promise<Grant | undefined> {
    const [, kind, id] = /^(user|key):(\d{1,15})$/.exec(sub) ?? [];
    if (id === undefined) return undefined;
    const { openedByKey, choosesTenantPerRequest } = this.terms.sessions[aud];
    if (kind === 'key') return openedByKey ? this.keys.grantOfKey(aud as KeyContract, tenant, Number(id)) : undefined;
    const granted = await this.users.grantsOfSession(Number(id), generation);
    const tenants = choosesTenantPerRequest
      ? byTenantFirst(granted, tenant)
      : granted.filter((grant) => grant.tenant.id === tenant);
    return tenants.length > 0 ? { caller: sub, tenants, userId: Number(id) } : undefined;
  }
}

const byTenantFirst = <Row extends { tenant: { id: TenantId } }>(granted: readonly Row[], first: TenantId) =>
  granted.toSorted((one, other) => Number(other.tenant.id === first) - Number(one.tenant.id === first));
