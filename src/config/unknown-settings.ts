/**
 * Warnings of variables that look like a setting of ours and are none: their name begins like ours, or is one of ours with a slip.
 * Most variables belong to other programs, so no other is looked at.
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

/** Beginnings that Node and the shell have, too. */
const OTHERS_TOO = ['NODE_'];

/** Kubernetes and Docker tell every container of the services beside it: REDIS_PORT=tcp://10.0.0.7:6379. */
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

/** POST is not PORT: in a name of four letters only one that is missing, one too many, or two that changed places are a slip. */
const isAnotherWord = (name: string, known: string) =>
  known.length < 5 && name.length === known.length && sorted(name) !== sorted(known);
const sorted = (text: string) => [...text].sort().join('');

/** How many letters were left out, added or replaced, or changed places with the next one (Damerau and Levenshtein). */
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
