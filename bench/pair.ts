import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { BuiltServer } from '../test/support/built-server.js';
import { CASES, credentials, titleOf } from './cases.js';
import { fill } from './database.js';
import { inTurn, measured, told } from './measure.js';
import { makeDemo, onPostgres, ownSessions, PRODUCTION } from './servers.js';

/**
 * Compares this build with the build of another checkout on one database, in paired rounds:
 * `npm run bench:pair -- ../other`. Both must have the same migrations.
 */
const CUSTOMERS = Number(process.env.BENCH_CUSTOMERS ?? 100_000);
const SECONDS = Number(process.env.BENCH_SECONDS ?? 2);
const ROUNDS = Number(process.env.BENCH_ROUNDS ?? 11);
const ONLY = process.env.BENCH_ONLY ?? '';
const CONNECTIONS = 48;

const HERE = resolve(__dirname, '..');

async function main(other: string): Promise<void> {
  await onPostgres('pair', async (postgres, place) => {
    const demo = await makeDemo(place, postgres);
    await fill(postgres.url, demo.tenant.id, 1, CUSTOMERS);
    const started = async (name: string, checkout: string) => {
      const folder = join(place, name);
      mkdirSync(folder);
      const settings = { ...PRODUCTION, DATABASE_URL: postgres.url };
      const server = new BuiltServer(folder, settings, [join(checkout, 'dist/src/main.js')]);
      await server.start();
      return server;
    };
    const servers = { here: await started('here', HERE), other: await started('other', other) };
    try {
      const headers = await credentials(servers.here.url, demo);
      const ownHeaders = await ownSessions(servers.here.url, postgres.url, demo, CONNECTIONS);
      const side = (server: BuiltServer, title: string) => () =>
        measured(
          {
            cases: [title],
            side: 'server',
            url: server.url,
            headers,
            ownHeaders,
            customers: CUSTOMERS,
            seconds: SECONDS,
            connections: CONNECTIONS,
          },
          server.pid,
          postgres.pid,
        );
      for (const title of CASES.map(titleOf).filter((one) => one.includes(ONLY))) {
        const median = await inTurn(ROUNDS, { here: side(servers.here, title), other: side(servers.other, title) });
        console.log(`${title}: ${(median.here.perSecond / median.other.perSecond).toFixed(2)} of the other's rate`);
        console.log(`  here  ${told(median.here)}\n  other ${told(median.other)}`);
      }
    } finally {
      await Promise.all([servers.here.stop(), servers.other.stop()]);
    }
  });
}

const [, , other] = process.argv;
if (!other) throw new Error('Give the folder of another checkout, built: npm run bench:pair -- ../other');
void main(resolve(other));
