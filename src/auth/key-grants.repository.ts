import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { columnsAs } from '../database/compiled-statement.js';
import { Database, type TenantId } from '../engine/tenant-database/index.js';
import type { KeyContract } from './credentials.js';
import type { Permission } from './permissions.js';
import type { AccountingCase, ServedTenant } from './principal.js';
import type { StoredPrivateKey } from './private-keys.repository.js';
import { TenantEntity } from './tenant.entity.js';
import { SERVED_PROPERTIES } from './tenants.repository.js';

/** A key that is usable now, with the tenant that it opens. */
export type GrantRow = ServedTenant &
  StoredPrivateKey & {
    keyId: number;
    permissions: Permission[];
    expiresAt: Date | null;
    /** The key's own choice; null: the tenant's. */
    keyCase: AccountingCase | null;
  };

/**
 * Finds keys before a tenant is known, by what a request carries. Database functions do it, one hash or public key at a
 * time: row-level security shows keys only within their tenant.
 */
@Injectable()
export class KeyGrantsRepository {
  private readonly statements: Record<'bySecret' | 'byPublicKey' | 'byId', string>;

  constructor(
    private readonly database: Database,
    source: DataSource,
  ) {
    const tenant = columnsAs(source, TenantEntity, SERVED_PROPERTIES, 'tenants');
    this.statements = {
      bySecret: granting(tenant, 'keys_by_secret($2)'),
      byPublicKey: granting(tenant, 'keys_by_public($2)'),
      byId: granting(tenant, '(SELECT * FROM api_keys WHERE tenant_id = $2 AND id = $3)'),
    };
  }

  bySecret(contract: KeyContract, hash: Buffer): Promise<GrantRow[]> {
    return this.database.system({ text: this.statements.bySecret, values: [contract, hash], connection: 'shared' });
  }

  byPublicKey(contract: KeyContract, publicKey: string): Promise<GrantRow[]> {
    return this.database.system({
      text: this.statements.byPublicKey,
      values: [contract, publicKey],
      connection: 'shared',
    });
  }

  byId(tenant: TenantId, contract: KeyContract, id: number): Promise<GrantRow[]> {
    return this.database.system({
      tenant,
      text: this.statements.byId,
      values: [contract, tenant, id],
      connection: 'shared',
    });
  }
}

// The query builder cannot select from a function. `key_standing` says what a key, limited by its makers, may do now.
const granting = (tenant: string, keys: string) => `SELECT ${tenant}, api_keys.id AS "keyId",
    standing.granted AS permissions, api_keys.secret_hash AS "secretHash", standing.ends_at AS "expiresAt",
    api_keys.accounting_case AS "keyCase", api_keys.public_key AS "publicKey", api_keys.private_key AS "privateKey"
  FROM ${keys} AS api_keys JOIN tenants ON tenants.id = api_keys.tenant_id
    CROSS JOIN LATERAL key_standing(api_keys.tenant_id, api_keys.id) AS standing
  WHERE api_keys.contract = $1 AND tenants.suspended_at IS NULL AND standing.stands`;
