/** White space, control characters and other invisible characters. */
const BETWEEN = /[\p{White_Space}\p{Cc}\p{Cf}\p{Default_Ignorable_Code_Point}\u2800]+/u;

/** The distinct words of a search. None if nothing of the text is visible. */
export function wordsOf(text: string): string[] {
  const words = text.split(BETWEEN).filter((word) => word !== '');
  return [...new Set(isNumber(words) ? international(words) : words)];
}

const isNumber = (words: string[]) =>
  words.length > 1 && /^\+?[\d()./-]+$/.test(words.join('')) && words.join('').replace(/\D/g, '').length >= 6;

/**
 * The words of a phone number without the trunk zeros, which its normal form does not have: `020 7946`, `+44 (0)20`.
 */
function international(words: string[]): string[] {
  const plain = words.map((word, at) =>
    (at === 0 || words[at - 1]!.startsWith('+') ? word.replace(/^[(]?0+[)]?(?=\d|$)/, '') : word).replace('(0)', ''),
  );
  return plain.filter((word) => /\d/.test(word));
}
