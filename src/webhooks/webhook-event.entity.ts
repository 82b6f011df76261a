import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { TenantId } from '../engine/tenant-database/index.js';

/** An event that the cursor of a webhook has passed and that has not arrived. It has no values of the record. */
@Entity('webhook_events')
export class WebhookEvent {
  @PrimaryColumn('bigint') tenantId: TenantId;
  @PrimaryColumn('bigint') webhookId: number;
  @PrimaryColumn('integer') era: number;
  /** An xid8, as text. */
  @PrimaryColumn('text') writtenBy: string;
  @PrimaryColumn('bigint') seq: string;
  @Column('bigint') customerId: number;
  @Column('integer') failures: number;
  @Column('timestamptz') failingSince: Date | null;
  /** When it may be tried again. Null: at once. */
  @Column('timestamptz') until: Date | null;
  @Column('text') outcome: string | null;
  /** Set if it is not tried any more. */
  @Column('timestamptz') leftOutAt: Date | null;
}
