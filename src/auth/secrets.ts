import { createSecretKey, hash, hkdfSync, type KeyObject, randomBytes, randomInt, timingSafeEqual } from 'node:crypto';

const ALPHANUMERIC = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';

/** Keys have at least 128 random bits, so one round of SHA-256 is enough. Passwords need argon2id. */
export const hashSecret = (secret: string) => hash('sha256', secret, 'buffer');

/** The hash as text, for cache keys. */
export const hashText = (secret: string) => hash('sha256', secret, 'base64');

export const sameHash = (one: Buffer, other: Buffer) => one.length === other.length && timingSafeEqual(one, other);

/** A key object, because the token library tries to read a text as a private key each time, which takes 0.8 ms. */
export const hmacKeyOf = (secret: string): KeyObject => createSecretKey(Buffer.from(secret));

/** Longer than any key, of which a prefix and 32 random bytes are the longest part. */
export const LONGEST_SECRET = 64;

export const randomSecret = (prefix: string) => prefix + randomBytes(32).toString('base64url');

export const randomWord = (length: number, letters = ALPHANUMERIC) =>
  Array.from({ length }, () => letters[randomInt(letters.length)]).join('');

/** Derives a word from a secret (HKDF). The word reveals nothing about the secret or about other derived words. */
export function derivedWord(secret: string, purpose: string, what: string, length: number): string {
  // 16 bits per letter where 6 would do, so that the bias of the remainder is negligible.
  let number = BigInt(`0x${Buffer.from(hkdfSync('sha256', secret, purpose, what, 2 * length)).toString('hex')}`);
  const letters = BigInt(ALPHANUMERIC.length);
  return Array.from({ length }, () => {
    const letter = ALPHANUMERIC[Number(number % letters)];
    number /= letters;
    return letter;
  }).join('');
}
