import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { TenantId } from '../engine/tenant-database/index.js';

/** A person to talk to at a customer. One of them may be the main contact. */
@Entity('contact_persons')
export class ContactPerson {
  @PrimaryColumn('bigint') tenantId: TenantId;
  @Column('bigint') customerId: number;
  @PrimaryColumn('bigint') id: number;
  /** Unique per tenant, also against deleted contact persons. */
  @Column('text') externalKey: string | null;
  /** Twelve characters of a-z0-9, generated once. */
  @Column('text') token: string;
  @Column('text') salutation: string | null;
  @Column('text') firstName: string | null;
  @Column('text') middleName: string | null;
  @Column('text') lastName: string | null;
  @Column('text') nameSuffix: string | null;
  @Column('text') title: string | null;
  /** An email record of the customer. Null for the main contact, which shows the customer's primary email. */
  @Column('bigint') emailId: number | null;
  /** A phone record of the customer. Null for the main contact, which shows the customer's main phone. */
  @Column('bigint') phoneId: number | null;
  @Column('timestamptz') createdAt: Date;
  @Column('timestamptz') updatedAt: Date;
  @Column('timestamptz') deletedAt: Date | null;
  /** When its customer was created. The database sets it. */
  @Column('timestamptz') customerCreatedAt: Date;
}
