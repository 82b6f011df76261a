import { Injectable, Logger } from '@nestjs/common';
import { Database } from '../database/database.js';
import type { TenantId } from '../database/tenant-id.js';
import { notFound } from '../problem.js';
import type { KeyContract } from './credentials.js';
import { optionalLine } from './lines.js';
import { PERMISSIONS, type Permission } from './permissions.js';
import type { AccountingCase, Grant, Tenant } from './principal.js';
import { BRIEFLY, Remembered } from './remembered.js';
import { derivedWord, hashSecret, randomSecret, randomWord, sameHash } from './secrets.js';
import { SigningSecret } from './signing-secret.js';
import { TENANT_COLUMNS } from './tenants.service.js';

/** A key as it may be shown later: never its secret. */
export interface ApiKey {
  id: number;
  contract: KeyContract;
  name: string | null;
  /** The first letters, to tell keys apart. */
  hint: string;
  publicKey: string | null;
  permissions: Permission[];
  /** How accounting's answers to this key are spelled; null: as the tenant's. */
  accountingCase: AccountingCase | null;
  createdAt: Date;
  expiresAt: Date | null;
  revokedAt: Date | null;
}

/** A key on the one occasion that its secret is known. */
export interface NewApiKey extends ApiKey {
  secret: string;
}

export interface KeyOptions {
  name?: string | null;
  permissions?: readonly Permission[];
  expiresAt?: Date | null;
  accountingCase?: AccountingCase | null;
}

const KEY_COLUMNS = `id, contract, name, hint, public_key AS "publicKey", permissions, accounting_case AS "accountingCase",
  created_at AS "createdAt", expires_at AS "expiresAt", revoked_at AS "revokedAt"`;
const USABLE = 'api_keys.revoked_at IS NULL AND (api_keys.expires_at IS NULL OR api_keys.expires_at > now())';

/** How a secret of each contract looks, so that a leaked one can be recognised. */
const NEW_SECRET: Record<Exclude<KeyContract, 'billing'>, () => string> = {
  accounting: () => randomSecret('bc_'),
  clients: () => randomSecret('gtk_'),
  erp: () => randomSecret('xt_'),
};

/** A pair that signs its requests, with the key to verify them. */
export interface SigningPair {
  grant: Grant;
  privateKey: string;
}

type GrantRow = Tenant & { keyId: number; permissions: Permission[]; secretHash: Buffer; expiresAt: Date | null; ofKey: AccountingCase | null };

@Injectable()
export class KeysService {
  private readonly log = new Logger('Keys');
  /** What keys open, by how they were found; secrets as hashes alone. */
  private readonly opened = new Remembered<string, GrantRow[]>(BRIEFLY);
  private warned = false;

  constructor(
    private readonly database: Database,
    private readonly signing: SigningSecret,
  ) {}

  async create(tenant: TenantId, contract: KeyContract, options: KeyOptions = {}): Promise<NewApiKey> {
    const { name = null, permissions = PERMISSIONS, expiresAt = null, accountingCase = null } = options;
    const publicKey = contract === 'billing' ? randomWord(32) : null;
    const secret = contract === 'billing' ? this.privateKeyOf(publicKey!) : NEW_SECRET[contract]();
    const [key] = await this.database.query<ApiKey>(
      tenant,
      `INSERT INTO api_keys (tenant_id, contract, name, hint, public_key, secret_hash, permissions, expires_at, accounting_case)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) RETURNING ${KEY_COLUMNS}`,
      [tenant, contract, optionalLine('name', name), publicKey?.slice(0, 8) ?? secret.slice(0, 8), publicKey, hashSecret(secret), permissions, expiresAt, accountingCase],
    );
    return { ...key!, secret };
  }

  list(tenant: TenantId, contract?: KeyContract): Promise<ApiKey[]> {
    return this.database.query<ApiKey>(
      tenant,
      `SELECT ${KEY_COLUMNS} FROM api_keys WHERE tenant_id = $1 AND ($2::text IS NULL OR contract = $2) ORDER BY id`,
      [tenant, contract ?? null],
    );
  }

  async find(tenant: TenantId, id: number): Promise<ApiKey | undefined> {
    const [key] = await this.database.query<ApiKey>(tenant, `SELECT ${KEY_COLUMNS} FROM api_keys WHERE tenant_id = $1 AND id = $2`, [tenant, id]);
    return key;
  }

  /** Ends a key for good. Revoking it twice is no error. */
  async revoke(tenant: TenantId, id: number, contract?: KeyContract): Promise<ApiKey> {
    const [key] = await this.database.query<ApiKey>(
      tenant,
      `UPDATE api_keys SET revoked_at = coalesce(revoked_at, now())
       WHERE tenant_id = $1 AND id = $2 AND ($3::text IS NULL OR contract = $3) RETURNING ${KEY_COLUMNS}`,
      [tenant, id, contract ?? null],
    );
    this.opened.forget();
    if (!key) throw notFound('api_key');
    return key;
  }

  /** What a secret opens, or `undefined` when it is unknown, expired, revoked or another contract's. */
  async grantOfSecret(contract: KeyContract, secret: string): Promise<Grant | undefined> {
    const hash = hashSecret(secret);
    return grantOf(await this.rows(`${contract} secret ${hash.toString('base64')}`, () => this.database.queryBeforeTenant(BY_SECRET, [contract, hash])), hash);
  }

  async grantOfPair(contract: KeyContract, publicKey: string, secret: string): Promise<Grant | undefined> {
    return grantOf(await this.ofPublicKey(contract, publicKey), hashSecret(secret));
  }

  /** What a pair opens that signs in place of showing its private key, or `undefined` when it is unknown, expired, revoked or another contract's. */
  async signingPair(contract: KeyContract, publicKey: string): Promise<SigningPair | undefined> {
    const privateKey = this.privateKeyOf(publicKey);
    const rows = await this.ofPublicKey(contract, publicKey);
    const grant = grantOf(rows, hashSecret(privateKey));
    if (!grant && rows.length > 0) this.warnOfAnotherSecret();
    return grant && { grant, privateKey };
  }

  /** For sessions that a key opened earlier: does the key still stand? */
  async grantOfKey(contract: KeyContract, tenant: TenantId, id: number): Promise<Grant | undefined> {
    return grantOf(await this.rows(`${contract} id ${tenant} ${id}`, () => this.database.query(tenant, BY_ID, [contract, tenant, id])));
  }

  private ofPublicKey(contract: KeyContract, publicKey: string): Promise<GrantRow[]> {
    return this.rows(`${contract} public ${publicKey}`, () => this.database.queryBeforeTenant(BY_PUBLIC, [contract, publicKey]));
  }

  private async rows(key: string, ask: () => Promise<GrantRow[]>): Promise<GrantRow[]> {
    const rows = await this.opened.get(key, async () => {
      const found = await ask();
      return found.length > 0 ? found : undefined;
    });
    return (rows ?? []).filter(({ expiresAt }) => expiresAt === null || expiresAt.getTime() > Date.now());
  }

  // Whoever verifies a signature needs the key itself. It is stored nowhere: it follows from the public key and the server's secret.
  private privateKeyOf(publicKey: string): string {
    return derivedWord(this.signing.secret, 'clientela private key', publicKey, 32);
  }

  private warnOfAnotherSecret(): void {
    if (!this.warned) this.log.warn('The signing secret is another one than a key pair was made with: what such a pair signs is refused. Its private key still opens the tenant by itself.');
    this.warned = true;
  }
}

const granting = (keys: string) =>
  `SELECT ${TENANT_COLUMNS}, api_keys.id AS "keyId", api_keys.permissions, api_keys.secret_hash AS "secretHash", api_keys.expires_at AS "expiresAt",
   api_keys.accounting_case AS "ofKey" FROM ${keys} AS api_keys JOIN tenants ON tenants.id = api_keys.tenant_id WHERE api_keys.contract = $1 AND ${USABLE}`;

const BY_SECRET = granting('keys_by_secret($2)');
const BY_PUBLIC = granting('keys_by_public($2)');
const BY_ID = granting('(SELECT * FROM api_keys WHERE tenant_id = $2 AND id = $3)');

function grantOf(rows: GrantRow[], hash?: Buffer): Grant | undefined {
  const row = rows.find(({ secretHash }) => hash === undefined || sameHash(secretHash, hash));
  if (!row) return undefined;
  const { keyId, permissions, secretHash, expiresAt, ofKey, ...tenant } = row;
  return { caller: `key:${keyId}`, tenants: [{ tenant: ofKey ? { ...tenant, accountingCase: ofKey } : tenant, permissions }] };
}
