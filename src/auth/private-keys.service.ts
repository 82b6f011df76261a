import { Injectable, Logger } from '@nestjs/common';
import type { TenantId } from '../engine/tenant-database/index.js';
import { AccountEvents } from './account-events.js';
import { Encryption } from './encryption.js';
import { PrivateKeysRepository, type StoredPrivateKey } from './private-keys.repository.js';
import { derivedWord, hashSecret, sameHash } from './secrets.js';
import { SigningSecret } from './signing-secret.js';

export type { StoredPrivateKey };

export interface Reencrypted {
  /** How many are now encrypted under the first key. */
  encrypted: number;
  /** How many need an encryption key or a signing secret that this server does not have. */
  unreadable: number;
}

/**
 * The private keys of key pairs. The server needs them to verify signatures, so they are stored, encrypted. For older
 * pairs they are derived from the public key and the signing secret; the next start encrypts and stores them.
 */
@Injectable()
export class PrivateKeysService {
  private readonly log = new Logger('Keys');
  private warned = false;

  constructor(
    private readonly keys: PrivateKeysRepository,
    private readonly encryption: Encryption,
    private readonly signing: SigningSecret,
    private readonly events: AccountEvents,
  ) {}

  encrypt(privateKey: string, publicKey: string): Buffer {
    return this.encryption.encrypt(privateKey, publicKey);
  }

  /** Returns `undefined` if the server does not have the encryption key; the log says so once. */
  read(stored: StoredPrivateKey): string | undefined {
    const privateKey = this.decrypt(stored);
    if (privateKey === undefined && !this.warned) {
      this.warned = true;
      this.log.warn(
        'The private key of a key pair cannot be decrypted, so requests that it signs are refused; HTTP Basic still works. ' +
          'ENCRYPTION_KEY (or JWT_SECRET, if there is no ENCRYPTION_KEY) lacks the key that encrypted it.',
      );
    }
    return privateKey;
  }

  /** Encrypts all private keys, of all tenants, under the first key. Several servers may do so at once. */
  async reencrypt(): Promise<Reencrypted> {
    const sum = { encrypted: 0, unreadable: 0 };
    const { id: keyId } = this.encryption;
    for (const tenant of await this.keys.tenantsWithOtherKeys(keyId)) {
      const rows = await this.keys.outdated(tenant, keyId);
      for (const row of rows) {
        const privateKey = this.read(row);
        if (privateKey === undefined) sum.unreadable++;
        else if (await this.store(tenant, row, privateKey)) sum.encrypted++;
      }
    }
    return sum;
  }

  /** Runs when a server starts, so that older encryption keys and signing secrets can be removed later. */
  async reencryptAtStart(): Promise<void> {
    try {
      const { encrypted } = await this.reencrypt();
      if (encrypted > 0)
        this.log.log(`The private keys of ${encrypted} key pairs were encrypted under the first encryption key.`);
    } catch (error) {
      this.log.error(error);
    }
  }

  /** Returns false if another server has just done so. */
  private async store(
    tenant: TenantId,
    { id, privateKey: before, publicKey }: StoredPrivateKey & { id: number },
    privateKey: string,
  ): Promise<boolean> {
    const isStored = await this.keys.replace(tenant, id, before, this.encrypt(privateKey, publicKey!));
    if (isStored) this.events.record('key.reencrypted', { tenant, key: id });
    return isStored;
  }

  private decrypt({ publicKey, secretHash, privateKey }: StoredPrivateKey): string | undefined {
    if (publicKey === null) return undefined;
    if (privateKey) return this.encryption.decrypt(privateKey, publicKey);
    const derived = this.signing.all.map((secret) => derivedWord(secret, 'clientela private key', publicKey, 32));
    return derived.find((word) => sameHash(hashSecret(word), secretHash));
  }
}
