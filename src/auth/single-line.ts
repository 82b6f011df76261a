import { hasControlCharacters, isLongerThan, oneLine } from '../normal-forms/texts.js';
import { invalidField } from '../problem.js';

/** The longest name of a user, a key or a tenant, in characters. */
export const LONGEST_LINE = 255;

/** The longest email address of a user: of RFC 5321. */
export const LONGEST_EMAIL = 254;

/** Cleans a text of one line, as contracts clean theirs. It must have a visible character. */
export function requiredLine(field: string, text: string): string {
  const line = oneLine(text);
  if (line === '') throw invalidField(field, 'required', 'must not be empty');
  if (hasControlCharacters(line)) throw invalidField(field, 'controlCharacters', 'must not have control characters');
  if (isLongerThan(LONGEST_LINE, line))
    throw invalidField(field, 'maxLength', `must have at most ${LONGEST_LINE} characters`);
  return line;
}

/** Cleans an optional text of one line. An empty text becomes null. */
export const optionalLine = (field: string, text: string | null | undefined): string | null =>
  typeof text === 'string' && oneLine(text) !== '' ? requiredLine(field, text) : null;
