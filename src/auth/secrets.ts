import { createHash, randomBytes, randomInt, timingSafeEqual } from 'node:crypto';

const ALPHANUMERIC = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';

/** Keys have at least 128 bits of chance in them, so one round of SHA-256 hides them; passwords need argon2id. */
export const hashSecret = (secret: string) => createHash('sha256').update(secret).digest();

export const sameHash = (one: Buffer, other: Buffer) => one.length === other.length && timingSafeEqual(one, other);

export const randomSecret = (prefix: string) => prefix + randomBytes(32).toString('base64url');

export const randomWord = (length: number, letters = ALPHANUMERIC) =>
  Array.from({ length }, () => letters[randomInt(letters.length)]).join('');
