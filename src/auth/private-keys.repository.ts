import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { fenced } from '../database/fence.js';
import { TenantRepository } from '../database/tenant.repository.js';
import { Database, type TenantId } from '../engine/tenant-database/index.js';
import { ApiKeyEntity } from './api-key.entity.js';

/** The private half of a key pair as it is stored. */
export type StoredPrivateKey = Pick<ApiKeyEntity, 'publicKey' | 'secretHash' | 'privateKey'>;

/** The private keys of key pairs, for encrypting them under another key. */
@Injectable()
export class PrivateKeysRepository extends TenantRepository<ApiKeyEntity> {
  private readonly statements;

  constructor(database: Database, source: DataSource) {
    super(database, source, ApiKeyEntity);
    this.statements = {
      outdated: fenced(
        this.select(['id', 'publicKey', 'secretHash', 'privateKey'])
          .andWhere('t.publicKey IS NOT NULL AND t.revokedAt IS NULL')
          .andWhere('(t.privateKey IS NULL OR substr(t.privateKey, 1, 8) <> :keyId)')
          .orderBy('t.id'),
      ),
      replace: fenced(
        this.updating({ privateKey: () => ':after' })
          .andWhere('id = :id AND privateKey IS NOT DISTINCT FROM :before')
          .returning('id'),
      ),
    };
  }

  /** The tenants that have private keys which are not encrypted under this key. */
  async tenantsWithOtherKeys(keyId: Buffer): Promise<TenantId[]> {
    const rows = await this.database.system<{ tenant: TenantId }>({ text: OTHER_TENANTS, values: [keyId] });
    return rows.map(({ tenant }) => tenant);
  }

  /** The tenant's key pairs whose private keys are not encrypted under this key. */
  outdated(tenant: TenantId, keyId: Buffer): Promise<(StoredPrivateKey & { id: number })[]> {
    return this.write(tenant, this.statements.outdated, { keyId });
  }

  /** False if another server has replaced it since it was read. */
  async replace(tenant: TenantId, id: number, before: Buffer | null, after: Buffer): Promise<boolean> {
    return (await this.write(tenant, this.statements.replace, { id, before, after })).length > 0;
  }
}

// The query builder cannot select from a function. This one reads across tenants, which row-level security forbids.
const OTHER_TENANTS = 'SELECT * FROM tenants_with_other_keys($1) AS tenant';
