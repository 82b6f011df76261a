import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { TenantId } from '../database/tenant-id.js';

/** Somebody to talk to at a customer. One of them may be the main contact. */
@Entity('contact_persons')
export class ContactPerson {
  @PrimaryColumn('bigint') tenantId: TenantId;
  @Column('bigint') customerId: number;
  @PrimaryColumn('bigint') id: number;
  @Column('text') salutation: string | null;
  @Column('text') firstName: string | null;
  @Column('text') lastName: string | null;
  @Column('timestamptz') createdAt: Date;
  @Column('timestamptz') updatedAt: Date;
}
