import { Webhook } from 'standardwebhooks';
import { WebhookWorker, type WorkerOptions } from '../../src/webhooks/webhook-worker.js';
import { Receiver, type Received } from '../engine/webhooks/receiver.js';
import { startApp, type TestApp } from './app.js';
import { openTestDatabase } from './test-database.js';

/** Leadership in the times of a test. */
export const FAST: WorkerOptions = {
  interval: 20,
  leader: { retry: 100, beat: 100, patience: 1_000, handover: 1_200 },
};

/**
 * An app that may send to receivers on this machine, on a database of its own: a leader delivers to all webhooks of its
 * database. `more` starts other servers of the same database.
 */
export function useDeliveringApp(
  settings: Record<string, string> = {},
  how?: Parameters<typeof startApp>[1],
): TestApp & { more(): Promise<TestApp> } {
  const app = {} as TestApp & { more(): Promise<TestApp> };
  const opened: { close(): Promise<void> }[] = [];
  beforeAll(async () => {
    const database = await openTestDatabase();
    opened.push(database);
    const start = async () => {
      const all = { DATABASE_URL: database.url, WEBHOOK_ALLOWED_HOSTS: '127.0.0.1', ...settings };
      const one = await startApp(all, how);
      opened.push(one);
      return one;
    };
    Object.assign(app, await start(), { more: start });
  });
  afterAll(async () => {
    for (const one of opened.reverse()) await one.close();
  });
  return app;
}

/** Begins to deliver. The process becomes the leader soon. */
export const deliver = (app: TestApp, options: WorkerOptions = {}): void =>
  app.nest.get(WebhookWorker).start({ ...FAST, ...options });

export interface ReceivedEvent {
  id: string;
  type: string;
  timestamp: string;
  data: Record<string, any>;
}

/** What a receiver got, read with the published library. Throws if a signature is not valid. */
export const verified = ({ received }: Receiver, secret: string): ReceivedEvent[] =>
  received.map((one) => verifiedOne(one, secret));

export function verifiedOne({ body, headers }: Received, secret: string): ReceivedEvent {
  const event = new Webhook(secret).verify(body, headers) as Omit<ReceivedEvent, 'id'>;
  return { id: headers['webhook-id']!, ...event };
}

/** Receivers that are closed after each test. */
export function useReceivers(): (...how: Parameters<typeof Receiver.start>) => Promise<Receiver> {
  const all: Receiver[] = [];
  afterEach(async () => {
    for (const receiver of all.splice(0)) await receiver.down();
  });
  return async (...how) => {
    const receiver = await Receiver.start(...how);
    all.push(receiver);
    return receiver;
  };
}
