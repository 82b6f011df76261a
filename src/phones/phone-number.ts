import { type Countries, extensionOf, type PhoneNumber, readPhone } from '../normal-forms/phones.js';
import { isEmptyText, oneLine } from '../normal-forms/texts.js';
import { duplicate, invalidField } from '../problem.js';
import type { Phone } from './phone.entity.js';

/** A number and its extension, which may be part of the text or be sent in a field of its own. */
export function phoneNumber(input: string, countries: Countries, extension: string | null = null): PhoneNumber {
  const value = readPhone(input, countries, extension);
  if (!value) throw invalidField('phone', 'digits', 'must have a digit');
  return value;
}

/** An extension as it is stored: its digits. */
export function extensionFrom<Left extends null | undefined>(input: string | Left): string | null | Left {
  if (typeof input !== 'string') return input;
  if (isEmptyText(input)) return null;
  const digits = extensionOf(input);
  if (digits === undefined) throw invalidField('extension', 'digits', 'must have a digit');
  return digits;
}

/** The normal form of a number that is stored. Very old records may have no digit; they compare as they are written. */
export const normalPhoneOf = (phone: string, extension: string | null, countries: Countries): string =>
  readPhone(phone, countries, extension)?.normal ?? phone;

/** The columns of a new record. */
export const stored = ({ text, extension, normal }: PhoneNumber) => ({ phone: text, extension, phoneNormal: normal });

/**
 * The columns that change when a record takes a value. A locked record keeps its spelling, and so do parts that compare
 * as equal.
 */
export function rewriting(before: Phone, { text, extension, normal }: PhoneNumber): Partial<Phone> {
  const isSame = normal === before.phoneNormal;
  if (isSame && before.isLocked) return {};
  return {
    ...(text !== oneLine(before.phone) && { phone: text }),
    ...(extension !== digitsOf(before.extension) && { extension }),
    ...(!isSame && { phoneNormal: normal, isTwin: false }),
  };
}

/** The value of a record after an update; none if number and extension stay as they are. An omitted extension stays. */
export function renumbered(
  before: Phone,
  countries: Countries,
  input: { phone?: string; extension?: string | null },
): PhoneNumber | undefined {
  const extension = extensionFrom(input.extension);
  const isRespelled = input.phone !== undefined && oneLine(input.phone) !== oneLine(before.phone);
  if (!isRespelled && (extension === undefined || extension === digitsOf(before.extension))) return undefined;
  const value = phoneNumber(isRespelled ? input.phone! : before.phone, countries, extension);
  const isOmitted = extension === undefined && value.extension === null;
  return isOmitted ? phoneNumber(value.text, countries, extensionIn(before)) : value;
}

/** The extension of a record. Old records may have it as part of the text. */
export const extensionIn = ({ phoneNormal }: Pick<Phone, 'phoneNormal'>): string | null =>
  /;ext=(\d+)$/.exec(phoneNormal)?.[1] ?? null;

const digitsOf = (extension: string | null) => (extension === null ? null : (extensionOf(extension) ?? null));

/** Two phones of one customer never have equal normal forms. */
export const phoneTaken = (cause?: unknown) =>
  duplicate('phone', 'This customer already has this phone number.', {
    subject: 'phone',
    reason: 'PHONE_TAKEN',
    cause,
  });
