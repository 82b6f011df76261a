import type { Frequencies } from './name-similarity.js';
import { equalPairs, heaviest, type Part, shared, sharedBy } from './part.js';
import type { PhoneTrait, Traits } from './traits.js';

const SAME_EMAIL = 45;
/** Branches of a chain share it, so it says less than a person's own. */
const SAME_ROLE = 37;
const SAME_DOMAIN = 30;
/** One email names a task and the other a person: a firm has both. Emails of branches are mostly of one kind. */
const OF_FIRM = 34;
/** Emails of one domain that so many customers have: each branch of a chain has its own. */
const OF_CHAIN = 4;
const DIFFERENT_EMAIL = -10;
const SAME_PHONE = 40;
/** The number is the same but for the code of the country, which one of the two lacks. */
const SAME_NATIONAL = 38;
/** Two lines of one switchboard. */
const OTHER_EXTENSION = 12;

export function contactEvidence(one: Traits, other: Traits, frequencies: Frequencies): Part[] {
  const emails = equalPairs(one.emails, other.emails).map(([own, others]): Part => {
    const weight = own.isRole
      ? shared(SAME_ROLE, own.block, frequencies)
      : sharedBy(frequencies.of(own.block), SAME_EMAIL);
    return { reason: 'email', weight, ofOne: own.text, ofOther: others.text };
  });
  const domains = equalPairs(one.domains, other.domains).map(([own, others]): Part => {
    const values = { ofOne: own.text, ofOther: others.text };
    const isOfChain = frequencies.holders(own.block) >= OF_CHAIN && one.emails.length > 0 && other.emails.length > 0;
    if (isOfChain) return { reason: 'differentEmail', weight: DIFFERENT_EMAIL, ...values };
    const weight = haveBothKinds(one, other, own.text) ? OF_FIRM : SAME_DOMAIN;
    return { reason: 'emailDomain', weight: shared(weight, own.block, frequencies), ...values };
  });
  const phones = one.phones.flatMap((own) => other.phones.flatMap((others) => phonePart(own, others, frequencies)));
  // An equal email has an equal domain.
  return [...heaviest(emails.length > 0 ? emails : domains), ...heaviest(phones)];
}

/** One has an email of the domain for a task, and the other one of a person. */
function haveBothKinds(one: Traits, other: Traits, domain: string): boolean {
  const [kinds, others] = [one, other].map(({ emails }) =>
    emails.filter(({ normal }) => normal.endsWith(`@${domain}`)).map(({ isRole }) => isRole),
  ) as [boolean[], boolean[]];
  return kinds.some((kind) => others.includes(!kind));
}

/** An equal email or phone that hardly any third customer has. */
export const isOwn = ({ reason, weight }: Part): boolean => reason !== 'emailDomain' && weight >= LEAST_OF_OWN;
const LEAST_OF_OWN = 36;

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
