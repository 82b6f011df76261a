import type { TenantId } from '../engine/tenant-database/index.js';
import type { Versioned } from './versions.js';

type Found = Map<number, Versioned>;

/** The look-ups of one tenant that travel together. */
interface Batch {
  readonly ids: Set<number>;
  readonly found: Promise<Found>;
}

/**
 * Looks up versions for conditional reads. Those that arrive in one turn of the event loop are one statement, because
 * a statement takes most of the time of an answer without a body.
 */
export class VersionLookUps {
  private readonly waiting = new Map<TenantId, Batch>();

  constructor(
    private readonly read: (tenant: TenantId, ids: readonly number[]) => Promise<(Versioned & { id: number })[]>,
  ) {}

  async versionOf(tenant: TenantId, id: number): Promise<Versioned | undefined> {
    const batch = this.waiting.get(tenant) ?? this.begin(tenant);
    batch.ids.add(id);
    return (await batch.found).get(id);
  }

  private begin(tenant: TenantId): Batch {
    const ids = new Set<number>();
    const found = new Promise<Found>((resolve, reject) => {
      setImmediate(() => {
        this.waiting.delete(tenant);
        this.read(tenant, [...ids]).then((rows) => resolve(new Map(rows.map((row) => [row.id, row]))), reject);
      });
    });
    const batch = { ids, found };
    this.waiting.set(tenant, batch);
    return batch;
  }
}
