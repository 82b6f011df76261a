import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Env } from './config/env.js';
import { secretsIn, SHORTEST_SECRET } from './config/secrets.js';
import { readSecretFile, readyDataFolder, UnusableFile, writeSecretFile } from './engine/kit/secret-files.js';

const BYTES = 48;

const SIGNING_CURE = `Restore it from a backup, set JWT_SECRET to what it was, or remove it: then the next start makes a \
new one, which ends all sessions.`;
const ENCRYPTION_CURE = `Restore it from a backup, set ENCRYPTION_KEY to what it was, or remove it: then the next start makes \
a new one, and what billing key pairs sign is refused until they are made anew.`;

/**
 * `JWT_SECRET`, or a secret that is generated at the first start and stored in the data folder, readable only by its
 * owner.
 */
export function signingSecretFor({ jwtSecret, dataDir }: Env): string {
  return jwtSecret ?? storedSecret(dataDir, 'jwt-secret', SIGNING_CURE);
}

/**
 * `ENCRYPTION_KEY`, or a key that is generated at the first start and stored in the data folder. With both DATABASE_URL
 * and JWT_SECRET none is generated, because another server or a new container would not have it. The key is then
 * derived from the secret.
 */
export function encryptionKeyFor({ encryptionKey, jwtSecret, databaseUrl, dataDir }: Env): string | undefined {
  const isKept = existsSync(join(dataDir, ENCRYPTION_KEY));
  const isMade = isKept || (!encryptionKey && (!databaseUrl || !jwtSecret));
  // A key in the data folder still decrypts.
  return (
    [encryptionKey, isMade ? storedSecret(dataDir, ENCRYPTION_KEY, ENCRYPTION_CURE) : undefined]
      .filter(Boolean)
      .join(',') || undefined
  );
}

const ENCRYPTION_KEY = 'encryption-key';

function storedSecret(dataDir: string, name: string, cure: string): string {
  readyDataFolder(dataDir);
  const file = join(dataDir, name);
  // If two processes start together, one of them writes the file, and both read it.
  if (readSecretFile(file, cure) === undefined) {
    writeSecretFile(file, randomBytes(BYTES).toString('base64url'), { isFirst: true });
  }
  const text = readSecretFile(file, cure)!.trim();
  const secrets = secretsIn(text);
  if (secrets.length === 0) throw new UnusableFile(file, 'is empty', cure);
  if (secrets.length === 1 && isTruncated(text)) throw new UnusableFile(file, 'is cut off', cure);
  if (secrets.some(({ length }) => length < SHORTEST_SECRET)) {
    const wrong = `has a line or a part between commas of fewer than ${SHORTEST_SECRET} characters`;
    throw new UnusableFile(file, wrong, cure);
  }
  return text;
}

/** A generated secret has a fixed length. One that an operator wrote is at least as long as JWT_SECRET. */
const isTruncated = (secret: string) =>
  secret.length < (/^[\w-]+$/.test(secret) ? Buffer.alloc(BYTES).toString('base64url').length : SHORTEST_SECRET);
