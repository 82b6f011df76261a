import { writeFileSync } from 'node:fs';
import { credentials } from './cases.js';
import { fill } from './database.js';
import { inProduction, makeDemo, onPostgres, startReference } from './servers.js';
void onPostgres('hold', async (postgres, place) => {
  const demo = await makeDemo(place, postgres);
  const since = Date.now();
  await fill(postgres.url, demo.tenant.id, 1, 100_000);
  console.log('filled', Date.now() - since);
  const server = inProduction(place, postgres.url);
  await server.start();
  const headers = await credentials(server.url, demo);
  await server.stop();
  const reference = await startReference(postgres.url, demo.tenant.id);
  writeFileSync('/tmp/hold.json', JSON.stringify({ url: postgres.url, pg: postgres.pid, place, demo, headers, reference: { url: reference.url, pid: reference.pid } }));
  await new Promise((resolve) => setTimeout(resolve, 3 * 3600_000));
});
