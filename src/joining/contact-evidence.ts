import type { Frequencies } from './name-similarity.js';
import { equalPairs, heaviest, type Part, shared } from './part.js';
import type { PhoneTrait, Traits } from './traits.js';

const SAME_EMAIL = 45;
const SAME_ROLE = 43;
const SAME_DOMAIN = 12;
const SAME_PHONE = 40;
/** The number is the same but for the code of the country, which one of the two lacks. */
const SAME_NATIONAL = 38;
/** Two lines of one switchboard. */
const OTHER_EXTENSION = 12;

export function contactEvidence(one: Traits, other: Traits, frequencies: Frequencies): Part[] {
  const emails = equalPairs(one.emails, other.emails).map(([own, others]): Part => {
    const weight = shared(own.isRole ? SAME_ROLE : SAME_EMAIL, own.block, frequencies);
    return { reason: 'email', weight, ofOne: own.text, ofOther: others.text };
  });
  const domains = equalPairs(one.domains, other.domains).map(([own, others]): Part => {
    const weight = shared(SAME_DOMAIN, own.block, frequencies);
    return { reason: 'emailDomain', weight, ofOne: own.text, ofOther: others.text };
  });
  const phones = one.phones.flatMap((own) => other.phones.flatMap((others) => phonePart(own, others, frequencies)));
  // An equal email has an equal domain.
  return [...heaviest(emails.length > 0 ? emails : domains), ...heaviest(phones)];
}

function phonePart(own: PhoneTrait, others: PhoneTrait, frequencies: Frequencies): Part[] {
  const isEqual = own.block === others.block;
  if (!isEqual && !isOneNumber(own, others)) return [];
  const isOtherLine = own.extension !== null && others.extension !== null && own.extension !== others.extension;
  const weight = isOtherLine ? OTHER_EXTENSION : isEqual ? SAME_PHONE : SAME_NATIONAL;
  const block = isEqual ? own.block : own.line;
  return [{ reason: 'phone', weight: shared(weight, block, frequencies), ofOne: own.text, ofOther: others.text }];
}

/** One of the two is written without its country code, and the digits that it has are those at the end of the other. */
function isOneNumber(one: PhoneTrait, other: PhoneTrait): boolean {
  if (one.line !== other.line) return false;
  const [digits, others] = [one, other].map(({ national, block }) => national ?? block.replace(/\D/g, '')) as [
    string,
    string,
  ];
  return (one.national !== null && others.endsWith(digits)) || (other.national !== null && digits.endsWith(others));
}
