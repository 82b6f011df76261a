import { execFileSync } from 'node:child_process';
import { join, resolve } from 'node:path';
import { ID_FORMS } from '../src/contracts/index.js';
import { asCommand, BuiltServer } from '../test/support/built-server.js';
import { CASES, credentials, titleOf } from './cases.js';
import { fill } from './database.js';
import { inTurn, measured, type Side, told } from './measure.js';
import { makeDemo, onPostgres, ownSessions, PRODUCTION } from './servers.js';

/**
 * Compares this build with that of another checkout, in paired rounds: `npm run bench:pair -- ../other`. Each has a
 * database of its own with its own tables and the same customers. With `BENCH_NUMBERING=own`, the contracts of this
 * build show IDs of their own, which equal the native ones: `npm run bench:pair -- .` then tells what they cost.
 */
const CUSTOMERS = Number(process.env.BENCH_CUSTOMERS ?? 100_000);
const SECONDS = Number(process.env.BENCH_SECONDS ?? 2);
const ROUNDS = Number(process.env.BENCH_ROUNDS ?? 11);
const ONLY = process.env.BENCH_ONLY ?? '';
const NUMBERING = process.env.BENCH_NUMBERING ?? 'native';
const CONNECTIONS = 48;

const HERE = resolve(__dirname, '..');

/** A build under load. */
interface Paired {
  /** Runs a case for some seconds. */
  run: (title: string) => Promise<Side>;
}

const withBuild = (name: string, checkout: string, work: (build: Paired) => Promise<void>): Promise<void> =>
  onPostgres(`pair-${name}`, async (postgres, place) => {
    const main = asCommand(join(checkout, 'dist/src/main.js'));
    const demo = await makeDemo(place, postgres, main);
    await fill(postgres.url, demo.tenant.id, 1, CUSTOMERS);
    if (name === 'here') numberBy(place, postgres.url, checkout, demo.tenant.slug);
    const server = new BuiltServer(place, { ...PRODUCTION, DATABASE_URL: postgres.url }, main);
    await server.start();
    try {
      const job = {
        side: 'server',
        url: server.url,
        headers: await credentials(server.url, demo),
        ownHeaders: await ownSessions(server.url, postgres.url, demo, CONNECTIONS),
        customers: CUSTOMERS,
        seconds: SECONDS,
        connections: CONNECTIONS,
      } as const;
      await work({ run: (title) => measured({ ...job, cases: [title] }, server.pid, postgres.pid) });
    } finally {
      await server.stop();
    }
  });

function numberBy(place: string, database: string, checkout: string, slug: string): void {
  if (NUMBERING === 'native') return;
  const program = join(checkout, 'dist/src/cli/main.js');
  for (const contract of Object.keys(ID_FORMS)) {
    const words = ['tenant', 'numbering', '--slug', slug, '--contract', contract, '--set', NUMBERING];
    const env = { ...process.env, ...PRODUCTION, DATABASE_URL: database };
    execFileSync(process.execPath, [program, ...words], { cwd: place, env, stdio: 'inherit' });
  }
}

const main = (checkout: string): Promise<void> =>
  withBuild('here', HERE, (here) =>
    withBuild('other', checkout, async (other) => {
      for (const title of CASES.map(titleOf).filter((one) => one.includes(ONLY))) {
        const median = await inTurn(ROUNDS, { here: () => here.run(title), other: () => other.run(title) });
        console.log(`${title}: ${(median.here.perSecond / median.other.perSecond).toFixed(2)} of the other's rate`);
        console.log(`  here  ${told(median.here)}\n  other ${told(median.other)}`);
      }
    }),
  );

const [, , other] = process.argv;
if (!other) throw new Error('Give the folder of another checkout, built: npm run bench:pair -- ../other');
void main(resolve(other));
