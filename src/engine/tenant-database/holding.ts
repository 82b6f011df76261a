import type { Writable } from 'node:stream';
import type { PoolClient } from 'pg';

// pg writes each statement by itself, and a write costs more than most statements.

/** From here on what is sent waits for as many calls of `letGo`. */
export const hold = (client: PoolClient): void => streamOf(client).cork();

export const letGo = (client: PoolClient): void => streamOf(client).uncork();

/** What is sent waits until this turn of the event loop has done all that came in. */
export function holdForTurn(client: PoolClient): void {
  hold(client);
  setImmediate(letGo, client);
}

const streamOf = (client: PoolClient) => (client as unknown as { connection: { stream: Writable } }).connection.stream;
