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

/** A free port of 127.0.0.1, for a server whose port must be given. */
export async function freePort(): Promise<number> {
  for (;;) {
    const probe = createServer().listen(LOWEST + randomInt(COUNT), '127.0.0.1');
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
