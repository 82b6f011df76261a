import { connect } from 'node:net';
import type { PoolClient } from 'pg';
import { DatabaseFailure } from './failures.js';
import { sessionOf } from './pg-internals.js';
import type { Caller } from './settings.js';

/**
 * Runs a statement that has its connection to itself. If the caller of the request leaves, this cancels the
 * statement in PostgreSQL and closes the connection: a cancellation that arrives late must not hit another statement.
 */
export async function unlessCallerLeaves<Answer>(
  client: PoolClient,
  caller: Caller | undefined,
  ask: () => Promise<Answer>,
): Promise<Answer> {
  if (!caller) return ask();
  if (caller.isDisconnected) throw new DatabaseFailure('caller_left');
  return new Promise((resolve, reject) => {
    const forget = caller.whenEnded(() => {
      cancel(client);
      reject(new DatabaseFailure('caller_left', undefined, true));
    });
    ask().then(resolve, reject).finally(forget);
  });
}

const CANCEL_REQUEST = 80_877_102;
const PATIENCE = 5_000;

/**
 * Cancels the statement that runs on a connection. PostgreSQL takes a cancellation on a new connection, and does not
 * answer it.
 */
export function cancel(client: PoolClient): void {
  const { host, port, processID, secretKey } = sessionOf(client);
  if (processID === null || secretKey === null) return;
  const message = Buffer.alloc(16);
  [message.length, CANCEL_REQUEST, processID, secretKey].forEach((number, at) => message.writeInt32BE(number, 4 * at));
  const socket = host.startsWith('/') ? connect(`${host}/.s.PGSQL.${port}`) : connect(port, host);
  // If it does not arrive, the time limit of the statement ends it.
  socket
    .on('error', () => {})
    .setTimeout(PATIENCE, () => socket.destroy())
    .end(message)
    .unref()
    .resume();
}
