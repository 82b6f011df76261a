import { readEmail } from '../normal-forms/emails.js';
import type { Normal } from '../normal-forms/normal.js';
import { duplicate, invalidField } from '../problem.js';

/** An address as it is stored, and as it is compared. */
export function emailAddress(input: string): Normal {
  const address = readEmail(input);
  if (!address) throw invalidField('email', 'isEmail', 'must be an email address');
  return address;
}

/** Two e-mails of one customer never compare as the same. */
export const emailTaken = (cause?: unknown) =>
  duplicate('email', 'This customer already has this e-mail address.', {
    subject: 'email',
    reason: 'EMAIL_TAKEN',
    cause,
  });
