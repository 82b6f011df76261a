import { Injectable } from '@nestjs/common';
import { Database } from '../database/database.js';
import { invalidField, Problem } from '../problem.js';
import type { Principal } from './principal.js';

const INT64_MAX = 9_223_372_036_854_775_807n;

/** Numbers that a caller may use once, in rising order. Kept in the database, so that no restart and no second process forgets one. */
@Injectable()
export class NoncesService {
  constructor(private readonly database: Database) {}

  /** One statement: of two equal nonces at the same moment exactly one is spent, the other is told so. */
  async spend({ tenant, caller }: Principal, nonce: string): Promise<void> {
    const [spent] = await this.database.query(
      tenant.id,
      `INSERT INTO erp_nonces AS last (tenant_id, caller, nonce) VALUES ($1, $2, $3)
       ON CONFLICT (tenant_id, caller) DO UPDATE SET nonce = excluded.nonce WHERE last.nonce < excluded.nonce RETURNING 1 AS spent`,
      [tenant.id, caller, nonce],
    );
    if (!spent) throw new Problem('nonce_reused', 'The nonce must be greater than the last one.');
  }
}

/** A positive int64 in decimal. Text, because JavaScript's numbers end at 2^53. */
export function nonceFrom(text: unknown): string {
  const valid = typeof text === 'string' && /^\d{1,19}$/.test(text) && BigInt(text) > 0n && BigInt(text) <= INT64_MAX;
  if (!valid) throw invalidField('nonce', 'nonce', 'must be a positive 64-bit integer');
  return text;
}
