import { setTimeout as pause } from 'node:timers/promises';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { Env } from '../config/env.js';
import { Lifecycle } from './lifecycle.js';
import type { Log } from './log.js';

/** The share of the time limit that active requests have. The rest is for the database. */
const FOR_REQUESTS = 0.8;

/**
 * Stops the server gracefully: it reports that it is not ready, accepts no new requests, completes the active ones, and
 * closes the database. Resolves to whether that was done within the limit. If not, the process must be killed.
 */
export function stop(
  app: NestFastifyApplication,
  closeDatabase: () => Promise<void>,
  { delay, limit }: Env['stop'],
  log: Log,
): Promise<boolean> {
  return stopWithin(limit, log, async () => {
    app.get(Lifecycle).stop();
    // Time for a load balancer to notice that this server is not ready.
    await pause(delay);
    await endRequests(app, limit * FOR_REQUESTS - delay);
    await closeDatabase();
  });
}

/** Runs the shutdown. Resolves to false if it takes longer than the limit. */
export async function stopWithin(limit: number, log: Log, inOrder: () => Promise<void>): Promise<boolean> {
  const late = new AbortController();
  const atLimit = pause(limit, false, { signal: late.signal }).catch(() => false);
  log.write('info', {}, 'stopping');
  const done = await Promise.race([inOrder().then(() => true), atLimit]);
  late.abort();
  log.write(done ? 'info' : 'fatal', {}, done ? 'stopped' : 'stopping took too long');
  return done;
}

async function endRequests(app: NestFastifyApplication, time: number): Promise<void> {
  const server = app.getHttpServer();
  // A connection may fall idle in the moment in which the server stops listening.
  const idle = setInterval(() => server.closeIdleConnections(), 100);
  const hanging = setTimeout(() => server.closeAllConnections(), time);
  try {
    await app.close();
  } finally {
    clearInterval(idle);
    clearTimeout(hanging);
  }
}
