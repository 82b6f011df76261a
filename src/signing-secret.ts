import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import type { Env } from './config/env.js';
import { readSecretFile, readyDataFolder, UnusableFile, writeSecretFile } from './kept-file.js';

const BYTES = 48;

const CURE = `Restore it from a backup, set JWT_SECRET to what it was, or remove it: then the next start makes a new one, \
which ends all sessions and refuses what billing key pairs sign.`;

/** `JWT_SECRET`, or one made at the first start and kept in the data folder, readable by its owner alone. */
export function signingSecretFor({ jwtSecret, dataDir }: Env): string {
  if (jwtSecret) return jwtSecret;
  readyDataFolder(dataDir);
  const file = join(dataDir, 'jwt-secret');
  // Of two processes that start together one makes it, and both read that one.
  if (readSecretFile(file, CURE) === undefined) writeSecretFile(file, randomBytes(BYTES).toString('base64url'), { isFirst: true });
  const secret = readSecretFile(file, CURE)!.trim();
  if (secret === '') throw new UnusableFile(file, 'is empty', CURE);
  if (isCutOff(secret)) throw new UnusableFile(file, 'is cut off', CURE);
  return secret;
}

/** One that was made here has all its characters; one that an operator wrote is long enough for JWT_SECRET. */
const isCutOff = (secret: string) => secret.length < (/^[\w-]+$/.test(secret) ? Buffer.alloc(BYTES).toString('base64url').length : 32);
