import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Served, servedAt, startApp, type TestApp, testSettings } from './app.js';
import { BuiltServer, FROM_SOURCE } from './built-server.js';
import { useStarted } from './use-app.js';

/** Requests go to both processes in turn. Calls that bypass HTTP use the first one. */
export interface TwoProcesses extends TestApp {
  first: TestApp;
  second: Served & Pick<TestApp, 'url'>;
}

/** Starts the application here and in a second process, with equal settings. They share nothing but a database. */
export async function startTwo(settings: Record<string, string> = {}): Promise<TwoProcesses> {
  const place = mkdtempSync(join(tmpdir(), 'clientela-second-'));
  // In production it makes no demo tenant.
  const beside = new BuiltServer(
    place,
    { ...testSettings(settings), NODE_ENV: 'production', WORKERS: '1' },
    FROM_SOURCE,
  );
  const [first] = await Promise.all([startApp(settings), beside.start()]);
  const urls = [first.url, beside.url];
  let sent = 0;
  return {
    ...first,
    ...servedAt(() => urls[turn(sent++)]!),
    first,
    second: { ...servedAt(() => beside.url), url: beside.url },
    close: async () => {
      await Promise.all([first.close(), beside.stop()]);
      rmSync(place, { recursive: true });
    },
  };
}

/** Starts two processes before the tests, and stops them after the tests. */
export const useTwoProcesses = (settings?: Record<string, string>): TwoProcesses =>
  useStarted(() => startTwo(settings));

// The Thue-Morse sequence has 0 and 1 equally often, without a rhythm. Strict alternation would send every request of a
// writer that alternates itself to one process.
const turn = (number: number) => [...number.toString(2)].filter((digit) => digit === '1').length % 2;
