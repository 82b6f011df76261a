import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { fenced } from '../database/fence.js';
import { TenantRepository } from '../database/tenant.repository.js';
import { Database, type TenantId } from '../engine/tenant-database/index.js';
import { ErpNonce } from './erp-nonce.entity.js';

@Injectable()
export class ErpNoncesRepository extends TenantRepository<ErpNonce> {
  private readonly statements;

  constructor(database: Database, source: DataSource) {
    super(database, source, ErpNonce);
    this.statements = {
      raise: fenced(
        this.inserting(['caller', 'nonce'])
          .orUpdate(['nonce'], ['tenant_id', 'caller'], {
            overwriteCondition: { where: 'erp_nonces.nonce < excluded.nonce' },
          })
          .returning('1 AS spent'),
      ),
      forget: fenced(this.deleting().andWhere('caller = :caller').returning('nonce::text AS nonce')),
    };
  }

  /** Stores the caller's nonce. False, and nothing is stored, unless it is greater than the last one. */
  async raise(tenant: TenantId, caller: string, nonce: string): Promise<boolean> {
    return (await this.write(tenant, this.statements.raise, { caller, nonce })).length > 0;
  }

  /** Returns the nonce that was removed, if there was one. */
  async forget(tenant: TenantId, caller: string): Promise<string | undefined> {
    return (await this.write<{ nonce: string }>(tenant, this.statements.forget, { caller }))[0]?.nonce;
  }
}
