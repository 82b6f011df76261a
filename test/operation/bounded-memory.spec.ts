import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fillWidest, MOST_MEMORY, widest } from '../../bench/widest.js';
import { BuiltServer, FROM_SOURCE } from '../support/built-server.js';
import { testSettings } from '../support/app.js';
import { openEmptyDatabase } from '../support/test-database.js';

let database: Awaited<ReturnType<typeof openEmptyDatabase>>;
let place: string;
let server: BuiltServer;

beforeAll(async () => {
  database = await openEmptyDatabase();
  place = mkdtempSync(join(tmpdir(), 'clientela-memory-'));
  server = new BuiltServer(
    place,
    testSettings({ DATABASE_URL: database.url, DATABASE_POOL: '10', NODE_OPTIONS: '--max-old-space-size=512' }),
    FROM_SOURCE,
  );
  await server.start();
});
afterAll(async () => {
  await server?.stop();
  await database?.close();
  rmSync(place, { recursive: true, maxRetries: 3 });
});

// `npm run bench:memory` does it with a thousand customers, and measures how long other requests wait.
it('sends the widest records through every list and the bulk at once, in bounded memory', async () => {
  const { demo } = server;
  await fillWidest(database.url, demo.tenant.id, 250);
  const { peak, bytes } = await widest(server, demo);
  expect(bytes).toBeGreaterThan(100 * 2 ** 20);
  expect(peak).toBeLessThan(MOST_MEMORY);
});
