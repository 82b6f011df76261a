interface Entry<Value> {
  value: Promise<Value>;
  expiresAt: number;
}

/**
 * How long a process may use what it has read about keys, users and tenants. A revocation takes effect in every process
 * within a second; this cache is the only reason why it does not take effect at once.
 */
export const REVOCATION_LAG_MS = 900;

/**
 * A cache of loaded values. The time to live begins when the load begins. Concurrent calls share one load. Failures
 * and `undefined` are not cached: what is created now must be found now.
 */
export class TtlCache<Key, Value> {
  private readonly entries = new Map<Key, Entry<Value | undefined>>();

  /** `maxEntries`: beyond it, the entry that was loaded first is dropped. */
  constructor(
    private readonly ttlMs: number,
    private readonly maxEntries = 10_000,
  ) {}

  get(key: Key, load: () => Promise<Value | undefined>): Promise<Value | undefined> {
    const now = performance.now();
    const known = this.entries.get(key);
    if (known && known.expiresAt > now) return known.value;
    const entry = { value: load(), expiresAt: now + this.ttlMs };
    this.entries.delete(key);
    this.entries.set(key, entry);
    if (this.entries.size > this.maxEntries) this.entries.delete(this.entries.keys().next().value!);
    const drop = () => this.entries.get(key) === entry && this.entries.delete(key);
    entry.value.then((value) => value === undefined && drop(), drop);
    return entry.value;
  }

  clear(): void {
    this.entries.clear();
  }
}
