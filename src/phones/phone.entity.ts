import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { TenantId } from '../engine/tenant-database/index.js';

@Entity('phones')
export class Phone {
  @PrimaryColumn('bigint') tenantId: TenantId;
  @Column('bigint') customerId: number;
  @PrimaryColumn('bigint') id: number;
  /** As it was given. */
  @Column('text') phone: string;
  @Column('text') extension: string | null;
  /** What two numbers are compared by: E.164 and extension where it can be parsed, else as given. */
  @Column('text') phoneNormal: string;
  @Column('boolean') isWhatsapp: boolean;
  @Column('text') name: string | null;
  @Column('text') role: string | null;
  @Column('text') notes: string | null;
  /** Locked: the value cannot change, the record can neither go nor lose its place, through any contract. */
  @Column('boolean') isLocked: boolean;
  /** Flat writes alone made and changed it. False for records of which that is not known. */
  @Column('boolean') flatOnly: boolean;
  /** An older record of the customer had the value before the rule of comparing became stricter, or the country changed. */
  @Column('boolean') isTwin: boolean;
  @Column('timestamptz') createdAt: Date;
  @Column('timestamptz') updatedAt: Date;
}
