import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Database, type TenantId } from '../engine/tenant-database/index.js';
import { SignedNonce } from './signed-nonce.entity.js';
import { TenantTableRepository } from './tenant-table.repository.js';

@Injectable()
export class SignedNoncesRepository extends TenantTableRepository<SignedNonce> {
  constructor(database: Database, source: DataSource) {
    super(database, source, SignedNonce);
  }

  /** Stores the nonce until the given time. False if it is stored already and its time has not passed. */
  async spend(tenant: TenantId, publicKey: string, nonce: string, until: Date): Promise<boolean> {
    return (await this.database.write(tenant, { text: SPEND, values: [tenant, publicKey, nonce, until] })).length > 0;
  }
}

// One statement, which the query builder cannot write: it also removes a few outdated nonces of the tenant each time.
const SPEND = `WITH outdated AS (
    DELETE FROM signed_nonces WHERE tenant_id = $1 AND (public_key, nonce) IN (
      SELECT public_key, nonce FROM signed_nonces
      WHERE tenant_id = $1 AND remembered_until < now() AND (public_key, nonce) <> ($2, $3)
      LIMIT 8 FOR UPDATE SKIP LOCKED)
  )
  INSERT INTO signed_nonces AS last (tenant_id, public_key, nonce, remembered_until) VALUES ($1, $2, $3, $4)
  ON CONFLICT (tenant_id, public_key, nonce) DO UPDATE SET remembered_until = excluded.remembered_until
    WHERE last.remembered_until < now()
  RETURNING 1 AS spent`;
