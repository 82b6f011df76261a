import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { TenantId } from '../engine/tenant-database/index.js';
import type { Permission } from './permissions.js';

/** A user works for a tenant, with these permissions there. */
@Entity('memberships')
export class Membership {
  @PrimaryColumn('bigint') tenantId: TenantId;
  @PrimaryColumn('bigint') userId: number;
  @Column('text', { array: true }) permissions: Permission[];
  @Column('timestamptz') createdAt: Date;
}
