import { Injectable } from '@nestjs/common';
import { JwtService } from '@nestjs/jwt';
import type { TokenContract } from '../contracts/index.js';
import type { TenantId } from '../engine/tenant-database/index.js';

export type { TokenContract };

export const ISSUER = 'clientela';

/** Longer than any token that this server issues: their claims are numbers and short words. */
export const LONGEST_TOKEN = 512;

export interface Claims {
  /** `user:7` or, for an erp session that an API token opened, `key:9`. */
  sub: string;
  /** The tenant of the sign-in. */
  tenant: TenantId;
  aud: TokenContract;
  /** For a user's session. Raising the user's generation ends all earlier sessions. */
  generation?: number;
}

/** The claims of a verified token, with its expiry in seconds since 1970. */
export interface VerifiedClaims extends Claims {
  exp: number;
}

@Injectable()
export class TokensService {
  constructor(private readonly jwt: JwtService) {}

  /** An HS256 JSON Web Token (RFC 7519) with `iss`, `aud`, `iat` and `exp`. */
  issue({ sub, tenant, aud, generation }: Claims, minutes: number): string {
    return this.jwt.sign(
      { tenant, ...(generation && { generation }) },
      { subject: sub, audience: aud, issuer: ISSUER, algorithm: 'HS256', expiresIn: minutes * 60 },
    );
  }
}
