import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { TenantId } from '../engine/tenant-database/index.js';
import type { KeyContract } from './credentials.js';
import type { Permission } from './permissions.js';
import type { AccountingCase } from './principal.js';

/** An API key as it is stored; `ApiKey` is what may be shown of it. */
@Entity('api_keys')
export class ApiKeyEntity {
  @PrimaryColumn('bigint') tenantId: TenantId;
  @PrimaryColumn('bigint') id: number;
  @Column('text') contract: KeyContract;
  @Column('text') name: string | null;
  @Column('text') hint: string;
  /** Only key pairs (billing) have one. */
  @Column('text') publicKey: string | null;
  @Column('bytea') secretHash: Buffer;
  /** What its maker gave it. It may do less: never more than its maker may do at that moment. */
  @Column('text', { array: true }) permissions: Permission[];
  @Column('timestamptz') createdAt: Date;
  @Column('timestamptz') expiresAt: Date | null;
  @Column('timestamptz') revokedAt: Date | null;
  /** Null: as the tenant's. */
  @Column('text') accountingCase: AccountingCase | null;
  @Column('bigint') makerUserId: number | null;
  @Column('bigint') makerKeyId: number | null;
  @Column('timestamptz') lastUsedAt: Date | null;
  /** Encrypted; its first eight bytes name the encryption key. Null for pairs older than this column. */
  @Column('bytea') privateKey: Buffer | null;
  @Column('bigint') replacedBy: number | null;
}
