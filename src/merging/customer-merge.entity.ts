import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { TenantId } from '../engine/tenant-database/index.js';
import type { Moved } from './moved.js';

/** Two customers that became one. While it stands, the IDs of the one that is gone lead to the other. */
@Entity('customer_merges')
export class CustomerMerge {
  @PrimaryColumn('bigint') tenantId: TenantId;
  @PrimaryColumn('bigint') id: number;
  @Column('bigint') intoId: number;
  @Column('bigint') goneId: number;
  @Column('timestamptz') mergedAt: Date;
  /** The caller: `user:7`, `key:9`. */
  @Column('text') mergedBy: string;
  @Column('timestamptz') undoneAt: Date | null;
  @Column('jsonb') moved: Moved;
}
