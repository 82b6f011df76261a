import type { Client } from 'pg';

/**
 * Drops a database that others may still be connected to.
 *
 * `WITH (FORCE)` would do it in one step, but an ordinary role may not use it while autovacuum works in the database.
 * A plain `DROP DATABASE` ends autovacuum itself.
 */
export async function dropDatabase(server: Client, name: string): Promise<void> {
  await server.query(`ALTER DATABASE ${name} ALLOW_CONNECTIONS false`);
  await server.query(
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1 AND backend_type = 'client backend'",
    [name],
  );
  await server.query(`DROP DATABASE ${name}`);
}
