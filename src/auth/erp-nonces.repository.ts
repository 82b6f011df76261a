import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { ownParameters } from '../database/compiled-statement.js';
import { Database, type TenantId } from '../engine/tenant-database/index.js';
import { ErpNonce } from './erp-nonce.entity.js';
import { TenantTableRepository } from './tenant-table.repository.js';

@Injectable()
export class ErpNoncesRepository extends TenantTableRepository<ErpNonce> {
  private readonly statements;

  constructor(database: Database, source: DataSource) {
    super(database, source, ErpNonce);
    const builder = () => source.createQueryBuilder();
    this.statements = {
      raise: this.fenced(
        builder()
          .insert()
          .into(ErpNonce, ['tenantId', 'caller', 'nonce'])
          .values({ tenantId: () => ':tenant', ...ownParameters(['caller', 'nonce']) })
          .orUpdate(['nonce'], ['tenant_id', 'caller'], {
            overwriteCondition: { where: 'erp_nonces.nonce < excluded.nonce' },
          })
          .returning('1 AS spent'),
      ),
      forget: this.fenced(
        builder()
          .delete()
          .from(ErpNonce)
          .where('tenantId = :tenant AND caller = :caller')
          .returning('nonce::text AS nonce'),
      ),
    };
  }

  /** Stores the caller's nonce. False, and nothing is stored, unless it is greater than the last one. */
  async raise(tenant: TenantId, caller: string, nonce: string): Promise<boolean> {
    return (await this.run(tenant, this.statements.raise, { caller, nonce })).length > 0;
  }

  /** Returns the nonce that was removed, if there was one. */
  async forget(tenant: TenantId, caller: string): Promise<string | undefined> {
    return (await this.run<{ nonce: string }>(tenant, this.statements.forget, { caller }))[0]?.nonce;
  }
}
