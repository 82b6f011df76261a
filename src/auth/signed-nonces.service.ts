import { Injectable } from '@nestjs/common';
import { Database, type TenantId } from '../engine/tenant-database/index.js';
import { credentialRefused } from '../problem.js';

/** Texts that a key pair may sign with once. Kept in the database, so that no restart and no second process forgets one. */
@Injectable()
export class SignedNoncesService {
  constructor(private readonly database: Database) {}

  /**
   * One statement: of two equal nonces at the same moment exactly one is spent. Each one that is spent takes a few outdated
   * ones of its tenant away, so the table stays as long as the window is.
   */
  async spend(tenant: TenantId, publicKey: string, nonce: string, until: Date): Promise<void> {
    const [spent] = await this.database.write(tenant, {
      text: `WITH outdated AS (
         DELETE FROM signed_nonces WHERE tenant_id = $1 AND (public_key, nonce) IN (
           SELECT public_key, nonce FROM signed_nonces WHERE tenant_id = $1 AND remembered_until < now() AND (public_key, nonce) <> ($2, $3)
           LIMIT 8 FOR UPDATE SKIP LOCKED)
       )
       INSERT INTO signed_nonces AS last (tenant_id, public_key, nonce, remembered_until) VALUES ($1, $2, $3, $4)
       ON CONFLICT (tenant_id, public_key, nonce) DO UPDATE SET remembered_until = excluded.remembered_until WHERE last.remembered_until < now()
       RETURNING 1 AS spent`,
      values: [tenant, publicKey, nonce, until],
    });
    if (!spent) throw credentialRefused('The nonce has been used before.');
  }
}
