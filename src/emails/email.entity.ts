import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { TenantId } from '../engine/tenant-database/index.js';

@Entity('emails')
export class Email {
  @PrimaryColumn('bigint') tenantId: TenantId;
  @Column('bigint') customerId: number;
  @PrimaryColumn('bigint') id: number;
  /** As it was sent. */
  @Column('text') email: string;
  /** Normal form: the domain in lower-case IDNA, the local part case-folded. */
  @Column('text') emailNormal: string;
  @Column('boolean') isForInvoicing: boolean;
  @Column('text') name: string | null;
  @Column('text') role: string | null;
  @Column('text') notes: string | null;
  /** While locked, no contract can change the value, delete the record or take it out of its place. */
  @Column('boolean') isLocked: boolean;
  /** Only flat writes inserted and changed it. False for old records of which that is unknown. */
  @Column('boolean') flatOnly: boolean;
  /**
   * An older record of the customer has an equal value, since the rule of comparing became stricter or the country
   * changed.
   */
  @Column('boolean') isTwin: boolean;
  @Column('timestamptz') createdAt: Date;
  @Column('timestamptz') updatedAt: Date;
}
