import type { PoolClient } from 'pg';
import { wireOf } from './pg-internals.js';

// pg writes each statement to the socket by itself, and a write costs more than most statements.

/** Buffers what is sent from now on, until `uncork` was called as often as `cork`. */
export const cork = (client: PoolClient): void => wireOf(client).stream.cork();

export const uncork = (client: PoolClient): void => wireOf(client).stream.uncork();

/** Buffers what is sent until this turn of the event loop has handled all that arrived. */
export function corkForTurn(client: PoolClient): void {
  cork(client);
  setImmediate(uncork, client);
}
