import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { TenantId } from '../engine/tenant-database/index.js';

/** A nonce that a key pair has signed with. It cannot be used again until `rememberedUntil`. */
@Entity('signed_nonces')
export class SignedNonce {
  @PrimaryColumn('bigint') tenantId: TenantId;
  @PrimaryColumn('text') publicKey: string;
  @PrimaryColumn('text') nonce: string;
  @Column('timestamptz') rememberedUntil: Date;
}
