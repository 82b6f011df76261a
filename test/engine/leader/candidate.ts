import { Client } from 'pg';
import { Leader, LeadershipLost } from '../../../src/engine/leader/index.js';

/**
 * A program of this engine alone: a candidate that prints when it leads, and when it does not any more. Its arguments
 * are the URL of the database and the number of the lock.
 */
const [url, lock] = process.argv.slice(2);
const print = (event: string) => console.log(JSON.stringify({ event, at: Date.now() }));

const leader = new Leader({
  connect: async () => {
    const client = new Client({ connectionString: url, application_name: `candidate ${process.pid}` });
    await client.connect();
    return { client, close: () => client.end() };
  },
  lock: Number(lock),
  times: { retry: 100, beat: 100, patience: 300, handover: 500 },
  lead: async (signal) => {
    print('leads');
    const isOver = new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
    if (!signal.aborted) await isOver;
    print(signal.reason instanceof LeadershipLost ? 'is lost' : 'is over');
  },
  failed: () => print('failed'),
});
leader.start();
print('started');
process.on('SIGTERM', () => void leader.stop().then(() => process.exit(0)));
