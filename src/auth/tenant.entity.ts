import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { TenantId } from '../engine/tenant-database/index.js';
import type { AccountingCase, BillingTimes } from './principal.js';

/** A tenant as it is stored; `Tenant` is the part that requests use. */
@Entity('tenants')
export class TenantEntity {
  @PrimaryColumn('bigint') id: TenantId;
  @Column('text') slug: string;
  @Column('text') domain: string;
  @Column('text') name: string;
  @Column('char') baseCurrency: string;
  @Column('char') defaultCountry: string;
  @Column('text') timeZone: string;
  @Column('timestamptz') createdAt: Date;
  @Column('text') accountingCase: AccountingCase;
  @Column('text') billingTimes: BillingTimes;
  @Column('integer') joinAt: number;
  @Column('integer') reviewAt: number;
  @Column('integer') settingsVersion: number;
  /** `clients.customer`: the kinds of IDs that a contract has of its own. */
  @Column('text', { array: true }) ownIds: string[];
  /** The kinds of IDs that new records get: those, and one that is being switched on. */
  @Column('text', { array: true }) givenIds: string[];
  @Column('timestamptz') suspendedAt: Date | null;
}
