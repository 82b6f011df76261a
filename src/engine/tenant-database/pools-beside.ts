import type { PoolOptions } from 'pg';
import { ServerPool, type ServerPoolConfig } from './server-pool.js';
import { Servers } from './servers.js';

const SECOND = 1_000;

/**
 * A pool of one connection beside another pool, for short questions that must not wait behind requests: to the same
 * server, or to a replica.
 */
export function poolBeside({ options }: ServerPool, replica?: string): ServerPool {
  const limits = { connectionTimeoutMillis: SECOND, query_timeout: SECOND, idleTimeoutMillis: 60 * SECOND };
  // A proxy refuses settings with a connection. The pool's options have none then.
  const atServer = options.statement_timeout ? { statement_timeout: SECOND } : {};
  const config = { ...copied(options), ...at(options, replica), ...limits, ...atServer };
  return ignoringErrors(new ServerPool({ ...config, max: 1, allowExitOnIdle: true }));
}

/** A pool with the options of another one, to a replica. */
export const poolLike = ({ options }: ServerPool, replica: string): ServerPool =>
  ignoringErrors(new ServerPool({ ...copied(options), ...at(options, replica) }));

/** If the URL names several servers, one of them that is a standby. A single one is checked by the reads themselves. */
const at = ({ namedServers }: ServerPoolConfig, replica?: string): ServerPoolConfig =>
  replica === undefined
    ? {}
    : { connectionString: replica, wanted: Servers.of(replica, namedServers).count > 1 ? 'standby' : 'any' };

// pg makes the password not enumerable, so a spread leaves it out.
const copied = (options: PoolOptions) => ({ ...options, password: options.password });

// The error is about a connection that was lost while it was idle. The next question finds out by itself.
const ignoringErrors = (pool: ServerPool) => pool.on('error', () => {});
