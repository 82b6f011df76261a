/** White space, control characters and whatever else leaves nothing to see. */
const BETWEEN = /[\p{White_Space}\p{Cc}\p{Cf}\p{Default_Ignorable_Code_Point}\u2800]+/u;

/** The words of a search, each once; none where nothing of the text can be seen. */
export function wordsOf(text: string): string[] {
  const words = text.split(BETWEEN).filter((word) => word !== '');
  return [...new Set(isNumber(words) ? international(words) : words)];
}

const isNumber = (words: string[]) =>
  words.length > 1 && /^\+?[\d()./-]+$/.test(words.join('')) && words.join('').replace(/\D/g, '').length >= 6;

/** The words of a phone number without the zeros that are dialled before it and are no part of its normal form: `020 7946`, `+44 (0)20`. */
function international(words: string[]): string[] {
  const plain = words.map((word, at) =>
    (at === 0 || words[at - 1]!.startsWith('+') ? word.replace(/^[(]?0+[)]?(?=\d|$)/, '') : word).replace('(0)', ''),
  );
  return plain.filter((word) => /\d/.test(word));
}
