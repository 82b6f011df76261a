import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { TenantId } from '../engine/tenant-database/index.js';

export const LEDGER_KINDS = ['invoice', 'payment', 'credit', 'adjustment'] as const;
export type LedgerKind = (typeof LEDGER_KINDS)[number];

/** One movement of a customer's balance. Entries are added, never changed; the database refuses anything else. */
@Entity('ledger_entries')
export class LedgerEntry {
  @PrimaryColumn('bigint') tenantId: TenantId;
  @PrimaryColumn('bigint') id: number;
  @Column('bigint') customerId: number;
  /** The customer that paid, if it was another one. */
  @Column('bigint') payerId: number | null;
  @Column('text') kind: LedgerKind;
  /** Decimal text in `currency`. */
  @Column('numeric') amount: string;
  @Column('char', { length: 3 }) currency: string;
  @Column('timestamptz') occurredAt: Date;
  /** Unique per tenant. */
  @Column('text') reference: string | null;
  @Column('timestamptz') createdAt: Date;
}
