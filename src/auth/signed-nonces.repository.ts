import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { fenced } from '../database/fence.js';
import { TenantRepository } from '../database/tenant.repository.js';
import { Database, type TenantId } from '../engine/tenant-database/index.js';
import { SignedNonce } from './signed-nonce.entity.js';

@Injectable()
export class SignedNoncesRepository extends TenantRepository<SignedNonce> {
  constructor(database: Database, source: DataSource) {
    super(database, source, SignedNonce);
  }

  /** Stores the nonce until the given time. False if it is stored already and its time has not passed. */
  async spend(tenant: TenantId, publicKey: string, nonce: string, until: Date, now = new Date()): Promise<boolean> {
    return (await this.write(tenant, SPEND, { publicKey, nonce, until, now })).length > 0;
  }
}

// One statement, which the query builder cannot write: it also removes a few outdated nonces of the tenant each time.
// Citus allows no now() in the WHERE of ON CONFLICT. The time is that of `until`, by the clock of this process.
const SPEND = fenced(`WITH outdated AS (
    DELETE FROM signed_nonces WHERE tenant_id = :tenant AND (public_key, nonce) IN (
      SELECT public_key, nonce FROM signed_nonces
      WHERE tenant_id = :tenant AND remembered_until < now() AND (public_key, nonce) <> (:publicKey, :nonce)
      LIMIT 8 FOR UPDATE SKIP LOCKED)
  )
  INSERT INTO signed_nonces AS last (tenant_id, public_key, nonce, remembered_until) VALUES (:tenant, :publicKey, :nonce, :until)
  ON CONFLICT (tenant_id, public_key, nonce) DO UPDATE SET remembered_until = excluded.remembered_until
    WHERE last.remembered_until < :now
  RETURNING 1 AS spent`);
