import { hasControlCharacters, oneLine } from '../normal-forms/texts.js';
import { invalidField } from '../problem.js';

/** Cleans a text of one line, as contracts clean theirs. It must have a visible character. */
export function requiredLine(field: string, text: string): string {
  const line = oneLine(text);
  if (line === '') throw invalidField(field, 'required', 'must not be empty');
  if (hasControlCharacters(line)) throw invalidField(field, 'controlCharacters', 'must not have control characters');
  return line;
}

/** Cleans an optional text of one line. An empty text becomes null. */
export const optionalLine = (field: string, text: string | null | undefined): string | null =>
  typeof text === 'string' && oneLine(text) !== '' ? requiredLine(field, text) : null;
