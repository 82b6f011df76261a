import { setTimeout as pause } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import type { TenantId } from '../engine/tenant-database/index.js';
import { type Owner, removeTenant, type RowsRemoved, TenantRows } from '../database/tenant-rows.js';
import { AccountEvents } from './account-events.js';
import { KeyGrantsService } from './key-grants.service.js';
import { type TenantAccount, type TenantDetails, TenantsRepository } from './tenants.repository.js';
import { UserAccountsService } from './user-accounts.service.js';
import { UsersService } from './users.service.js';

/** The columns of keys that an export shows. A column that is added later is not exported, because it may be secret. */
const KEY_COLUMNS = [
  'tenant_id',
  'id',
  'contract',
  'name',
  'hint',
  'public_key',
  'permissions',
  'accounting_case',
  'created_at',
  'expires_at',
  'revoked_at',
  'last_used_at',
  'maker_user_id',
  'maker_key_id',
  'replaced_by',
];

/** After this time, in milliseconds, every process knows of a change. */
const EVERYWHERE = 1_000;

export type { TenantAccount, TenantDetails };

/** Manages tenants for an operator. Changes take effect in every process within a second. */
@Injectable()
export class TenantAccountsService {
  constructor(
    private readonly tenants: TenantsRepository,
    private readonly rows: TenantRows,
    private readonly keys: KeyGrantsService,
    private readonly users: UsersService,
    private readonly userAccounts: UserAccountsService,
    private readonly events: AccountEvents,
  ) {}

  list(): Promise<TenantAccount[]> {
    return this.tenants.listAccounts();
  }

  async get(id: TenantId): Promise<TenantDetails> {
    const tenant = await this.tenants.details(id);
    if (!tenant) throw new Error(`There is no tenant ${id}`);
    return tenant;
  }

  /** Refuses every credential of the tenant. Its rows stay as they are. */
  async suspend(id: TenantId): Promise<TenantDetails> {
    await this.setSuspended(id, true);
    this.events.record('tenant.suspended', { tenant: id });
    return this.get(id);
  }

  async resume(id: TenantId): Promise<TenantDetails> {
    await this.setSuspended(id, false);
    this.events.record('tenant.resumed', { tenant: id });
    return this.get(id);
  }

  /**
   * Exports all rows of the tenant from one snapshot, as lines of JSON: the tenant, its users, and then each table. No
   * line has the hash of a password or key.
   */
  async *export(id: TenantId): AsyncGenerator<string> {
    const tenant = await this.tenants.findAccount(id);
    // Recorded first, because a reader that stops early has seen rows too.
    this.events.record('tenant.exported', { tenant: id });
    yield line('tenants', JSON.stringify(tenant));
    for (const user of await this.userAccounts.list(id)) {
      yield line('users', JSON.stringify({ ...user, tenants: undefined }));
    }
    for await (const { table, row } of this.rows.of(id, { api_keys: KEY_COLUMNS })) yield line(table, row);
  }

  /**
   * Removes the tenant with all of its rows, for good. Its users stay, also those with no other tenant. The tenant is
   * suspended first, so that every process refuses its requests before the rows are removed.
   */
  async delete(id: TenantId, owner: Owner): Promise<RowsRemoved> {
    await this.suspend(id);
    await pause(EVERYWHERE);
    const removed = await removeTenant(owner, id);
    this.forget();
    this.events.record('tenant.deleted', { tenant: id });
    return removed;
  }

  private async setSuspended(id: TenantId, isSuspended: boolean): Promise<void> {
    await this.tenants.setSuspended(id, isSuspended);
    this.forget();
  }

  private forget(): void {
    this.users.clearCache();
    this.keys.clearCache();
  }
}

const line = (table: string, row: string) => `{"table":${JSON.stringify(table)},"row":${row}}\n`;
