import type { Client, ClientBase } from 'pg';
import { DataSource, type DataSourceOptions, type QueryRunner } from 'typeorm';

/** One connection of the owner of the tables, for TypeORM and for COPY. */
export interface OwningConnection {
  source: DataSource;
  runner: QueryRunner;
  client: ClientBase;
}

/**
 * Runs work on a connection. If the work fails, the connection is cut, and its transaction with it: a COPY that stopped
 * in the middle would keep it busy.
 */
export async function onOwningConnection<Result>(
  owner: DataSourceOptions,
  work: (connection: OwningConnection) => Promise<Result>,
): Promise<Result> {
  const source = await new DataSource(owner).initialize();
  try {
    const runner = source.createQueryRunner();
    const client = (await runner.connect()) as ClientBase;
    // A connection that breaks fails the statement that is under way.
    client.on('error', () => {});
    try {
      return await work({ source, runner, client });
    } catch (error) {
      await (client as Client).end().catch(() => {});
      throw error;
    } finally {
      await runner.release();
    }
  } finally {
    await source.destroy();
  }
}
