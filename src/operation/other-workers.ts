import type { MeteredTenants } from './metered-tenants.js';

/** The other worker processes that listen on the same port. */
export abstract class OtherWorkers {
  /** Sends this worker's metrics (as JSON) and returns those of the others. */
  abstract figures(own: string): Promise<string[]>;

  /** Gives a tenant figures of its own in all workers, if there is room. */
  abstract addTenant(tenant: number): Promise<MeteredTenants>;
}
