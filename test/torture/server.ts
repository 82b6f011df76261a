import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { BuiltServer } from '../support/built-server.js';
import { eventually } from '../support/eventually.js';
import { OwnPostgres } from '../support/own-postgres.js';
import { HARD } from './length.js';
import { processesOf } from './processes.js';

interface Own {
  readonly place: string;
  readonly server: BuiltServer;
  readonly postgres: OwnPostgres;
}

/** A folder for a server and what belongs to it, under the name that its processes show. */
export const makePlace = () => realpathSync(mkdtempSync(join(tmpdir(), 'clientela-torture-')));

/** Removes the folder, when no process of it is left. */
export async function removePlace(place: string): Promise<void> {
  try {
    await eventually(() => processesOf(place).length === 0);
  } finally {
    rmSync(place, { recursive: true, maxRetries: 3 });
  }
}

/** A built server and a PostgreSQL of its own for all tests of a file. `endFirst` runs before they stop. */
export function useServer(endFirst: () => Promise<unknown> = () => Promise.resolve()): Own {
  const own = {} as { -readonly [Part in keyof Own]: Own[Part] };
  beforeAll(async () => {
    own.place = makePlace();
    own.postgres = await OwnPostgres.start(join(own.place, 'postgres'));
    own.server = new BuiltServer(own.place, { ...HARD, DATABASE_URL: own.postgres.url });
    await own.server.start();
  });
  afterAll(async () => {
    await endFirst();
    await own.server.stop();
    await own.postgres.stop();
    await removePlace(own.place);
  });
  return own;
}
