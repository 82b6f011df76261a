import { EXTENSION_LABEL, withAsciiDashes } from './phones.js';

/** White space, control characters and other invisible characters. */
const BETWEEN = /[\p{White_Space}\p{Cc}\p{Cf}\p{Default_Ignorable_Code_Point}\u2800]+/u;

/** The distinct words of a text. None if nothing of it is visible. */
export const wordsOf = (text: string): string[] => [...new Set(split(text))];

const split = (text: string): string[] => text.split(BETWEEN).filter((word) => word !== '');

/** A part of a text that may belong to a phone number. */
interface Part {
  /** The word in the text. */
  word: string;
  /** The digits and punctuation of a number, or the extension after a number. */
  number?: string;
  extension?: string;
}

/**
 * The distinct words of a search. Phone numbers in it are changed to be parts of their normal form: without the zeros
 * that are dialled before the number, and with `ext` before the digits of an extension: `ext45`.
 */
export function searchedWords(text: string): string[] {
  const parts = split(text.replace(TEL, '')).flatMap(partsOf);
  const words: string[] = [];
  for (let at = 0; at < parts.length;) {
    let end = at;
    while (parts[end]?.number !== undefined) end++;
    const groups = parts.slice(at, end).map(({ number }) => number!);
    if (groups.join('').replace(/\D/g, '').length < DIGITS_OF_A_NUMBER) {
      const next = Math.max(end, at + 1);
      words.push(...parts.slice(at, next).map(({ word }) => word));
      at = next;
      continue;
    }
    words.push(...international(groups));
    const extension = parts[end]?.extension ?? extensionIn(parts.slice(end, end + 2));
    if (extension !== undefined) words.push(`ext${extension.replace(/^0+(?=\d)/, '')}`);
    at = end + (extension === undefined ? 0 : parts[end]!.extension === undefined ? 2 : 1);
  }
  return [...new Set(words)];
}

const DIGITS_OF_A_NUMBER = 6;
const TEL = /\btel:(?=\+?\d)/giu;
const NUMBER = /^[,;]*(\+?[\d()./-]+)[,;]*$/;
const EXTENSION = new RegExp(String.raw`^([\d()./+-]*)[,;]*${EXTENSION_LABEL}[.:=]*(\d{1,9})[.,;)]*$`, 'iu');
const LABEL = new RegExp(String.raw`^[,;]*${EXTENSION_LABEL}[.:=]*$`, 'iu');

/** A word, or the number and the extension that are written as one word: `0171x45`. */
function partsOf(word: string): Part[] {
  const plain = withAsciiDashes(word);
  const number = NUMBER.exec(plain)?.[1];
  if (number !== undefined) return [{ word, number }];
  const [, before, extension] = EXTENSION.exec(plain) ?? [];
  if (extension === undefined) return [{ word }];
  return before
    ? [
        { word, number: before },
        { word, extension },
      ]
    : [{ word, extension }];
}

/** The extension in a label and the word after it: `ext. 45`. */
const extensionIn = ([label, digits]: readonly Part[]): string | undefined =>
  label && LABEL.test(label.word) ? /^\d{1,9}(?=[.)]?$)/.exec(digits?.number ?? '')?.[0] : undefined;

/** The groups of a phone number, without zeros and signs that its normal form does not have: `020`, `(0)20`, `011`. */
function international(groups: readonly string[]): string[] {
  if (groups.length === 1) return [groups[0]!.replace('(0)', '').replace(/^011(?=\d{8,}$)/, '')];
  const plain = (groups[0] === '011' ? groups.slice(1) : groups).map((group, at, all) =>
    (at === 0 || all[at - 1]!.startsWith('+') ? group.replace(/^[(]?0+[)]?(?=\d|$)/, '') : group).replace('(0)', ''),
  );
  return plain.filter((group) => /\d/.test(group));
}
