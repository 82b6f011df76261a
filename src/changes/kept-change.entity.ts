import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { OriginRow, Patch, RecordKind, RowChange } from '../database/kept-changes.js';
import type { TenantId } from '../engine/tenant-database/index.js';

/**
 * One row of a customer's record that a transaction added, changed or removed. Triggers insert it. The rows of one
 * customer with equal `writtenBy` are one change.
 */
@Entity('changes')
export class KeptChange {
  @PrimaryColumn('bigint') tenantId: TenantId;
  @PrimaryColumn('bigint') customerId: number;
  @PrimaryColumn('bigint') seq: number;
  /** The era of the database, in which numbers of transactions rise. */
  @Column('integer') era: number;
  /** The transaction, as text: an xid8. */
  @Column('text') writtenBy: string;
  @Column('timestamptz') at: Date;
  /** In rows of the customer itself. */
  @Column('bigint') version: number | null;
  @Column('text') record: RecordKind;
  @Column('bigint') recordId: number;
  @Column('text') kind: RowChange;
  @Column('text', { array: true }) origin: OriginRow;
  @Column('jsonb') patch: Patch;
}
