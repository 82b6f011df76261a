import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { createApp } from '../src/app.setup.js';
import { SCORES } from '../src/auth/principal.js';
import { TenantsService } from '../src/auth/tenants.service.js';
import { readEnv } from '../src/config/env.js';
import type { TenantId } from '../src/engine/tenant-database/index.js';
import { ImportsRepository } from '../src/imports/imports.repository.js';
import type { Comparable } from '../src/joining/comparable.js';
import { AT_ONCE, ComparisonsService } from '../src/joining/comparisons.service.js';
import { type Record, recordsOf } from '../test/moving/records.js';
import { store } from '../test/moving/stored.js';
import { settle, startPostgres } from './database.js';

/** Measures how well and how fast records of one system are found among the customers of a tenant. */
async function main(): Promise<void> {
  const firms = Number(process.env.FIRMS ?? 10_000);
  const seed = Number(process.env.SEED ?? 1);
  const all = recordsOf(seed, firms);
  // The first record of each firm is a customer already, and so is every second further one.
  const stored = all.filter(({ firm }, at) => at === 0 || all[at - 1]!.firm !== firm || at % 2 === 0);
  const known = new Set(stored);
  const staged = [...all.filter((record) => !known.has(record)), ...recordsOf(seed + 1, firms)];
  const place = mkdtempSync(join(tmpdir(), 'clientela-joining-'));
  const postgres = await startPostgres(join(place, 'postgres'));
  const env = readEnv({
    DATABASE_URL: postgres.url,
    JWT_SECRET: 'a secret of forty characters for measuring',
    LOG_LEVEL: 'error',
  });
  const connection = { url: postgres.url };
  const app = await createApp({ env, connection, owner: connection, signingSecret: env.jwtSecret! });
  try {
    const { id: tenant } = await app
      .get(TenantsService)
      .create({ slug: 'joining', name: 'Joining', baseCurrency: 'USD', defaultCountry: 'UY', timeZone: 'UTC' });
    const ids = await store({ nest: app }, tenant, stored);
    const firmOf = new Map(ids.map((id, at) => [id, stored[at]!.firm]));
    await settle(postgres.url);
    const comparisons = app.get(ComparisonsService);
    await timed(`indexing ${stored.length} customers`, () => comparisons.indexCustomers(tenant));
    const rows = rowsOf(staged, await anImport(app, tenant));
    const numbers = staged.map((_, at) => at + 1);
    await timed(`indexing ${staged.length} rows`, () => comparisons.index(tenant, rows, numbers));
    await settle(postgres.url);
    const result = { joined: 0, right: 0, reviewed: 0, possible: 0 };
    const has = new Set(firmOf.values());
    // Only the first rows are records of firms that are customers.
    const ofKnown = all.length - stored.length;
    await timed(`comparing ${staged.length} rows with ${stored.length} customers`, async () => {
      const comparison = await comparisons.compare(tenant, rows);
      for (let at = 0; at < numbers.length; at += AT_ONCE) {
        const pairs = await comparison.withCandidates(numbers.slice(at, at + AT_ONCE), comparisons.customers);
        const best = new Map<number, (typeof pairs)[number]>();
        for (const pair of pairs)
          if (pair.evidence.score > (best.get(pair.one)?.evidence.score ?? -Infinity)) best.set(pair.one, pair);
        for (const { one, other, evidence } of best.values()) {
          const isRight = one <= ofKnown && firmOf.get(other) === staged[one - 1]!.firm;
          if (evidence.score >= SCORES.joinAt) result.joined++;
          if (evidence.score >= SCORES.joinAt && isRight) result.right++;
          if (evidence.score >= SCORES.reviewAt && evidence.score < SCORES.joinAt && isRight) result.reviewed++;
        }
      }
    });
    result.possible = staged.slice(0, ofKnown).filter(({ firm }) => has.has(firm)).length;
    const percent = (part: number, whole: number) => `${((100 * part) / whole).toFixed(2)} %`;
    console.log(`precision ${percent(result.right, result.joined)} of ${result.joined} joined rows`);
    console.log(`recall ${percent(result.right, result.possible)} of ${result.possible}`);
    console.log(`recall with rows that wait ${percent(result.right + result.reviewed, result.possible)}`);
    console.log(`${Math.round(process.memoryUsage().rss / 2 ** 20)} MB resident`);
  } finally {
    await app.close();
    await postgres.stop();
    rmSync(place, { recursive: true, force: true });
  }
}

/** Its rows are indexed beside the row of the import. */
const anImport = async (app: NestFastifyApplication, tenant: TenantId): Promise<number> => {
  const of = { name: 'bench', source: 'bench', contract: 'contacts', mapping: null, actor: 'system' };
  return (await app.get(ImportsRepository).add(tenant, of)).id;
};

const rowsOf = (records: readonly Record[], source: number): Comparable => ({
  source,
  describe: (_, ids) =>
    Promise.resolve(ids.map((id) => ({ id, version: 1, description: records[id - 1]!.description }))),
});

async function timed(what: string, work: () => Promise<unknown>): Promise<void> {
  const began = performance.now();
  await work();
  console.log(`${what}: ${((performance.now() - began) / 1000).toFixed(1)} s`);
}

void main();
