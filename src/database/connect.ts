import { Logger } from '@nestjs/common';
import type { Env } from '../config/env.js';
import type { Connections } from '../engine/tenant-database/index.js';
import {
  NoDatabase,
  type RunningPostgres,
  shareEmbeddedPostgres,
  startEmbeddedPostgres,
} from '../engine/embedded-postgres/index.js';
import { WORKING_ROLE } from './working-role.js';

export interface Connected extends Connections {
  close(): Promise<void>;
}

/** Connects to the database of the settings. The embedded one is started. */
export const connect = (env: Env): Promise<Connected> => connectBy(startEmbeddedPostgres, env);

/** For a tool that may run while the server does: uses the embedded database of the server, and makes none. */
export async function connectBesideServer(env: Env): Promise<Connected> {
  return connectBy(shareEmbeddedPostgres, env).catch((error: unknown) => {
    if (!(error instanceof NoDatabase)) throw error;
    throw new Error(`${error.message}. Set DATA_DIR or DATABASE_URL, or start the server once, which makes it.`);
  });
}

/** Like `connectBesideServer`, and makes the embedded database if there is none. */
export const connectOrMake = (env: Env): Promise<Connected> =>
  connectBy(shareEmbeddedPostgres, env).catch((error: unknown) => {
    if (!(error instanceof NoDatabase)) throw error;
    return connect(env);
  });

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
