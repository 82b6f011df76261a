import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { TenantId } from '../engine/tenant-database/index.js';

/** The highest nonce that a caller (`user:7`, `key:9`) has spent. Text in code: numbers end at 2^53. */
@Entity('erp_nonces')
export class ErpNonce {
  @PrimaryColumn('bigint') tenantId: TenantId;
  @PrimaryColumn('text') caller: string;
  @Column('bigint') nonce: string;
}
