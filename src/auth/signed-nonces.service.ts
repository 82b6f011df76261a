import { Injectable } from '@nestjs/common';
import type { TenantId } from '../engine/tenant-database/index.js';
import { credentialRefused } from '../problem.js';
import { SignedNoncesRepository } from './signed-nonces.repository.js';

/**
 * Nonces that a key pair signs with, each once. They are in the database, so that restarts and other processes know
 * them.
 */
@Injectable()
export class SignedNoncesService {
  constructor(private readonly nonces: SignedNoncesRepository) {}

  /** Of two equal nonces that arrive at once, one is spent and the other is refused. */
  async spend(tenant: TenantId, publicKey: string, nonce: string, until: Date): Promise<void> {
    const isSpent = await this.nonces.spend(tenant, publicKey, nonce, until);
    if (!isSpent) throw credentialRefused('The nonce has been used before.');
  }
}
