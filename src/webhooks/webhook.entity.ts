import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { TenantId } from '../engine/tenant-database/index.js';
import type { Turn } from '../database/kept-changes.js';
import type { EndReason, PauseReason, ShownBy, WebhookContract, WebhookState } from './webhook.js';

/** A webhook as it is stored; `Webhook` is what may be shown of it. */
@Entity('webhooks')
export class WebhookEntity {
  @PrimaryColumn('bigint') tenantId: TenantId;
  @PrimaryColumn('bigint') id: number;
  @Column('text') contract: WebhookContract;
  @Column('text') url: string;
  @Column('text') description: string | null;
  @Column('text', { array: true }) kinds: Turn[] | null;
  @Column('text') shownBy: ShownBy | null;
  @Column('bytea') secrets: Buffer;
  @Column('bigint') makerUserId: number | null;
  @Column('bigint') makerKeyId: number | null;
  @Column('integer') era: number;
  /** An xid8, as text. */
  @Column('text') writtenBy: string;
  /** As text: it may be above the numbers that JavaScript has. */
  @Column('bigint') seq: string;
  @Column('integer') replays: number;
  @Column('integer') revision: number;
  @Column('text') state: WebhookState;
  @Column('text') reason: PauseReason | EndReason | null;
  @Column('timestamptz') stateSince: Date;
  @Column('integer') failures: number;
  @Column('timestamptz') failingSince: Date | null;
  @Column('timestamptz') deliveredAt: Date | null;
  @Column('timestamptz') pausedUntil: Date | null;
  @Column('text') outcome: string | null;
  @Column('timestamptz') servedAt: Date;
  @Column('timestamptz') createdAt: Date;
}
