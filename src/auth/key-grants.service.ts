import { Injectable } from '@nestjs/common';
import type { TenantId } from '../engine/tenant-database/index.js';
import type { KeyContract } from './credentials.js';
import { type GrantRow, KeyGrantsRepository } from './key-grants.repository.js';
import type { Grant } from './principal.js';
import { PrivateKeysService } from './private-keys.service.js';
import { hashSecret, sameHash } from './secrets.js';
import { REVOCATION_LAG_MS, TtlCache } from './ttl-cache.js';

/** What a key pair grants, and the private key to verify its signatures with. */
export interface SigningPair {
  grant: Grant;
  privateKey: string;
}

/** Checks the keys that requests carry. */
@Injectable()
export class KeyGrantsService {
  /** By how the key was found. A secret is part of a cache key only as its hash. */
  private readonly opened = new TtlCache<string, GrantRow[]>(REVOCATION_LAG_MS);

  constructor(
    private readonly rows: KeyGrantsRepository,
    private readonly privateKeys: PrivateKeysService,
  ) {}

  /** Call it after keys have changed. */
  clearCache(): void {
    this.opened.clear();
  }

  /** What a secret grants. `undefined` if it is unknown, expired, revoked or of another contract; also below. */
  async grantOfSecret(contract: KeyContract, secret: string): Promise<Grant | undefined> {
    const hash = hashSecret(secret);
    return grantOf(
      await this.cached(`${contract} secret ${hash.toString('base64')}`, () => this.rows.bySecret(contract, hash)),
      hash,
    );
  }

  async grantOfPair(contract: KeyContract, publicKey: string, secret: string): Promise<Grant | undefined> {
    return grantOf(await this.ofPublicKey(contract, publicKey), hashSecret(secret));
  }

  /** For a key pair that signs its requests and does not send its private key. */
  async signingPair(contract: KeyContract, publicKey: string): Promise<SigningPair | undefined> {
    for (const row of await this.ofPublicKey(contract, publicKey)) {
      const privateKey = this.privateKeys.read(row);
      const grant = privateKey === undefined ? undefined : grantOf([row], hashSecret(privateKey));
      if (privateKey !== undefined && grant) return { grant, privateKey };
    }
    return undefined;
  }

  /** For a session that a key opened earlier. */
  async grantOfKey(contract: KeyContract, tenant: TenantId, id: number): Promise<Grant | undefined> {
    return grantOf(await this.cached(`${contract} id ${tenant} ${id}`, () => this.rows.byId(tenant, contract, id)));
  }

  private ofPublicKey(contract: KeyContract, publicKey: string): Promise<GrantRow[]> {
    return this.cached(`${contract} public ${publicKey}`, () => this.rows.byPublicKey(contract, publicKey));
  }

  private async cached(key: string, load: () => Promise<GrantRow[]>): Promise<GrantRow[]> {
    const rows = await this.opened.get(key, async () => {
      const found = await load();
      return found.length > 0 ? found : undefined;
    });
    return (rows ?? []).filter(({ expiresAt }) => expiresAt === null || expiresAt.getTime() > Date.now());
  }
}

function grantOf(rows: GrantRow[], hash?: Buffer): Grant | undefined {
  const row = rows.find(({ secretHash }) => hash === undefined || sameHash(secretHash, hash));
  if (!row) return undefined;
  const { keyId, permissions, secretHash, expiresAt, keyCase, publicKey: _, privateKey: __, ...tenant } = row;
  return {
    caller: `key:${keyId}`,
    keyId,
    tenants: [{ tenant: keyCase ? { ...tenant, accountingCase: keyCase } : tenant, permissions }],
  };
}
