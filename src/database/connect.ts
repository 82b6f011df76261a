import { Logger } from '@nestjs/common';
import type { Env } from '../config/env.js';
import type { Connections } from '../engine/tenant-database/connection.js';
import {
  type RunningPostgres,
  shareEmbeddedPostgres,
  startEmbeddedPostgres,
} from '../engine/embedded-postgres/embedded-postgres.js';
import { WORKING_ROLE } from './working-role.js';

export interface Connected extends Connections {
  close(): Promise<void>;
}

/** The database that the settings ask for: a server that is there, or the embedded one, started. */
export const connect = (env: Env): Promise<Connected> => connectBy(startEmbeddedPostgres, env);

/** The same for a tool that may run while the server does, on the server's own database. */
export const connectBesideServer = (env: Env): Promise<Connected> => connectBy(shareEmbeddedPostgres, env);

type Start = (options: {
  folder: string;
  roles: readonly string[];
  log: (line: string) => void;
}) => Promise<RunningPostgres>;

async function connectBy(start: Start, { databaseUrl, databaseOwnerUrl, dataDir }: Env): Promise<Connected> {
  if (databaseUrl)
    return {
      connection: { url: databaseUrl },
      owner: { url: databaseOwnerUrl ?? databaseUrl },
      close: () => Promise.resolve(),
    };
  const logger = new Logger('PostgreSQL');
  const server = await start({ folder: dataDir, roles: [WORKING_ROLE], log: (line) => logger.warn(line) });
  return { connection: server.connectionAs(WORKING_ROLE), owner: server.connection, close: () => server.stop() };
}
