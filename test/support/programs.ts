import { spawnSync } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';

/**
 * Tests that need a program. If the machine does not have it, they are skipped, and their name says so. With `CI=true`
 * they fail instead.
 */
export const describeWith =
  (program: string) =>
  (name: string, tests: () => void): void => {
    const missing = spawnSync(program, ['--version']).error !== undefined;
    if (!missing || process.env.CI === 'true') describe(name, tests);
    else describe.skip(`${name} (not tested: this machine has no ${program})`, tests);
  };

/** Below the ports of outgoing connections, so that no such connection takes the port before its server does. */
const LOWEST = 10_000;
const COUNT = 20_000;

/** Test files run side by side, each in a worker of Jest. Each worker has every tenth port, so no two get the same. */
const WORKERS = 10;
const worker = Number(process.env.JEST_WORKER_ID ?? 0) % WORKERS;

/** A port is only taken once its server listens, so a port that was given may look free. */
const given = new Set<number>();

/** A free port of 127.0.0.1, for a server whose port must be given. It is never given twice. */
export async function freePort(): Promise<number> {
  for (;;) {
    const candidate = LOWEST + randomInt(COUNT / WORKERS) * WORKERS + worker;
    if (given.has(candidate)) continue;
    given.add(candidate);
    const probe = createServer().listen(candidate, '127.0.0.1');
    const listens = await once(probe, 'listening').then(
      () => true,
      () => false,
    );
    if (!listens) continue;
    const { port } = probe.address() as AddressInfo;
    probe.close();
    await once(probe, 'close');
    return port;
  }
}
