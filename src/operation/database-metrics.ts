import { Counter, Gauge, type Registry } from 'prom-client';
import type { DatabasePool, Replica } from '../engine/tenant-database/index.js';

/** Adds connections, and the replica if there is one. */
export function addDatabaseMetrics(registry: Registry, pool: DatabasePool, replica: Replica): void {
  new Gauge({
    name: 'clientela_database_pool',
    help: 'Connections in all (total) and without work (idle); requests that wait for one (waiting).',
    labelNames: ['state'] as const,
    registers: [registry],
    collect() {
      for (const [state, count] of Object.entries(pool.counts())) this.set({ state }, count);
    },
  });
  if (replica.counts()) addReplicaMetrics(registry, replica);
}

function addReplicaMetrics(registry: Registry, replica: Replica): void {
  const registers = [registry];
  new Counter({
    name: 'clientela_database_reads_total',
    help: 'Reads outside a transaction, by the server that answered.',
    labelNames: ['server'] as const,
    registers,
    collect() {
      this.reset();
      for (const [server, count] of Object.entries(replica.counts()!.answered)) this.inc({ server }, count);
    },
  });
  new Gauge({
    name: 'clientela_database_replica_in_use',
    help: 'Whether reads are sent to the replica.',
    registers,
    // With several workers: 1 only if all of them use it.
    aggregator: 'min',
    collect() {
      this.set(replica.counts()!.inUse ? 1 : 0);
    },
  });
  const lag = (unit: 'seconds' | 'bytes', help: string) =>
    new Gauge({
      name: `clientela_database_replica_lag_${unit}`,
      help: `${help} Missing while one of the servers does not answer.`,
      registers,
      aggregator: 'max',
      async collect() {
        const found = await replica.lag();
        if (found) this.set(found[unit]);
        else this.remove();
      },
    });
  lag('seconds', 'For how long the replica has not replayed what the primary had written.');
  lag('bytes', 'How much of the write-ahead log the replica has not replayed.');
}
