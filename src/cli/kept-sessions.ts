import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { programEnv } from '../config/env.js';
import { readSecretFile, writeSecretFile } from '../engine/kit/secret-files.js';

/** A session that `clientela login` has opened. */
export interface KeptSession {
  /** `clientela_session=…`, as the server has set it. */
  cookie: string;
  csrfToken: string;
  /** ISO 8601. */
  until: string;
}

type Sessions = Record<string, KeptSession>;

const sessionFile = () => join(programEnv().folder, 'sessions.json');

/** The session at a server, if there is one that has not ended by its time. */
export function keptSession(url: string, now = new Date()): KeptSession | undefined {
  const kept = allSessions();
  const session = Object.hasOwn(kept, url) ? kept[url] : undefined;
  return session && new Date(session.until) > now ? session : undefined;
}

/** Keeps a session in a file that only this user may read. */
export function keepSession(url: string, session: KeptSession): void {
  mkdirSync(programEnv().folder, { recursive: true, mode: 0o700 });
  writeSecretFile(sessionFile(), `${JSON.stringify({ ...allSessions(), [url]: session }, null, 2)}\n`);
}

/** Forgets a session. Without others, the file goes, too. */
export function forgetSession(url: string): void {
  const { [url]: forgotten, ...others } = allSessions();
  if (!forgotten) return;
  if (Object.keys(others).length === 0) rmSync(sessionFile(), { force: true });
  else writeSecretFile(sessionFile(), `${JSON.stringify(others, null, 2)}\n`);
}

function allSessions(): Sessions {
  const text = readSecretFile(sessionFile(), 'Remove it, and sign in again: clientela login');
  if (text === undefined) return {};
  try {
    const kept = JSON.parse(text) as unknown;
    if (typeof kept === 'object' && kept !== null && !Array.isArray(kept)) return kept as Sessions;
  } catch {
    // Then it is not a file of ours.
  }
  throw new Error(`${sessionFile()} is damaged. Remove it, and sign in again: clientela login`);
}
