import fc from 'fast-check';
import { withTypingError } from '../../src/customers/typing-errors.js';

const letter = fc.constantFrom(...'abcdeéß東京ж7');
const word = fc.array(letter, { minLength: 5, maxLength: 12 });
const place = fc.nat({ max: 1000 });

const matches = (typed: readonly string[], meant: readonly string[]) =>
  withTypingError(typed.join('')).some((pattern) =>
    new RegExp(`^${pattern.replaceAll('_', '.')}`, 'u').test(meant.join('')),
  );

describe('a word with a typing error matches the word that was meant', () => {
  it.each<[string, (meant: string[], at: number, other: string) => string[]]>([
    ['a wrong letter', (meant, at, other) => meant.with(at % meant.length, other)],
    ['a letter too many', (meant, at, other) => meant.toSpliced(at % (meant.length + 1), 0, other)],
    [
      'two letters in each other’s place',
      (meant, at) => {
        const first = at % (meant.length - 1);
        return meant.with(first, meant[first + 1]!).with(first + 1, meant[first]!);
      },
    ],
  ])('%s', (_, mistyped) => {
    fc.assert(fc.property(word, place, letter, (meant, at, other) => matches(mistyped(meant, at, other), meant)));
  });

  it('a missing letter, but for the last one, without which it is the beginning of the word', () => {
    const longer = fc.array(letter, { minLength: 6, maxLength: 12 });
    fc.assert(fc.property(longer, place, (meant, at) => matches(meant.toSpliced(at % (meant.length - 1), 1), meant)));
  });
});

it.each(['', 'four', 'a b c d', 'o’brien', 'per%ent', 'under_score', 'crm-99'])('%j has no such words', (typed) => {
  expect(withTypingError(typed)).toEqual([]);
});
