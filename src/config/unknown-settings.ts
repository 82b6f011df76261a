/**
 * Warns about variables that look like a setting but are not: the name begins like a setting, or is a setting with a
 * typo. All other variables are ignored, because most belong to other programs.
 */
export function unknownSettings(given: NodeJS.ProcessEnv, known: ReadonlySet<string>): string[] {
  const prefixes = new Set([...known].flatMap((name) => (name.includes('_') ? [`${name.split('_')[0]}_`] : [])));
  for (const others of OTHERS_TOO) prefixes.delete(others);
  return Object.keys(given)
    .sort()
    .flatMap((name) => {
      if (known.has(name) || isOfOrchestrators(name, given[name] ?? '')) return [];
      const plain = name.toUpperCase().replace(/\W/g, '_');
      const prefix = [...prefixes].find((one) => plain.startsWith(one));
      const nearest =
        slipFor(plain, known) ??
        (prefix &&
          nearestOf(
            plain,
            [...known].filter((one) => one.startsWith(prefix)),
          ));
      return nearest ? [`${name} is not a setting of Clientela and has no effect; did you mean ${nearest}?`] : [];
    });
}

/** Prefixes that Node and shells use, too. */
const OTHERS_TOO = ['NODE_'];

/** Kubernetes and Docker set variables for neighboring services: REDIS_PORT=tcp://10.0.0.7:6379. */
const isOfOrchestrators = (name: string, value: string) =>
  /_SERVICE_(?:HOST|PORT)|_PORT_\d+_(?:TCP|UDP)/.test(name) || /^(?:tcp|udp):\/\//.test(value);

const slipFor = (name: string, known: ReadonlySet<string>) =>
  nearestOf(
    name,
    [...known].filter((one) => distance(name, one) <= toleratedIn(one) && !isAnotherWord(name, one)),
  );

const nearestOf = (name: string, known: readonly string[]) =>
  known.toSorted((one, other) => distance(name, one) - distance(name, other))[0];

const toleratedIn = ({ length }: string) => (length < 9 ? 1 : length < 14 ? 2 : 3);

/** POST is not a typo of PORT: in names of four letters, a replaced letter does not count as a typo. */
const isAnotherWord = (name: string, known: string) =>
  known.length < 5 && name.length === known.length && sorted(name) !== sorted(known);
const sorted = (text: string) => [...text].sort().join('');

/** The Damerau–Levenshtein distance: letters left out, added, replaced, or swapped with the next one. */
function distance(from: string, to: string): number {
  const costs = Array.from({ length: from.length + 1 }, (_, row) =>
    Array.from({ length: to.length + 1 }, (_, column) => row + column),
  );
  for (let row = 1; row <= from.length; row++) {
    for (let column = 1; column <= to.length; column++) {
      const isSame = from[row - 1] === to[column - 1];
      const isSwapped = row > 1 && column > 1 && from[row - 1] === to[column - 2] && from[row - 2] === to[column - 1];
      costs[row]![column] = Math.min(
        costs[row - 1]![column]! + 1,
        costs[row]![column - 1]! + 1,
        costs[row - 1]![column - 1]! + (isSame ? 0 : 1),
        isSwapped ? costs[row - 2]![column - 2]! + 1 : Infinity,
      );
    }
  }
  return costs[from.length]![to.length]!;
}
