import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { TenantId } from '../engine/tenant-database/index.js';

/** The customer that a row of a source has become. */
@Entity('import_links')
export class ImportLink {
  @PrimaryColumn('bigint') tenantId: TenantId;
  @PrimaryColumn('text') source: string;
  @PrimaryColumn('text') sourceId: string;
  @Column('bigint') customerId: number;
  /** The import that has made it. */
  @Column('bigint') importId: number;
  /** Of the row that came last. */
  @Column('uuid') digest: string;
  /** The ID of a parent that has not come yet. */
  @Column('text') parent: string | null;
}
