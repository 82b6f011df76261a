import type { TenantId } from '../engine/tenant-database/index.js';

/** What follows from another country of a tenant. Modules above register here when the application starts. */
export class TenantPorts {
  /** Compares the stored numbers in the new country. */
  countryChanged: (tenant: TenantId) => Promise<unknown> = () => Promise.resolve();
}
