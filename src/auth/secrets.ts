import { createSecretKey, hash, hkdfSync, type KeyObject, randomBytes, randomInt, timingSafeEqual } from 'node:crypto';

const ALPHANUMERIC = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';

/** Keys have at least 128 bits of chance in them, so one round of SHA-256 hides them; passwords need argon2id. */
export const hashSecret = (secret: string) => hash('sha256', secret, 'buffer');

/** The same as text, to find what is remembered of a secret. */
export const hashText = (secret: string) => hash('sha256', secret, 'base64');

export const sameHash = (one: Buffer, other: Buffer) => one.length === other.length && timingSafeEqual(one, other);

/** For HMAC. Given a text, the token library first tries it as a private key each time, which takes 0.8 ms. */
export const hmacKeyOf = (secret: string): KeyObject => createSecretKey(Buffer.from(secret));

export const randomSecret = (prefix: string) => prefix + randomBytes(32).toString('base64url');

export const randomWord = (length: number, letters = ALPHANUMERIC) =>
  Array.from({ length }, () => letters[randomInt(letters.length)]).join('');

/** A word that follows from a secret and what it is for: the same each time, and no help in guessing the secret or another word. */
export function derivedWord(secret: string, purpose: string, what: string, length: number): string {
  // 16 bits for each letter where 6 would do: the remainder favours some letters by less than anybody could tell.
  let number = BigInt(`0x${Buffer.from(hkdfSync('sha256', secret, purpose, what, 2 * length)).toString('hex')}`);
  const letters = BigInt(ALPHANUMERIC.length);
  return Array.from({ length }, () => {
    const letter = ALPHANUMERIC[Number(number % letters)];
    number /= letters;
    return letter;
  }).join('');
}
