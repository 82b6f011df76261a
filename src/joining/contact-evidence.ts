import type { Frequencies } from './name-similarity.js';
import { equalPairs, heaviest, type Part, shared } from './part.js';
import type { Traits } from './traits.js';

const SAME_EMAIL = 45;
const SAME_ROLE = 43;
const SAME_DOMAIN = 12;
const SAME_PHONE = 40;
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
  const phones = equalPairs(one.phones, other.phones).map(([own, others]): Part => {
    const isOtherLine = own.extension !== null && others.extension !== null && own.extension !== others.extension;
    const weight = shared(isOtherLine ? OTHER_EXTENSION : SAME_PHONE, own.block, frequencies);
    return { reason: 'phone', weight, ofOne: own.text, ofOther: others.text };
  });
  // An equal email has an equal domain.
  return [...heaviest(emails.length > 0 ? emails : domains), ...heaviest(phones)];
}
