import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { Client } from 'pg';
import { Webhook } from 'standardwebhooks';
import { newSecret } from '../../../src/engine/webhooks/index.js';
import { eventually } from '../../support/eventually.js';
import { openEmptyDatabase } from '../../support/test-database.js';
import { TABLES } from './deliveries-in-postgres.js';
import { Receiver } from './receiver.js';

const ROOT = resolve(__dirname, '../../..');
const KEYS = 5;

class Member {
  leads = false;
  private readonly program: ChildProcess;

  constructor(url: string, host: string) {
    this.program = spawn(
      process.execPath,
      ['-r', './test/support/run-typescript.js', 'test/engine/webhooks/fleet-member.ts', url, host],
      { cwd: ROOT, stdio: ['ignore', 'pipe', 'inherit'] },
    );
    createInterface({ input: this.program.stdout! }).on('line', () => (this.leads = true));
  }

  async kill(): Promise<void> {
    this.leads = false;
    if (this.program.signalCode !== null) return;
    const ended = once(this.program, 'exit');
    this.program.kill('SIGKILL');
    await ended;
  }
}

describe('a fleet of two processes that are killed while they deliver', () => {
  const secret = newSecret();
  let database: Awaited<ReturnType<typeof openEmptyDatabase>>;
  let client: Client;
  let receiver: Receiver;
  let members: Member[];
  let added = 0;

  beforeAll(async () => {
    database = await openEmptyDatabase();
    client = new Client({ connectionString: database.url });
    await client.connect();
    await client.query(TABLES);
    receiver = await Receiver.start();
    await client.query('INSERT INTO receivers (id, url, secrets) VALUES ($1, $2, $3)', [
      'one',
      receiver.url,
      JSON.stringify([{ secret }]),
    ]);
    members = [aMember(), aMember()];
  });
  afterAll(async () => {
    await Promise.all(members.map((member) => member.kill()));
    await receiver.down();
    await client.end();
    await database.close();
  });

  const aMember = () => new Member(database.url, receiver.host);

  const add = async (count: number) => {
    await client.query(
      `INSERT INTO feed SELECT at, 'key ' || at % ${KEYS}, json_build_object('seq', at, 'key', 'key ' || at % ${KEYS})
       FROM generate_series($1::int, $2::int) AS at`,
      [added + 1, added + count],
    );
    added += count;
  };

  const isDone = async () => {
    const { rows } = await client.query<{ done: boolean }>(
      'SELECT cursor = $1 AND NOT EXISTS (SELECT FROM beside) AS done FROM receivers',
      [added],
    );
    return rows[0]!.done;
  };

  const arrived = () => receiver.received.map(({ body }) => JSON.parse(body) as { seq: number; key: string });

  const killLeader = async () => {
    await eventually(() => members.some(({ leads }) => leads));
    const at = members.findIndex(({ leads }) => leads);
    await members[at]!.kill();
    members[at] = aMember();
  };

  it('loses nothing, and each key keeps its order', async () => {
    for (let round = 0; round < 3; round++) {
      const before = receiver.received.length;
      await add(150);
      await eventually(() => receiver.received.length > before + 30);
      if (round === 1) await receiver.down();
      await killLeader();
      if (round === 1) {
        await add(50);
        await eventually(() => members.some(({ leads }) => leads));
        await receiver.up();
      }
    }
    await eventually(isDone);

    const first = [...new Set(arrived().map(({ seq }) => seq))];
    expect(first).toHaveLength(added);
    for (let key = 0; key < KEYS; key++) {
      const ofKey = first.filter((seq) => seq % KEYS === key);
      expect(ofKey).toEqual([...ofKey].sort((one, other) => one - other));
    }
    for (const { body, headers } of receiver.received) new Webhook(secret).verify(body, headers);
    // Each crash repeats one batch at most.
    expect(receiver.received.length - added).toBeLessThanOrEqual(3 * 20);
  });
});
