import type { KeyContract } from './credentials.js';
import type { Permission } from './permissions.js';
import type { AccountingCase, Principal } from './principal.js';

/** A key without its secret. */
export interface ApiKey {
  id: number;
  contract: KeyContract;
  name: string | null;
  /** Its first letters, to tell keys apart. */
  hint: string;
  publicKey: string | null;
  /** What it may do now: never more than its maker. */
  permissions: Permission[];
  /** The case of property names in accounting responses. Null: the tenant's setting. */
  accountingCase: AccountingCase | null;
  createdAt: Date;
  /** `user:7` or `key:9`. Null: made on the command line, or before makers were stored. */
  maker: string | null;
  /** The earliest expiry of the key and its makers. */
  expiresAt: Date | null;
  /** When the key or one of its makers was revoked. */
  revokedAt: Date | null;
  /** The key that replaced it when it was rotated. */
  replacedBy: number | null;
  /** Precise to about a minute. */
  lastUsedAt: Date | null;
  /** Whether the key is valid now. Its tenant may still be suspended. */
  isUsable: boolean;
}

/** A new key. Its secret is not stored and not shown again. */
export interface NewApiKey extends ApiKey {
  secret: string;
}

export interface KeyOptions {
  name?: string | null;
  permissions?: readonly Permission[];
  expiresAt?: Date | null;
  accountingCase?: AccountingCase | null;
  maker?: Maker;
}

export interface Rotation {
  /** How long the old key still works. */
  overlapMs: number;
  /** When the new key expires. Default: when the old key would have expired. */
  expiresAt?: Date;
}

/** The new key, and the old one with its new expiry. */
export interface Rotated extends NewApiKey {
  replaced: ApiKey;
}

/** The user or the key that makes a key. The new key is never valid longer, and may never do more, than its maker. */
export type Maker = Pick<Principal, 'userId' | 'keyId'>;
