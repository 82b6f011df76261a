/** The name of a resource and the name of a method of it. */
export interface MethodName {
  group: string;
  method: string;
}

/**
 * Names a method by the operation ID without the noun of its resource, and the resource by the tag of the operation:
 * `addEmail` of "Emails" is `emails.add`. What an operation reads below a record of another resource belongs to that
 * one: `listCustomerChanges` of "Changes" is `customers.listChanges`.
 */
export function methodNameOf(operationId: string, tag: string, tags: readonly string[]): MethodName {
  const [verb = '', ...nouns] = wordsOf(operationId);
  const owner = tags.find((other) => other !== tag && nouns.length > 1 && nouns[0] === singularOf(wordsOf(other)[0]!));
  if (owner && startsWith(nouns.slice(1), tag))
    return { group: camel(wordsOf(owner)), method: camel([verb, ...nouns.slice(1)]) };
  return { group: camel(wordsOf(tag)), method: camel([verb, ...withoutNoun(nouns, tag)]) };
}

/** `toggleEmailLock` and `Company names` both have three or two words, in lower case. */
const wordsOf = (text: string) =>
  text
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .split(' ');

/** Words without those of a resource, in the singular or in the plural, wherever they are. */
function withoutNoun(words: string[], tag: string): string[] {
  const noun = wordsOf(tag);
  const at = words.findIndex((_, start) => startsWith(words.slice(start), tag));
  return at < 0 ? words : [...words.slice(0, at), ...words.slice(at + noun.length)];
}

const startsWith = (words: string[], tag: string) =>
  wordsOf(tag).every((word, at) => words[at] !== undefined && singularOf(words[at]) === singularOf(word));

const singularOf = (word: string) => word.replace(/s$/, '');

const camel = (words: string[]) =>
  words.map((word, at) => (at === 0 ? word : word[0]!.toUpperCase() + word.slice(1))).join('');
