import type { TenantId } from '../engine/tenant-database/index.js';

/** The numbering of each kind of IDs in each contract: `native` or `own`. */
export type Numberings = Record<string, Record<string, string>>;

/** Which IDs contracts show of a tenant's records. */
export interface NumberingPort {
  of(tenant: TenantId): Promise<Numberings>;
  /** Refuses what is no numbering of a kind that a contract has. */
  read(wanted: unknown): Numberings;
  /** Changes the named kinds. Answers all. */
  set(tenant: TenantId, wanted: Numberings): Promise<Numberings>;
}

/** What follows from another country of a tenant. Modules above register here when the application starts. */
export class TenantPorts {
  /** Compares the stored numbers in the new country. */
  countryChanged: (tenant: TenantId) => Promise<unknown> = () => Promise.resolve();
  numbering: NumberingPort;
}
