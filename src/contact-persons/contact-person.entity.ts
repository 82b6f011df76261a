import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { TenantId } from '../engine/tenant-database/index.js';

/** Somebody to talk to at a customer. One of them may be the main contact. */
@Entity('contact_persons')
export class ContactPerson {
  @PrimaryColumn('bigint') tenantId: TenantId;
  @Column('bigint') customerId: number;
  @PrimaryColumn('bigint') id: number;
  /** Unique per tenant, also against deleted contact persons. */
  @Column('text') externalKey: string | null;
  /** Twelve of a-z0-9, made once. */
  @Column('text') token: string;
  @Column('text') salutation: string | null;
  @Column('text') firstName: string | null;
  @Column('text') middleName: string | null;
  @Column('text') lastName: string | null;
  @Column('text') nameSuffix: string | null;
  @Column('text') title: string | null;
  /** An e-mail record of the customer. Null for the main contact, who shows the primary one. */
  @Column('bigint') emailId: number | null;
  /** A phone record of the customer. Null for the main contact, who shows the main one. */
  @Column('bigint') phoneId: number | null;
  @Column('timestamptz') createdAt: Date;
  @Column('timestamptz') updatedAt: Date;
  @Column('timestamptz') deletedAt: Date | null;
}
