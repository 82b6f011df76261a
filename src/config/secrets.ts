/** The least number of characters of each secret. */
export const SHORTEST_SECRET = 32;

/**
 * Splits a setting with several secrets, which are separated by commas or line breaks. The first one is used for new
 * values; all of them are accepted for older values.
 */
export const secretsIn = (text: string): string[] =>
  text
    .split(/[,\r\n]/)
    .map((secret) => secret.trim())
    .filter((secret) => secret !== '');
