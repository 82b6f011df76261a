import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { TenantId } from '../engine/tenant-database/index.js';
import type { Draft } from './draft.js';
import type { Outcome } from './import.entity.js';

/** Why a row is refused. */
export interface Fault {
  field: string;
  /** The beginning of the value, as text. */
  value?: string;
  why: string;
}

/** What is left out of a row, and why. */
export type Note = Fault;

/** A field of which the customer here has another value than the row that joins it. */
export interface Disagreement {
  field: string;
  here: string;
  there: string;
  /** Which of them the customer has afterwards. */
  wins: 'here' | 'there';
  /** The rule that says so. */
  rule: string;
}

/** A staged row. */
@Entity('import_rows')
export class ImportRow {
  @PrimaryColumn('bigint') tenantId: TenantId;
  @PrimaryColumn('bigint') importId: number;
  /** Its number in the file, from 1. */
  @PrimaryColumn('bigint') row: number;
  /** The ID of the customer in the source. */
  @Column('text') sourceId: string | null;
  @Column('uuid') digest: string;
  /** As it came. */
  @Column('text') content: string | null;
  @Column('jsonb') draft: Draft | null;
  @Column('text') externalKey: string | null;
  @Column('text') token: string | null;
  /** The ID of the parent in the source. */
  @Column('text') parent: string | null;
  @Column('text') outcome: Outcome | null;
  @Column('jsonb') faults: Fault[] | null;
  @Column('jsonb') notes: Note[] | null;
  /** Parents have a lower turn than their children. */
  @Column('jsonb') disagreements: Disagreement[] | null;
  @Column('integer') turn: number;
  @Column('bigint') customerId: number | null;
  @Column('bigint') parentId: number | null;
  @Column('bigint') version: number | null;
  @Column('boolean') isDone: boolean;
}
