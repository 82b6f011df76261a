import { hasControlCharacters, oneLine } from '../normal-forms/texts.js';
import { invalidField } from '../problem.js';

/** A text of one line that must have something to see, as contracts clean theirs. */
export function requiredLine(field: string, text: string): string {
  const line = oneLine(text);
  if (line === '') throw invalidField(field, 'required', 'must not be empty');
  if (hasControlCharacters(line)) throw invalidField(field, 'controlCharacters', 'must not have control characters');
  return line;
}

/** The same where an empty text is none. */
export const optionalLine = (field: string, text: string | null | undefined): string | null =>
  typeof text === 'string' && oneLine(text) !== '' ? requiredLine(field, text) : null;
