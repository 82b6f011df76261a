import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { TenantId } from '../engine/tenant-database/index.js';
import type { IdKind } from '../own-ids.js';

/** An ID of a record in one contract: the one that the contract shows, or one that the record had there before. */
@Entity('wire_ids')
export class WireId {
  @PrimaryColumn('bigint') tenantId: TenantId;
  @PrimaryColumn('text') contract: string;
  @PrimaryColumn('text') kind: IdKind;
  @PrimaryColumn('text') wireId: string;
  @Column('bigint') recordId: number;
  @Column('boolean') isCurrent: boolean;
}
