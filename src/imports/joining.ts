import type { TenantId } from '../engine/tenant-database/index.js';
import type { Draft } from './draft.js';
import type { Import } from './import.entity.js';

/** A row that no earlier import has linked to a customer. */
export interface Newcomer {
  row: number;
  draft: Draft;
}

/**
 * The port to whatever can tell that a customer of a source is here already. A row that it names a customer for is
 * joined to that; all others become new customers.
 */
export interface Joining {
  customersOf(tenant: TenantId, planned: Import, rows: readonly Newcomer[]): Promise<ReadonlyMap<number, number>>;
  /** The plan is made. */
  finish(tenant: TenantId, planned: Import): Promise<void>;
  /** These customers are removed for good. */
  forget(tenant: TenantId, customers: readonly number[]): Promise<void>;
}

/** Where a module registers itself, so that imports need not know it. */
export class ImportPorts {
  joining?: Joining;
}
