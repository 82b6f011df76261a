import { Injectable } from '@nestjs/common';
import type { TenantId } from '../engine/tenant-database/index.js';
import { invalidField, Problem } from '../problem.js';
import { AccountEvents } from './account-events.js';
import { ErpNoncesRepository } from './erp-nonces.repository.js';
import type { Principal } from './principal.js';

const INT64_MAX = 9_223_372_036_854_775_807n;

/**
 * Rising numbers that a caller may use once. They are in the database, so that restarts and other processes know them.
 */
@Injectable()
export class NoncesService {
  constructor(
    private readonly nonces: ErpNoncesRepository,
    private readonly events: AccountEvents,
  ) {}

  /** Of two equal nonces that arrive at once, one is spent and the other is refused. */
  async spend({ tenant, caller }: Principal, nonce: string): Promise<void> {
    const isSpent = await this.nonces.raise(tenant.id, caller, nonce);
    if (!isSpent) throw new Problem('nonce_reused', 'The nonce must be greater than the last one.');
  }

  /** Forgets the last nonce of a caller, so that any nonce is accepted next. Returns it, if there was one. */
  async reset(tenant: TenantId, caller: string): Promise<string | undefined> {
    const forgotten = await this.nonces.forget(tenant, caller);
    const [kind, id] = caller.split(':');
    this.events.record('key.nonce_reset', { tenant, [kind!]: Number(id) });
    return forgotten;
  }
}

const DAY_MS = 86_400_000n;

/**
 * Below these limits, a nonce is a time in this many units per millisecond. Smaller nonces are counters, or seconds.
 */
const COUNTERS = 10n ** 11n;
const UNITS: readonly [below: bigint, perMs: bigint][] = [
  [10n ** 14n, 1n],
  [10n ** 17n, 1_000n],
  [INT64_MAX + 1n, 1_000_000n],
];

/**
 * Refuses a nonce that is a time more than a day ahead of the clock. It would lock its caller out: later nonces that
 * the caller takes from the clock would be too small.
 */
export function assertNotAhead(nonce: string, now = Date.now()): void {
  const number = BigInt(nonce);
  if (number < COUNTERS) return;
  const [, perMs] = UNITS.find(([below]) => number < below)!;
  if (number > (BigInt(now) + DAY_MS) * perMs)
    throw invalidField(
      'nonce',
      'ahead',
      'must not be a time more than a day ahead of the clock; milliseconds since 1970 are a good nonce',
    );
}

/** A positive 64-bit integer, as text because JavaScript's numbers end at 2^53. */
export function nonceFrom(text: unknown): string {
  const valid = typeof text === 'string' && /^\d{1,19}$/.test(text) && BigInt(text) > 0n && BigInt(text) <= INT64_MAX;
  if (!valid) throw invalidField('nonce', 'nonce', 'must be a positive 64-bit integer');
  return text;
}
