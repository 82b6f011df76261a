import { once } from 'node:events';
import { createServer } from 'node:net';
import type { Env } from './config/env.js';

type Place = Pick<Env, 'host' | 'port'>;

/** Fails early if the server could not listen, before anything is started or printed. */
export async function assertPortIsFree(place: Place): Promise<void> {
  const probe = createServer();
  probe.listen(place.port, place.host);
  await once(probe, 'listening').catch((error: unknown) => {
    throw explainListenError(error, place);
  });
  probe.close();
  await once(probe, 'close');
}

/** Turns an error of `listen` into one that names the setting to correct. */
export function explainListenError(error: unknown, { host, port }: Place): unknown {
  // An error of a worker has only its message.
  const { code = '', message = '' } = error as NodeJS.ErrnoException;
  const reason = Object.keys(REASONS).find(
    (one) => code === one || new RegExp(`\\b(?:listen|bind) ${one}\\b`).test(message),
  );
  return reason ? new Error(`Cannot start: ${REASONS[reason]!(host, port)}`, { cause: error }) : error;
}

const REASONS: Record<string, (host: string, port: number) => string> = {
  EADDRINUSE: (host, port) =>
    `another program listens on port ${port} of ${host}. End it, or choose another port with the setting PORT.`,
  EACCES: (_, port) => `this user may not listen on port ${port}. Choose a port from 1024 on with the setting PORT.`,
  EADDRNOTAVAIL: (host) => `${host} is not an address of this machine. Correct the setting HOST.`,
  ENOTFOUND: (host) => `${host} is not the name of a machine. Correct the setting HOST.`,
  EAI_AGAIN: (host) => `the address of ${host} cannot be looked up. Correct the setting HOST.`,
};
