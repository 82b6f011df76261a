/** Which tenants have figures of their own: the first ones that were seen, up to a limit. */
export interface MeteredTenants {
  readonly tenants: readonly number[];
  /** No further tenant will have figures of its own. */
  readonly isFull: boolean;
}

/** Keeps the list for all processes of a server, so that each of them counts the same tenants apart. */
export class ListOfTenants {
  private readonly tenants = new Set<number>();

  constructor(private readonly limit: number) {}

  /** Adds a tenant if there is room. */
  add(tenant: number): MeteredTenants {
    if (this.tenants.size < this.limit) this.tenants.add(tenant);
    return { tenants: [...this.tenants], isFull: this.tenants.size >= this.limit };
  }
}

export type AddTenant = (tenant: number) => MeteredTenants | Promise<MeteredTenants>;

/** What is told of a tenant without figures of its own. */
const OTHER = 'other';

/** The label of each tenant: its ID or `other`. */
export class TenantLabels {
  private readonly known = new Map<number, string>();
  private readonly asked = new Map<number, Promise<void>>();
  private isFull = false;

  constructor(private readonly add: AddTenant) {}

  /** Calls `count` with the label, at once unless this process meets the tenant for the first time. */
  with(tenant: number, count: (label: string) => void): void {
    const known = this.known.get(tenant);
    if (known !== undefined) count(known);
    else if (this.isFull) count(OTHER);
    else void this.ask(tenant).then(() => count(this.known.get(tenant) ?? OTHER));
  }

  private ask(tenant: number): Promise<void> {
    let asked = this.asked.get(tenant);
    if (!asked) this.asked.set(tenant, (asked = this.learn(tenant)));
    return asked;
  }

  private async learn(tenant: number): Promise<void> {
    try {
      const { tenants, isFull } = await this.add(tenant);
      for (const one of tenants) this.known.set(one, String(one));
      this.isFull = isFull;
    } catch {
      // The supervisor ends, and this process with it.
    } finally {
      this.asked.delete(tenant);
    }
  }
}
