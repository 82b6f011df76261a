import { connect } from 'node:net';
import type { PoolClient } from 'pg';
import { ClientDisconnected, activeRequest } from '../../active-request.js';

/**
 * The answer to a statement that has its connection to itself. When the caller of the request leaves, PostgreSQL is
 * told to cancel the statement. The connection is then closed: a cancellation that arrives late must not hit another
 * statement.
 */
export async function unlessCallerLeaves<Answer>(client: PoolClient, ask: () => Promise<Answer>): Promise<Answer> {
  const request = activeRequest();
  if (!request) return ask();
  if (request.isDisconnected) throw new ClientDisconnected(false);
  return new Promise((resolve, reject) => {
    const forget = request.whenEnded(() => {
      cancel(client);
      reject(new ClientDisconnected(true));
    });
    ask().then(resolve, reject).finally(forget);
  });
}

const CANCEL_REQUEST = 80_877_102;
const PATIENCE = 5_000;

/** What pg knows of its connection. */
interface Session {
  host: string;
  port: number;
  processID: number | null;
  secretKey: number | null;
}

/**
 * Cancels the statement that runs on a connection. PostgreSQL takes a cancellation on a connection of its own, without
 * an answer.
 */
export function cancel(client: PoolClient): void {
  const { host, port, processID, secretKey } = client as unknown as Session;
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
