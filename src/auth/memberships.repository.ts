import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { columnsAs } from '../database/compiled-statement.js';
import { fenced } from '../database/fence.js';
import { TenantRepository } from '../database/tenant.repository.js';
import { Database, type TenantId } from '../engine/tenant-database/index.js';
import { Membership } from './membership.entity.js';
import type { Permission } from './permissions.js';
import type { ServedTenant } from './principal.js';
import { TenantEntity } from './tenant.entity.js';
import { SERVED_PROPERTIES } from './tenants.repository.js';

/** A tenant that a user works for. */
export type GrantedTenant = ServedTenant & { permissions: Permission[]; sessionGeneration: number };

@Injectable()
export class MembershipsRepository extends TenantRepository<Membership> {
  private readonly statements;
  private readonly grants: string;

  constructor(database: Database, source: DataSource) {
    super(database, source, Membership);
    this.statements = {
      add: fenced(this.inserting(['userId', 'permissions']).orUpdate(['permissions'], ['tenant_id', 'user_id'])),
      remove: fenced(this.deleting().andWhere('userId = :userId')),
    };
    this.grants = grants(columnsAs(source, TenantEntity, SERVED_PROPERTIES, 'tenants'));
  }

  /** Adds a membership, or changes its permissions. */
  async put(tenant: TenantId, userId: number, permissions: readonly Permission[]): Promise<void> {
    await this.write(tenant, this.statements.add, { userId, permissions });
  }

  async delete(tenant: TenantId, userId: number): Promise<void> {
    await this.write(tenant, this.statements.remove, { userId });
  }

  /** Ends all memberships of a user, also those of suspended tenants. */
  async deleteAllOf(userId: number): Promise<void> {
    const tenants = await this.database.system<{ id: TenantId }>({ text: TENANTS_OF, values: [userId] });
    for (const { id } of tenants) await this.delete(id, userId);
  }

  /** The tenants that a user works for, oldest membership first. None if the user is suspended or deleted. */
  grantsOf(userId: number): Promise<GrantedTenant[]> {
    return this.database.system<GrantedTenant>({ text: this.grants, values: [userId], connection: 'shared' });
  }
}

// The query builder cannot select from a function. This one reads across tenants, which row-level security forbids.
const grants = (tenant: string) => `SELECT ${tenant}, memberships.permissions,
    users.session_generation AS "sessionGeneration"
  FROM memberships_of($1) AS memberships JOIN tenants ON tenants.id = memberships.tenant_id
    JOIN users ON users.id = memberships.user_id
  WHERE users.deleted_at IS NULL AND users.suspended_at IS NULL AND tenants.suspended_at IS NULL
  ORDER BY memberships.created_at, tenants.id`;

// Row-level security shows the memberships of one tenant at a time, so each is deleted by a statement of its tenant.
const TENANTS_OF = 'SELECT tenant_id AS id FROM memberships_of($1) ORDER BY tenant_id';
