import { rmSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { BuiltServer } from '../support/built-server.js';

interface Product {
  /** The credentials of its demo tenant. */
  demoFile: string;
  stop(): Promise<void>;
}

declare global {
  // Global setup and teardown have nothing else in common.
  var products: Product[] | undefined;
}

/**
 * The built server as its users start it: a data folder, a free port and few settings or none, so on its own
 * PostgreSQL and with its demo tenant.
 */
export async function startProduct(settings: Record<string, string> = {}): Promise<Product> {
  const folder = await mkdtemp(join(tmpdir(), 'clientela-browser-'));
  const server = new BuiltServer(folder, settings);
  const stop = async () => {
    await server.stop();
    rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
  };
  try {
    await server.start();
  } catch (error) {
    // Jest runs no teardown after a setup that failed.
    await stop();
    throw error;
  }
  return { demoFile: server.demoFile, stop };
}
