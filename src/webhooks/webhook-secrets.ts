import { Injectable, Logger } from '@nestjs/common';
import { Encryption } from '../auth/encryption.js';
import type { Reencrypted } from '../auth/private-keys.service.js';
import { randomWord } from '../auth/secrets.js';
import type { TenantId } from '../engine/tenant-database/index.js';
import { newSecret, rotated, type SigningSecret } from '../engine/webhooks/index.js';
import type { WebhookContract } from './webhook.js';
import { WebhooksRepository } from './webhooks.repository.js';

type Of = { tenant: TenantId; id: number };

/** The secrets of webhooks. The server needs them to sign, so they are stored, encrypted. */
@Injectable()
export class WebhookSecrets {
  private readonly log = new Logger('Webhooks');

  constructor(
    private readonly webhooks: WebhooksRepository,
    private readonly encryption: Encryption,
  ) {}

  create(contract: WebhookContract): string {
    return contract === 'billing' ? randomWord(32) : newSecret();
  }

  encrypt(webhook: Of, secrets: readonly SigningSecret[]): Buffer {
    return this.encryption.encrypt(JSON.stringify(secrets), about(webhook));
  }

  /** Undefined if the server does not have the key that encrypted them. */
  read(webhook: Of, encrypted: Buffer): SigningSecret[] | undefined {
    const text = this.encryption.decrypt(encrypted, about(webhook));
    return text === undefined ? undefined : (JSON.parse(text) as SigningSecret[]);
  }

  /** The secrets after a rotation. The old ones go on for so many milliseconds. */
  rotated(old: readonly SigningSecret[], secret: string, overlap: number): SigningSecret[] {
    return rotated(old, secret, Date.now(), overlap);
  }

  /** Encrypts the secrets of all webhooks, of all tenants, under the first key. Several servers may do so at once. */
  async reencrypt(): Promise<Reencrypted> {
    const sum = { encrypted: 0, unreadable: 0 };
    const { id: keyId } = this.encryption;
    for (const tenant of await this.webhooks.tenantsWithOtherSecrets(keyId))
      for (const { id, secrets: before } of await this.webhooks.outdated(tenant, keyId)) {
        const secrets = this.read({ tenant, id }, before);
        if (!secrets) sum.unreadable++;
        else if (await this.webhooks.replaceSecrets(tenant, id, before, this.encrypt({ tenant, id }, secrets)))
          sum.encrypted++;
      }
    return sum;
  }

  /** Runs when a server starts, so that older encryption keys can be removed later. */
  async reencryptAtStart(): Promise<void> {
    await this.reencrypt().catch((error: unknown) => this.log.error(error));
  }
}

/** Authenticated with the secrets, so that those of one webhook are not valid for another. */
const about = ({ tenant, id }: Of) => `webhook ${tenant} ${id}`;
