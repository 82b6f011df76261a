import type { MigrationCost } from '../test/upgrade/migration-locks.js';

export interface Row extends MigrationCost {
  customers: number;
}

/** The generated part of docs/operations.md. */
export const MIGRATIONS = /<!-- migrations: .*? -->[^]*<!-- \/migrations -->/;

export const migrationsText = (
  rows: readonly Row[],
): string => `<!-- migrations: written by npm run bench:migrations -->
| migration | waits | for | customers | of a million |
|---|---|---|---|---|
${rows.map(line).join('\n')}
| all of them | | | | ${time(rows.reduce((sum, row) => sum + ofMillion(row), 0))} |
<!-- /migrations -->`;

function line(row: Row): string {
  const { name, waits, tables, milliseconds, customers } = row;
  const waiting = waits === 'nothing' ? '–' : `${waits} of ${listed(tables)}`;
  const number = customers.toLocaleString('en');
  return `| ${name.replace(/\d+$/, ' $&')} | ${waiting} | ${time(milliseconds)} | ${number} | ${time(ofMillion(row))} |`;
}

/** What takes less does not grow with the customers. */
const INSTANT = 100;

const ofMillion = ({ milliseconds, customers }: Row) =>
  milliseconds < INSTANT ? milliseconds : (milliseconds * 1_000_000) / customers;

const listed = (tables: readonly string[]) =>
  tables.length > 4 ? `${tables.length} tables` : tables.map((name) => `\`${name}\``).join(', ');

function time(milliseconds: number): string {
  if (milliseconds < INSTANT) return 'below 0.1 s';
  return milliseconds < 10_000 ? `${(milliseconds / 1_000).toFixed(1)} s` : `${Math.round(milliseconds / 1_000)} s`;
}
