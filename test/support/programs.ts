import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';

/**
 * Tests that need a program. On a machine without it they say so in their name and are passed over; where everything must
 * hold (`CI=true`) they fail.
 */
export const describeWith = (program: string) => (name: string, tests: () => void): void => {
  const missing = spawnSync(program, ['--version']).error !== undefined;
  if (!missing || process.env.CI === 'true') describe(name, tests);
  else describe.skip(`${name} (not tested: this machine has no ${program})`, tests);
};

export async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const { port } = probe.address() as AddressInfo;
  probe.close();
  await once(probe, 'close');
  return port;
}
