import { Counter, Gauge, type Registry } from 'prom-client';

/** What this process has imported. */
export interface ImportFigures {
  readonly rows: Readonly<Record<'created' | 'joined' | 'updated' | 'unchanged' | 'refused', number>>;
  readonly runs: Readonly<Record<'finished' | 'failed', number>>;
  /** Runs that go on now. */
  readonly underWay: number;
}

export const NO_IMPORTS: ImportFigures = {
  rows: { created: 0, joined: 0, updated: 0, unchanged: 0, refused: 0 },
  runs: { finished: 0, failed: 0 },
  underWay: 0,
};

/** Adds what imports do. `current` returns the figures at the time of a question. */
export function addImportMetrics(registry: Registry, current: () => ImportFigures): void {
  const registers = [registry];
  new Counter({
    name: 'clientela_import_rows_total',
    help: 'Rows of imports that are done, by what became of them.',
    labelNames: ['outcome'] as const,
    registers,
    collect() {
      this.reset();
      for (const [outcome, count] of Object.entries(current().rows)) this.inc({ outcome }, count);
    },
  });
  new Counter({
    name: 'clientela_imports_total',
    help: 'Runs of imports that have ended.',
    labelNames: ['outcome'] as const,
    registers,
    collect() {
      this.reset();
      for (const [outcome, count] of Object.entries(current().runs)) this.inc({ outcome }, count);
    },
  });
  new Gauge({
    name: 'clientela_imports_under_way',
    help: 'Runs of imports that go on now.',
    registers,
    collect() {
      this.set(current().underWay);
    },
  });
}
