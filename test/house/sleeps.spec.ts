import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';

const TESTS = join(__dirname, '..');

/**
 * Tests that let time pass by itself, each with its reason. All others set a clock, or await a condition with
 * `eventually`.
 */
const SLEEPING: Record<string, string> = {
  'domain/webhooks.spec.ts': 'writes at a steady rate, and waits to see that nothing more is sent',
  'engine/embedded-postgres/embedded-postgres.spec.ts': 'interrupts a program in the middle of what it does',
  'engine/leader/leader.spec.ts': 'lets two processes run for a while, to see that the second one never leads',
  'engine/tenant-database/statements.spec.ts': 'runs statements that are cancelled or cut off before they end',
  'engine/webhooks/deliverer.spec.ts': 'has slow receivers, and waits to see that nothing more is sent',
  'imports/http.spec.ts': 'waits between two looks at work that a server does later',
  'operation/large-lists.spec.ts': 'is a client that takes nothing for longer than a limit',
  'sdk/faults.spec.ts': 'has a server that is silent or slow for a while',
  'sdk/lists.spec.ts': 'waits to see that nothing is requested',
  'torture/feed.spec.ts': 'kills a server and a consumer at any moment',
  'torture/import-kill.spec.ts': 'kills a server at any moment of an import',
  'torture/kill.spec.ts': 'kills a server at any moment',
  'torture/outage.spec.ts': 'keeps a database away for a while, under load',
  'torture/replica.spec.ts': 'keeps a replica silent and a primary away for a while, under load',
  'torture/retries.spec.ts': 'kills a server and a database at any moment',
  'wire-ids/races.spec.ts': 'writes at a steady pace while a kind of IDs is switched on',
};

it('no other test sleeps', () => {
  const files = (readdirSync(TESTS, { recursive: true }) as string[]).filter(
    (file) => file.endsWith('.spec.ts') && file !== relative(TESTS, __filename),
  );
  expect(files.length).toBeGreaterThan(60);
  const sleeping = files.filter((file) =>
    /(?<!jest\.)setTimeout( as |\()|pg_sleep/.test(readFileSync(join(TESTS, file), 'utf8')),
  );
  expect(sleeping.sort()).toEqual(Object.keys(SLEEPING));
});
