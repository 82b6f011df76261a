import { Injectable } from '@nestjs/common';
import { Database, type TenantId } from '../engine/tenant-database/index.js';
import { conflict, forbidden, notFound } from '../problem.js';
import { actingAs } from '../origin.js';
import { AccountEvents } from './account-events.js';
import { ApiKeysRepository } from './api-keys.repository.js';
import { ContractTerms } from './contract-terms.js';
import { KeyGrantsService } from './key-grants.service.js';
import { type ApiKey, type KeyOptions, type NewApiKey, type Rotated, type Rotation } from './api-key.js';
import type { KeyContract } from './credentials.js';
import { optionalLine } from './single-line.js';
import { KEY_PERMISSIONS, type Permission, PERMISSIONS } from './permissions.js';
import type { Principal } from './principal.js';
import { PrivateKeysService } from './private-keys.service.js';
import { hashSecret, randomSecret, randomWord } from './secrets.js';

export type { ApiKey, KeyOptions, NewApiKey };

/** Limits chains of keys that were made by keys: each check of a key looks at all its makers. */
const MAX_LINKS = 8;

@Injectable()
export class KeysService {
  constructor(
    private readonly database: Database,
    private readonly rows: ApiKeysRepository,
    private readonly grants: KeyGrantsService,
    private readonly privateKeys: PrivateKeysService,
    private readonly events: AccountEvents,
    private readonly terms: ContractTerms,
  ) {}

  /** Makes a key for a caller. By default it has the caller's permissions, except making keys. */
  async createFor(
    caller: Principal,
    contract: KeyContract,
    { permissions: asked, ...options }: KeyOptions,
  ): Promise<NewApiKey> {
    const { tenant, permissions: own, keyId } = caller;
    if (asked?.some((permission) => !own.includes(permission)))
      throw forbidden('A key may be given no permission that its maker does not have.');
    if (keyId !== undefined && (await this.rows.linksOf(tenant.id, keyId)) >= MAX_LINKS)
      throw forbidden(`A key that goes back to ${MAX_LINKS} keys makes no further one.`);
    const permissions = asked ?? KEY_PERMISSIONS.filter((permission) => own.includes(permission));
    return this.create(tenant.id, contract, { ...options, permissions, maker: caller }, caller.caller);
  }

  async create(tenant: TenantId, contract: KeyContract, options: KeyOptions = {}, actor?: string): Promise<NewApiKey> {
    const { name = null, permissions = KEY_PERMISSIONS, expiresAt = null, accountingCase = null, maker = {} } = options;
    const form = this.terms.keys[contract];
    const publicKey = form === 'pair' ? randomWord(32) : null;
    const secret = form === 'pair' ? randomWord(32) : randomSecret(form.prefix);
    const privateKey = publicKey === null ? null : this.privateKeys.encrypt(secret, publicKey);
    const hint = publicKey?.slice(0, 8) ?? secret.slice(0, 8);
    const id = await this.rows.add(tenant, {
      contract,
      name: optionalLine('name', name),
      hint,
      publicKey,
      secretHash: hashSecret(secret),
      permissions: [...permissions],
      expiresAt,
      accountingCase,
      makerUserId: maker.userId ?? null,
      makerKeyId: maker.keyId ?? null,
      privateKey,
    });
    this.events.record('key.created', { tenant, key: id }, actor);
    return { ...(await this.get(tenant, id)), secret };
  }

  /**
   * Replaces a key by a new one with the same name, permissions, maker and expiry. The old key still works during the
   * overlap. Keys that the old key has made end with it. A key is rotated at most once.
   */
  async rotate(
    tenant: TenantId,
    id: number,
    { overlapMs, expiresAt }: Rotation,
    own: readonly Permission[] = PERMISSIONS,
  ): Promise<Rotated> {
    const made = await this.database.transaction(tenant, async () => {
      const old = await this.rows.lock(tenant, id);
      if (!old) throw notFound('api_key');
      if (old.permissions.some((permission) => !own.includes(permission)))
        throw forbidden('A caller rotates only a key whose permissions it has.');
      if (!old.isUsable) throw conflict('key_ended', 'This key has ended; make a new one.');
      // A replaced key expires with its overlap; its replacement must not inherit that expiry.
      if (old.replacedBy !== null)
        throw conflict('key_replaced', `Key ${old.replacedBy} has taken the place of this key; rotate that one.`);
      const { contract, name, permissions, accountingCase, makerUserId, makerKeyId } = old;
      const fresh = await this.create(tenant, contract, {
        name,
        permissions,
        accountingCase,
        expiresAt: expiresAt ?? old.expiresAt,
        maker: { userId: makerUserId ?? undefined, keyId: makerKeyId ?? undefined },
      });
      await this.rows.replace(tenant, id, fresh.id, overlapMs);
      return fresh;
    });
    this.grants.clearCache();
    this.events.record('key.rotated', { tenant, key: id, replacement: made.id });
    return { ...made, replaced: await this.get(tenant, id) };
  }

  /** Rotates a key for a caller, who learns the new secret: only a key that may do no more than the caller. */
  rotateFor({ tenant, permissions, caller }: Principal, id: number, rotation: Rotation): Promise<Rotated> {
    return actingAs(caller, () => this.rotate(tenant.id, id, rotation, permissions));
  }

  list(tenant: TenantId, contract?: KeyContract): Promise<ApiKey[]> {
    return this.rows.list(tenant, contract);
  }

  find(tenant: TenantId, id: number): Promise<ApiKey | undefined> {
    return this.rows.find(tenant, id);
  }

  private async get(tenant: TenantId, id: number): Promise<ApiKey> {
    const key = await this.find(tenant, id);
    if (!key) throw notFound('api_key');
    return key;
  }

  /** Ends a key, and the keys that it has made, for good. Revoking a key twice is not an error. */
  async revoke(tenant: TenantId, id: number, contract?: KeyContract, actor?: string): Promise<ApiKey> {
    const isKnown = await this.rows.revoke(tenant, id, contract);
    this.grants.clearCache();
    if (!isKnown) throw notFound('api_key');
    this.events.record('key.revoked', { tenant, key: id }, actor);
    return this.get(tenant, id);
  }
}
