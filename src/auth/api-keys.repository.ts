import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { fenced } from '../database/fence.js';
import { TenantRepository } from '../database/tenant.repository.js';
import { Database, type TenantId } from '../engine/tenant-database/index.js';
import type { ApiKey } from './api-key.js';
import { ApiKeyEntity } from './api-key.entity.js';
import type { KeyContract } from './credentials.js';

const NEW_PROPERTIES = [
  'contract',
  'name',
  'hint',
  'publicKey',
  'secretHash',
  'permissions',
  'expiresAt',
  'accountingCase',
  'makerUserId',
  'makerKeyId',
  'privateKey',
] as const satisfies readonly (keyof ApiKeyEntity)[];

export type NewApiKeyRow = Pick<ApiKeyEntity, (typeof NEW_PROPERTIES)[number]>;

const LOCKED_PROPERTIES = [
  'contract',
  'name',
  'permissions',
  'expiresAt',
  'accountingCase',
  'makerUserId',
  'makerKeyId',
  'replacedBy',
] as const satisfies readonly (keyof ApiKeyEntity)[];

/** A key whose row is locked, so that two rotations cannot both replace it. */
export type LockedApiKey = Pick<ApiKeyEntity, (typeof LOCKED_PROPERTIES)[number]> & { isUsable: boolean };

const OF_CONTRACT = '(:contract::text IS NULL OR contract = :contract)';

/** The rows of API keys, for managing them. What a key opens: `KeyGrantsRepository`. */
@Injectable()
export class ApiKeysRepository extends TenantRepository<ApiKeyEntity> {
  private readonly statements;

  constructor(database: Database, source: DataSource) {
    super(database, source, ApiKeyEntity);
    this.statements = {
      add: fenced(this.inserting(NEW_PROPERTIES).returning('id')),
      list: fenced(`${SHOWN} WHERE tenant_id = :tenant AND ${OF_CONTRACT} ORDER BY id`),
      find: fenced(`${SHOWN} WHERE tenant_id = :tenant AND id = :id`),
      links: fenced('SELECT links FROM key_standing(:tenant, :id)'),
      lock: fenced(
        this.select(LOCKED_PROPERTIES)
          .addSelect('(SELECT stands FROM key_standing("t"."tenant_id", "t"."id"))', 'isUsable')
          .andWhere('t.id = :id')
          .setLock('pessimistic_write'),
      ),
      replace: fenced(
        this.updating({
          replacedBy: () => ':replacement',
          expiresAt: () => "least(expiresAt, now() + :overlapMs * interval '1 millisecond')",
        }).andWhere('id = :id'),
      ),
      revoke: fenced(
        this.updating({ revokedAt: () => 'least(revokedAt, now())' })
          .andWhere(`id = :id AND ${OF_CONTRACT}`)
          .returning('id'),
      ),
      noteUse: fenced(
        this.updating({ lastUsedAt: () => 'now()' })
          .andWhere('id = ANY (:ids::bigint[])')
          .andWhere("(lastUsedAt IS NULL OR lastUsedAt < now() - interval '50 seconds')"),
      ),
    };
  }

  async add(tenant: TenantId, key: NewApiKeyRow): Promise<number> {
    const [added] = await this.write<{ id: number }>(tenant, this.statements.add, key);
    return added!.id;
  }

  /** Of all contracts, or of one. */
  list(tenant: TenantId, contract?: KeyContract): Promise<ApiKey[]> {
    return this.write<ApiKey>(tenant, this.statements.list, { contract });
  }

  async find(tenant: TenantId, id: number): Promise<ApiKey | undefined> {
    return (await this.write<ApiKey>(tenant, this.statements.find, { id }))[0];
  }

  /** How many keys the chain has: this key, its maker, the maker's maker … */
  async linksOf(tenant: TenantId, id: number): Promise<number> {
    return (await this.write<{ links: number }>(tenant, this.statements.links, { id }))[0]?.links ?? 0;
  }

  /** Locks the row until the transaction ends. */
  async lock(tenant: TenantId, id: number): Promise<LockedApiKey | undefined> {
    return (await this.write<LockedApiKey>(tenant, this.statements.lock, { id }))[0];
  }

  /** Names the key that replaces this one, which ends after the overlap, or earlier if it would have. */
  async replace(tenant: TenantId, id: number, replacement: number, overlapMs: number): Promise<void> {
    await this.write(tenant, this.statements.replace, { id, replacement, overlapMs });
  }

  /** False if the tenant has no such key (of this contract). A key that is revoked already keeps its time. */
  async revoke(tenant: TenantId, id: number, contract?: KeyContract): Promise<boolean> {
    return (await this.write(tenant, this.statements.revoke, { id, contract })).length > 0;
  }

  /** Writes that these keys were used now, unless another process wrote it less than a minute ago. */
  async noteUse(tenant: TenantId, ids: readonly number[]): Promise<void> {
    await this.write(tenant, this.statements.noteUse, { ids });
  }
}

// The query builder cannot select from a function. `key_standing` says what a key, limited by its makers, may do now.
const SHOWN = `SELECT id, contract, name, hint, public_key AS "publicKey", standing.granted AS permissions,
    accounting_case AS "accountingCase", created_at AS "createdAt",
    coalesce('key:' || maker_key_id, 'user:' || maker_user_id) AS maker,
    standing.ends_at AS "expiresAt", standing.ended_at AS "revokedAt",
    replaced_by AS "replacedBy", last_used_at AS "lastUsedAt", standing.stands AS "isUsable"
  FROM api_keys CROSS JOIN LATERAL key_standing(tenant_id, id) AS standing`;
