import { Injectable, Logger } from '@nestjs/common';
import type { TenantId } from '../engine/tenant-database/index.js';
import { AccountEvents } from './account-events.js';
import { Encryption } from './encryption.js';
import { PrivateKeysRepository, type StoredPrivateKey } from './private-keys.repository.js';
import { derivedWord, hashSecret, sameHash } from './secrets.js';
import { SigningSecret } from './signing-secret.js';

export type { StoredPrivateKey };

export interface Reencrypted {
  /** Encrypted now under the first key. */
  encrypted: number;
  /** Encrypted under a key that this server has not got, or made with a signing secret that it has not got. */
  unreadable: number;
}

/**
 * The private halves of key pairs. The server must know them to verify signatures, so they are stored, encrypted. Those of
 * pairs that were made before follow from the public key and the signing secret; the next start encrypts and stores them.
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

  /** `undefined` where the server has not got the key that it is encrypted under, which the log tells once. */
  read(stored: StoredPrivateKey): string | undefined {
    const privateKey = this.decrypt(stored);
    if (privateKey === undefined && !this.warned) {
      this.warned = true;
      this.log.warn(
        'The private key of a key pair cannot be read: what it signs is refused, though it still opens the tenant by itself. ENCRYPTION_KEY, or JWT_SECRET without one, lacks what it was encrypted with.',
      );
    }
    return privateKey;
  }

  /** Encrypts under the first key what is not, of all tenants. Several servers may do so at once. */
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

  /** What a start does: pairs are ready for the time when an older key or signing secret is taken away. */
  async reencryptAtStart(): Promise<void> {
    try {
      const { encrypted } = await this.reencrypt();
      if (encrypted > 0)
        this.log.log(`The private keys of ${encrypted} key pairs were encrypted under the first encryption key.`);
    } catch (error) {
      this.log.error(error);
    }
  }

  /** Unless another server has just done so. */
  private async store(
    tenant: TenantId,
    { id, privateKey: before, publicKey }: StoredPrivateKey & { id: number },
    privateKey: string,
  ): Promise<boolean> {
    const isStored = await this.keys.replace(tenant, id, before, this.encrypt(privateKey, publicKey!));
    if (isStored) this.events.tell('key.reencrypted', { tenant, key: id });
    return isStored;
  }

  private decrypt({ publicKey, secretHash, privateKey }: StoredPrivateKey): string | undefined {
    if (publicKey === null) return undefined;
    if (privateKey) return this.encryption.decrypt(privateKey, publicKey);
    const derived = this.signing.all.map((secret) => derivedWord(secret, 'clientela private key', publicKey, 32));
    return derived.find((word) => sameHash(hashSecret(word), secretHash));
  }
}
