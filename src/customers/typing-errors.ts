/** Shorter words are too many within one edit of each other. */
const LETTERS = 5;

/**
 * The words that are one typing error away from a word: a letter that is wrong, missing, too many, or in the place of
 * its neighbour. They are patterns of LIKE, where `_` stands for any letter. None for a short word, and none for a word
 * of other characters than letters and digits.
 */
export function withTypingError(word: string): string[] {
  const letters = [...word.normalize('NFC').toLowerCase()];
  if (letters.length < LETTERS || !/^[\p{L}\p{N}]+$/u.test(word)) return [];
  const patterns = letters.flatMap((_, at) => {
    const [before, after] = [letters.slice(0, at), letters.slice(at + 1)];
    const [letter, next, ...rest] = letters.slice(at) as [string, ...string[]];
    return [
      [...before, '_', ...after],
      [...before, '_', letter, ...after],
      [...before, ...after],
      ...(next === undefined ? [] : [[...before, next, letter, ...rest]]),
    ];
  });
  return [...new Set(patterns.map((pattern) => pattern.join('')))];
}
