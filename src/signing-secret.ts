import { randomBytes } from 'node:crypto';
import { existsSync, linkSync, mkdirSync, readFileSync, unlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Env } from './config/env.js';

/** `JWT_SECRET`, or one made at the first start and kept in the data folder, readable by its owner alone. */
export function signingSecretFor({ jwtSecret, dataDir }: Env): string {
  if (jwtSecret) return jwtSecret;
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  const file = join(dataDir, 'jwt-secret');
  if (!existsSync(file)) {
    // A link appears whole or not at all: of two processes that start together one makes it, and both read the same.
    const draft = `${file}.${process.pid}`;
    writeFileSync(draft, randomBytes(48).toString('base64url'), { mode: 0o600 });
    try {
      linkSync(draft, file);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    } finally {
      unlinkSync(draft);
    }
  }
  return readFileSync(file, 'utf8').trim();
}
