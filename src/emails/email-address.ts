import { domainToASCII } from 'node:url';
import { isEmail } from 'class-validator';
import type { Value } from '../customers/places.js';
import { duplicate, invalidField } from '../problem.js';

/** An address as it was given, and as it is compared: domain in lower-case IDNA, local part case-folded. */
export function emailAddress(input: string): Value {
  const text = input.trim();
  if (!isEmail(text, { allow_utf8_local_part: true })) throw invalidField('email', 'isEmail', 'must be an e-mail address');
  const at = text.lastIndexOf('@');
  const [local, domain] = [text.slice(0, at), text.slice(at + 1)];
  // Upper case first folds what lower case alone does not: ß and SS. A domain that is no IDNA compares as it is written.
  return { text, normal: `${local.normalize('NFC').toUpperCase().toLowerCase()}@${domainToASCII(domain) || domain.toLowerCase()}` };
}

/** Two e-mails of one customer never compare as the same. */
export const emailTaken = (cause?: unknown) => duplicate('email', 'This customer already has this e-mail address.', { subject: 'email', reason: 'EMAIL_TAKEN', cause });
