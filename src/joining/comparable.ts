import type { TenantId } from '../engine/tenant-database/index.js';
import type { Description } from './description.js';

/** A row that can be compared: a customer, or a row of an import. */
export interface DescribedRow {
  id: number;
  /** Rises when the row changes. */
  version: number;
  /** Null if the row is no customer any more. */
  description: Description | null;
}

/** Where rows come from. An import implements it for its own rows. */
export interface Comparable {
  /** 0 for customers; the ID of an import. */
  readonly source: number;
  /** Describes rows. Those that do not exist are left out. */
  describe(tenant: TenantId, ids: readonly number[]): Promise<DescribedRow[]>;
}

export const CUSTOMERS = 0;
