import { Injectable } from '@nestjs/common';
import { KeyGrantsService } from '../auth/key-grants.service.js';
import type { Principal, TenantGrant } from '../auth/principal.js';
import { UsersService } from '../auth/users.service.js';
import type { TenantId } from '../engine/tenant-database/index.js';
import { WEBHOOK_CONTRACTS } from './webhook.js';
import type { StoredWebhook } from './webhooks.repository.js';

/** Finds what the maker of a webhook may do now: a webhook is shown no more than its maker may see. */
@Injectable()
export class WebhookMakers {
  constructor(
    private readonly keys: KeyGrantsService,
    private readonly users: UsersService,
  ) {}

  /** Undefined if the maker has ended, or may not read customers any more. */
  async principalOf(webhook: StoredWebhook): Promise<Principal | undefined> {
    const { tenant, makerUserId, makerKeyId } = webhook;
    const grants = makerKeyId === null ? await this.users.grantsOf(makerUserId!) : await this.ofKey(tenant, makerKeyId);
    const grant = grants.find((one) => one.tenant.id === tenant);
    if (!grant?.permissions.includes('customers:read')) return undefined;
    const maker = makerKeyId === null ? { userId: makerUserId! } : { keyId: makerKeyId };
    return { tenant: grant.tenant, permissions: grant.permissions, caller: webhook.maker, ...maker };
  }

  private async ofKey(tenant: TenantId, id: number): Promise<readonly TenantGrant[]> {
    for (const contract of WEBHOOK_CONTRACTS) {
      const grant = await this.keys.grantOfKey(contract, tenant, id);
      if (grant) return grant.tenants;
    }
    return [];
  }
}
