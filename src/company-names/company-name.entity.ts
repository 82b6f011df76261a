import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { TenantId } from '../engine/tenant-database/index.js';

/** A legal name (razón social) under which a customer is invoiced. The customer's row points at the default one. */
@Entity('company_names')
export class CompanyName {
  @PrimaryColumn('bigint') tenantId: TenantId;
  @Column('bigint') customerId: number;
  @PrimaryColumn('bigint') id: number;
  @Column('text') name: string;
  @Column('text') taxId: string | null;
  @Column('text') billingEmail: string | null;
  @Column('text') address: string | null;
  @Column('text') billingAddress: string | null;
  @Column('boolean') isActive: boolean;
  @Column('timestamptz') createdAt: Date;
  @Column('timestamptz') updatedAt: Date;
}
