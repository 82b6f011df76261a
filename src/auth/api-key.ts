import type { KeyContract } from './credentials.js';
import type { Permission } from './permissions.js';
import type { AccountingCase, Principal } from './principal.js';

/** A key as it may be shown later: never its secret. */
export interface ApiKey {
  id: number;
  contract: KeyContract;
  name: string | null;
  /** The first letters, to tell keys apart. */
  hint: string;
  publicKey: string | null;
  /** What it may do at this moment: no more than its maker. */
  permissions: Permission[];
  /** How accounting's answers to this key are spelled; null: as the tenant's. */
  accountingCase: AccountingCase | null;
  createdAt: Date;
  /** `user:7` or `key:9`; null: made on the command line, or before makers were kept. */
  maker: string | null;
  /** The earliest end of the key and of those that made it. */
  expiresAt: Date | null;
  /** When it, or one that made it, was ended for good. */
  revokedAt: Date | null;
  /** The key that has taken its place. */
  replacedBy: number | null;
  /** Exact to a minute or so. */
  lastUsedAt: Date | null;
  /** Whether it opens the tenant at this moment, as far as the key is concerned. */
  isUsable: boolean;
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
  maker?: Maker;
}

export interface Rotation {
  /** How long the old key works on. */
  overlapMs: number;
  /** When the new key ends; without it, when the old one would have. */
  expiresAt?: Date;
}

/** The new key, and the old one as it is from now on. */
export interface Rotated extends NewApiKey {
  replaced: ApiKey;
}

/** The user, or the key, that makes a key; the new one never outlives or outgrows it. */
export type Maker = Pick<Principal, 'userId' | 'keyId'>;
