import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Env } from './config/env.js';
import { readSecretFile, readyDataFolder, UnusableFile, writeSecretFile } from './engine/kit/secret-files.js';

const BYTES = 48;

const SIGNING_CURE = `Restore it from a backup, set JWT_SECRET to what it was, or remove it: then the next start makes a \
new one, which ends all sessions.`;
const ENCRYPTION_CURE = `Restore it from a backup, set ENCRYPTION_KEY to what it was, or remove it: then the next start makes \
a new one, and what billing key pairs sign is refused until they are made anew.`;

/** `JWT_SECRET`, or one made at the first start and kept in the data folder, readable by its owner alone. */
export function signingSecretFor({ jwtSecret, dataDir }: Env): string {
  return jwtSecret ?? keptSecret(dataDir, 'jwt-secret', SIGNING_CURE);
}

/**
 * `ENCRYPTION_KEY`, or one made at the first start and kept in the data folder. None is made where the database outlives the
 * data folder, beside a `JWT_SECRET`: another server, or a new container, would not have it. The key follows from that
 * secret then.
 */
export function encryptionKeyFor({ encryptionKey, jwtSecret, databaseUrl, dataDir }: Env): string | undefined {
  const isKept = existsSync(join(dataDir, ENCRYPTION_KEY));
  const isMade = isKept || (!encryptionKey && (!databaseUrl || !jwtSecret));
  // One that was made before goes on decrypting.
  return (
    [encryptionKey, isMade ? keptSecret(dataDir, ENCRYPTION_KEY, ENCRYPTION_CURE) : undefined]
      .filter(Boolean)
      .join(',') || undefined
  );
}

const ENCRYPTION_KEY = 'encryption-key';

function keptSecret(dataDir: string, name: string, cure: string): string {
  readyDataFolder(dataDir);
  const file = join(dataDir, name);
  // Of two processes that start together one makes it, and both read that one.
  if (readSecretFile(file, cure) === undefined) {
    writeSecretFile(file, randomBytes(BYTES).toString('base64url'), { isFirst: true });
  }
  const secret = readSecretFile(file, cure)!.trim();
  if (secret === '') throw new UnusableFile(file, 'is empty', cure);
  if (isCutOff(secret)) throw new UnusableFile(file, 'is cut off', cure);
  return secret;
}

/** One that was made here has all its characters; one that an operator wrote is long enough for JWT_SECRET. */
const isCutOff = (secret: string) =>
  secret.length < (/^[\w-]+$/.test(secret) ? Buffer.alloc(BYTES).toString('base64url').length : 32);
