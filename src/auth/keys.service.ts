import { Injectable } from '@nestjs/common';
import { Database, type TenantId } from '../engine/tenant-database/index.js';
import { conflict, forbidden, notFound } from '../problem.js';
import { AccountEvents } from './account-events.js';
import {
  type ApiKey,
  KEYS,
  type KeyOptions,
  type Maker,
  type NewApiKey,
  type Rotated,
  type Rotation,
} from './api-key.js';
import { ContractTerms } from './contract-terms.js';
import type { KeyContract } from './credentials.js';
import { optionalLine } from './single-line.js';
import { KEY_PERMISSIONS, type Permission } from './permissions.js';
import type { AccountingCase, Grant, Principal, Tenant } from './principal.js';
import { REVOCATION_LAG_MS, TtlCache } from './ttl-cache.js';
import { PrivateKeysService, type StoredPrivateKey } from './private-keys.service.js';
import { hashSecret, randomSecret, randomWord, sameHash } from './secrets.js';
import { TENANT_COLUMNS } from './tenants.service.js';

export type { ApiKey, KeyOptions, NewApiKey };

/** A key made by a key made by a key … : each look-up asks all of them. */
const MOST_LINKS = 8;

/** A pair that signs its requests, with the key to verify them. */
export interface SigningPair {
  grant: Grant;
  privateKey: string;
}

type GrantRow = Tenant &
  StoredPrivateKey & { keyId: number; permissions: Permission[]; expiresAt: Date | null; ofKey: AccountingCase | null };

@Injectable()
export class KeysService {
  /** What keys open, by how they were found; secrets as hashes alone. */
  private readonly opened = new TtlCache<string, GrantRow[]>(REVOCATION_LAG_MS);

  constructor(
    private readonly database: Database,
    private readonly privateKeys: PrivateKeysService,
    private readonly events: AccountEvents,
    private readonly terms: ContractTerms,
  ) {}

  /** A key that a caller makes for itself or for others: without a list it may do what its maker may, except making keys. */
  async createFor(
    caller: Principal,
    contract: KeyContract,
    { permissions: asked, ...options }: KeyOptions,
  ): Promise<NewApiKey> {
    const { tenant, permissions: own, keyId } = caller;
    if (asked?.some((permission) => !own.includes(permission)))
      throw forbidden('A key may be given no permission that its maker does not have.');
    const [standing] =
      keyId === undefined
        ? []
        : await this.database.write<{ links: number }>(tenant.id, {
            text: 'SELECT links FROM key_standing($1, $2)',
            values: [tenant.id, keyId],
          });
    if (standing && standing.links >= MOST_LINKS)
      throw forbidden(`A key that goes back to ${MOST_LINKS} keys makes no further one.`);
    const permissions = asked ?? KEY_PERMISSIONS.filter((permission) => own.includes(permission));
    return this.create(tenant.id, contract, { ...options, permissions, maker: caller }, caller.caller);
  }

  async create(tenant: TenantId, contract: KeyContract, options: KeyOptions = {}, actor?: string): Promise<NewApiKey> {
    const { name = null, permissions = KEY_PERMISSIONS, expiresAt = null, accountingCase = null, maker = {} } = options;
    const form = this.terms.keys[contract];
    const publicKey = form === 'pair' ? randomWord(32) : null;
    const secret = form === 'pair' ? randomWord(32) : randomSecret(form.prefix);
    const privateKey = publicKey && this.privateKeys.encrypt(secret, publicKey);
    const hint = publicKey?.slice(0, 8) ?? secret.slice(0, 8);
    const [made] = await this.database.write<{ id: number }>(tenant, {
      text: `INSERT INTO api_keys (tenant_id, contract, name, hint, public_key, secret_hash, permissions, expires_at, accounting_case, maker_user_id, maker_key_id, private_key)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) RETURNING id`,
      values: [
        tenant,
        contract,
        optionalLine('name', name),
        hint,
        publicKey,
        hashSecret(secret),
        permissions,
        expiresAt,
        accountingCase,
        maker.userId,
        maker.keyId,
        privateKey,
      ],
    });
    this.events.tell('key.created', { tenant, key: made!.id }, actor);
    return { ...(await this.existing(tenant, made!.id)), secret };
  }

  /**
   * Makes a key in the place of another one, which works on for some time. The new one has the name, the permissions, the
   * maker and the end of the old one. Keys that the old one has made end with it. A key is rotated once.
   */
  async rotate(tenant: TenantId, id: number, { overlapMs, expiresAt }: Rotation): Promise<Rotated> {
    const made = await this.database.transaction(tenant, async () => {
      const [old] = await this.database.write<
        KeyOptions & Maker & { contract: KeyContract; isUsable: boolean; replacedBy: number | null }
      >(tenant, {
        text: `SELECT contract, name, permissions, expires_at AS "expiresAt", accounting_case AS "accountingCase",
           maker_user_id AS "userId", maker_key_id AS "keyId", replaced_by AS "replacedBy",
         (SELECT stands FROM key_standing(tenant_id, id)) AS "isUsable" FROM api_keys WHERE tenant_id = $1 AND id = $2 FOR UPDATE`,
        values: [tenant, id],
      });
      if (!old) throw notFound('api_key');
      if (!old.isUsable) throw conflict('key_ended', 'This key has ended; make a new one.');
      // What it ends with is the overlap, which is not the end that its replacement should have.
      if (old.replacedBy !== null)
        throw conflict('key_replaced', `Key ${old.replacedBy} has taken the place of this key; rotate that one.`);
      const { contract, name, permissions, accountingCase, userId = undefined, keyId = undefined } = old;
      const options = {
        name,
        permissions,
        accountingCase,
        expiresAt: expiresAt ?? old.expiresAt,
        maker: { userId, keyId },
      };
      const fresh = await this.create(tenant, contract, options);
      await this.database.write(tenant, {
        text: `UPDATE api_keys SET replaced_by = $4, expires_at = least(expires_at, now() + $3 * interval '1 millisecond') WHERE tenant_id = $1 AND id = $2`,
        values: [tenant, id, overlapMs, fresh.id],
      });
      return fresh;
    });
    this.opened.clear();
    this.events.tell('key.rotated', { tenant, key: id, replacement: made.id });
    return { ...made, replaced: await this.existing(tenant, id) };
  }

  list(tenant: TenantId, contract?: KeyContract): Promise<ApiKey[]> {
    return this.database.write<ApiKey>(tenant, {
      text: `${KEYS} WHERE tenant_id = $1 AND ($2::text IS NULL OR contract = $2) ORDER BY id`,
      values: [tenant, contract ?? null],
    });
  }

  async find(tenant: TenantId, id: number): Promise<ApiKey | undefined> {
    const [key] = await this.database.write<ApiKey>(tenant, {
      text: `${KEYS} WHERE tenant_id = $1 AND id = $2`,
      values: [tenant, id],
    });
    return key;
  }

  private async existing(tenant: TenantId, id: number): Promise<ApiKey> {
    const key = await this.find(tenant, id);
    if (!key) throw notFound('api_key');
    return key;
  }

  /** Ends a key, and the keys that it has made, for good. Revoking it twice is no error. */
  async revoke(tenant: TenantId, id: number, contract?: KeyContract, actor?: string): Promise<ApiKey> {
    const [key] = await this.database.write<{ id: number }>(tenant, {
      text: `UPDATE api_keys SET revoked_at = coalesce(revoked_at, now())
       WHERE tenant_id = $1 AND id = $2 AND ($3::text IS NULL OR contract = $3) RETURNING id`,
      values: [tenant, id, contract ?? null],
    });
    this.opened.clear();
    if (!key) throw notFound('api_key');
    this.events.tell('key.revoked', { tenant, key: id }, actor);
    return this.existing(tenant, id);
  }

  /** What is remembered of keys may have changed. */
  forget(): void {
    this.opened.clear();
  }

  /** What a secret opens, or `undefined` when it is unknown, expired, revoked or another contract's. */
  async grantOfSecret(contract: KeyContract, secret: string): Promise<Grant | undefined> {
    const hash = hashSecret(secret);
    return grantOf(
      await this.rows(`${contract} secret ${hash.toString('base64')}`, () =>
        this.database.system({ text: BY_SECRET, values: [contract, hash], connection: 'shared' }),
      ),
      hash,
    );
  }

  async grantOfPair(contract: KeyContract, publicKey: string, secret: string): Promise<Grant | undefined> {
    return grantOf(await this.ofPublicKey(contract, publicKey), hashSecret(secret));
  }

  /** What a pair opens that signs in place of showing its private key, or `undefined` when it is unknown, expired, revoked or another contract's. */
  async signingPair(contract: KeyContract, publicKey: string): Promise<SigningPair | undefined> {
    for (const row of await this.ofPublicKey(contract, publicKey)) {
      const privateKey = this.privateKeys.read(row);
      const grant = privateKey === undefined ? undefined : grantOf([row], hashSecret(privateKey));
      if (privateKey !== undefined && grant) return { grant, privateKey };
    }
    return undefined;
  }

  /** For sessions that a key opened earlier: does the key still stand? */
  async grantOfKey(contract: KeyContract, tenant: TenantId, id: number): Promise<Grant | undefined> {
    return grantOf(
      await this.rows(`${contract} id ${tenant} ${id}`, () =>
        this.database.system({ tenant, text: BY_ID, values: [contract, tenant, id], connection: 'shared' }),
      ),
    );
  }

  private ofPublicKey(contract: KeyContract, publicKey: string): Promise<GrantRow[]> {
    return this.rows(`${contract} public ${publicKey}`, () =>
      this.database.system({ text: BY_PUBLIC, values: [contract, publicKey], connection: 'shared' }),
    );
  }

  private async rows(key: string, ask: () => Promise<GrantRow[]>): Promise<GrantRow[]> {
    const rows = await this.opened.get(key, async () => {
      const found = await ask();
      return found.length > 0 ? found : undefined;
    });
    return (rows ?? []).filter(({ expiresAt }) => expiresAt === null || expiresAt.getTime() > Date.now());
  }
}

// A key is asked for what it is good for at this moment, together with those that made it.
const granting = (keys: string) =>
  `SELECT ${TENANT_COLUMNS}, api_keys.id AS "keyId", standing.granted AS permissions, api_keys.secret_hash AS "secretHash", standing.ends_at AS "expiresAt",
   api_keys.accounting_case AS "ofKey", api_keys.public_key AS "publicKey", api_keys.private_key AS "privateKey" FROM ${keys} AS api_keys JOIN tenants ON tenants.id = api_keys.tenant_id
   CROSS JOIN LATERAL key_standing(api_keys.tenant_id, api_keys.id) AS standing
   WHERE api_keys.contract = $1 AND tenants.suspended_at IS NULL AND standing.stands`;

const BY_SECRET = granting('keys_by_secret($2)');
const BY_PUBLIC = granting('keys_by_public($2)');
const BY_ID = granting('(SELECT * FROM api_keys WHERE tenant_id = $2 AND id = $3)');

function grantOf(rows: GrantRow[], hash?: Buffer): Grant | undefined {
  const row = rows.find(({ secretHash }) => hash === undefined || sameHash(secretHash, hash));
  if (!row) return undefined;
  const { keyId, permissions, secretHash, expiresAt, ofKey, publicKey: _, privateKey: __, ...tenant } = row;
  return {
    caller: `key:${keyId}`,
    keyId,
    tenants: [{ tenant: ofKey ? { ...tenant, accountingCase: ofKey } : tenant, permissions }],
  };
}
