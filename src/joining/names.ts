import { type LegalForm, withoutLegalForms } from './legal-forms.js';
import { CONNECTING, SHORT_FORMS } from './common-words.js';

/** A name as it is compared. */
export interface Name {
  /** As it is written. */
  text: string;
  /** Its words without accents, case, connecting words and legal forms. Each word is there once. */
  words: string[];
  /** The words in one, as they follow each other: `supermercado` is `super mercado`. */
  joined: string;
  forms: LegalForm[];
}

const MOST_WORDS = 12;
const LONGEST = 200;

/** Reads a name; nothing if it has no letter or digit. */
export function readName(text: string): Name | undefined {
  const split = wordsIn(text.slice(0, LONGEST));
  const { words: all, forms } = withoutLegalForms(split);
  const telling = all.filter((word) => !CONNECTING.has(word));
  const words = [...new Set((telling.length > 0 ? telling : all).map((word) => SHORT_FORMS.get(word) ?? word))];
  return words.length === 0 ? undefined : { text, words: words.slice(0, MOST_WORDS), joined: words.join(''), forms };
}

/** Words without case, accents and punctuation. Single letters with dots between them are one word: S.A. is `sa`. */
export function wordsIn(text: string): string[] {
  const plain = plainText(text)
    .replace(/(?<![\p{L}\p{N}])(?:\p{L}[.\s/]\s?){1,5}\p{L}(?![\p{L}\p{N}])\.?/gu, (letters) =>
      letters.replace(/[^\p{L}]/gu, ''),
    )
    .replace(/['’`´]/g, '')
    .replaceAll('&', ' ');
  return plain.split(/[^\p{L}\p{N}]+/u).filter((word) => word !== '');
}

/** Without case and accents, in compatibility form. */
export const plainText = (text: string): string =>
  text
    .normalize('NFKD')
    .replace(/\p{M}+/gu, '')
    .toUpperCase()
    .toLowerCase()
    .normalize('NFKC');
