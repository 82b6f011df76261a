import { type CountryCode, isSupportedCountry, parsePhoneNumberFromString } from 'libphonenumber-js/max';
import type { Value } from '../customers/places.js';
import { duplicate, invalidField } from '../problem.js';

/**
 * A number as it was given, and as it is compared: E.164 with the extension as in RFC 3966 (`+15551234567;ext=12`)
 * where it can be parsed in one of the countries, else as given. Only a text without any digit is refused.
 */
export function phoneNumber(input: string, countries: readonly (string | null)[], extension: string | null = null): Value {
  const text = input.trim();
  if (!/\p{Nd}/u.test(text)) throw invalidField('phone', 'digits', 'must have a digit');
  const parsed = firstOf(countries, (country) => parsePhoneNumberFromString(text, country));
  const ext = extension ?? parsed?.ext?.toString();
  const number = parsed?.isPossible() ? parsed.number : text;
  return { text, normal: ext ? `${number};ext=${ext}` : number };
}

/** Two phones of one customer never compare as the same. */
export const phoneTaken = (cause?: unknown) => duplicate('phone', 'This customer already has this phone number.', { subject: 'phone', reason: 'PHONE_TAKEN', cause });

function firstOf<Result>(countries: readonly (string | null)[], parse: (country?: CountryCode) => Result | undefined): Result | undefined {
  const country = countries.map((code) => code?.toUpperCase()).find((code) => code !== undefined && isSupportedCountry(code));
  return parse(country);
}
