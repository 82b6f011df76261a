import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { TenantId } from '../engine/tenant-database/index.js';

export type ImportState = 'staging' | 'planning' | 'planned' | 'running' | 'done' | 'undoing' | 'undone';

/** What a server is to do with an import. */
export type Work = 'pull' | 'plan' | 'run' | 'undo';

export const OUTCOMES = ['create', 'join', 'update', 'unchanged', 'refused'] as const;
/** What happens to a row. */
export type Outcome = (typeof OUTCOMES)[number];
export type Totals = Record<Outcome, number>;

/** A move of customers from another system. */
@Entity('imports')
export class Import {
  @PrimaryColumn('bigint') tenantId: TenantId;
  @PrimaryColumn('bigint') id: number;
  @Column('text') name: string;
  /** Where the rows come from. Imports of one source name a customer by the same ID. */
  @Column('text') source: string;
  /** The contract whose words the rows have. */
  @Column('text') contract: string;
  /** For each word of the contract, the column of a foreign file. */
  @Column('jsonb') mapping: Record<string, string> | null;
  @Column('text') actor: string;
  @Column('text') state: ImportState;
  /** How many rows are staged. */
  @Column('bigint') staged: number;
  /** How often each key came that has no place in the record. */
  @Column('jsonb') leftOver: Record<string, number>;
  /** Of the plan, and after the run of what was done. */
  @Column('jsonb') totals: Totals | null;
  @Column('text') digest: string | null;
  @Column('integer') turn: number;
  @Column('bigint') bookmark: number;
  /** The work that a server is to do. */
  @Column('text') wanted: Work | null;
  /** Why the last work ended before its end. */
  @Column('text') failure: string | null;
  /** The base URL of the running system that rows are pulled from. */
  @Column('text') pulledFrom: string | null;
  /** For that system, encrypted. They are removed after the pull. */
  @Column('bytea') credentials: Buffer | null;
  /** The next page of the pull. */
  @Column('text') place: string | null;
  @Column('timestamptz') createdAt: Date;
  @Column('timestamptz') changedAt: Date;
}
