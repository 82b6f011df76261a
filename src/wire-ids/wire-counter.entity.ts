import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { TenantId } from '../engine/tenant-database/index.js';
import type { IdKind } from '../own-ids.js';

/** The next ID that a contract gives to a record: a prefix and a number of at least `width` digits. */
@Entity('wire_counters')
export class WireCounter {
  @PrimaryColumn('bigint') tenantId: TenantId;
  @PrimaryColumn('text') contract: string;
  @PrimaryColumn('text') kind: IdKind;
  /** Whether new records get IDs of this kind. */
  @Column('boolean') isOwn: boolean;
  @Column('text') prefix: string;
  @Column('integer') width: number;
  @Column('numeric') next: string;
  @Column('numeric') most: string;
}
