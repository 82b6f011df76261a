import { readEmail } from '../normal-forms/emails.js';
import type { Normal } from '../normal-forms/normal.js';
import { duplicate, invalidField } from '../problem.js';

/** An address as it is stored, and its normal form. */
export function emailAddress(input: string): Normal {
  const address = readEmail(input);
  if (!address) throw invalidField('email', 'isEmail', 'must be an email address');
  return address;
}

/** Two emails of one customer never have equal normal forms. */
export const emailTaken = (cause?: unknown) =>
  duplicate('email', 'This customer already has this email address.', {
    subject: 'email',
    reason: 'EMAIL_TAKEN',
    cause,
  });
