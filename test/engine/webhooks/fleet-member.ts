import { Client, Pool } from 'pg';
import { Leader, LeadershipLost } from '../../../src/engine/leader/index.js';
import { Deliverer, Outbound, standardSender } from '../../../src/engine/webhooks/index.js';
import { DeliveriesInPostgres } from './deliveries-in-postgres.js';

/** One process of a fleet: it delivers while it is the leader. Its arguments are a database and an allowed host. */
const [url, host] = process.argv.slice(2);
const pool = new Pool({ connectionString: url, max: 4 });
pool.on('error', () => {});

const leader = new Leader({
  connect: async () => {
    const client = new Client({ connectionString: url });
    await client.connect();
    return { client, close: () => client.end() };
  },
  lock: 1,
  times: { retry: 100, beat: 100, patience: 300, handover: 500 },
  lead: async (signal) => {
    console.log('leads');
    const deliverer = new Deliverer({
      deliveries: new DeliveriesInPostgres(pool),
      send: standardSender(new Outbound({ allowedHosts: [host!] }), 'test'),
      batch: 20,
      interval: 20,
      failed: (error) => console.error(error),
    });
    deliverer.start();
    await new Promise<void>((resolve) => {
      signal.addEventListener('abort', () => resolve(), { once: true });
      if (signal.aborted) resolve();
    });
    if (signal.reason instanceof LeadershipLost) await deliverer.abandon();
    else await deliverer.stop(1_000);
  },
});
leader.start();
process.on('SIGTERM', () => void leader.stop().then(() => process.exit(0)));
