/**
 * Gives each text a short, stable name, under which PostgreSQL keeps a prepared statement on each connection. Only the
 * first `limit` texts get a name.
 */
function namesFor(letter: string, limit: number): (text: string) => string | undefined {
  const names = new Map<string, string>();
  return (text) => {
    let name = names.get(text);
    if (!name && names.size < limit) names.set(text, (name = `${letter}${names.size + 1}`));
    return name;
  };
}

/**
 * For texts that are constants of the program. The limit is far above their number: a text that varies with what
 * callers send becomes slow by mistake, but does not fill the memory.
 */
export const preparedName = namesFor('q', 250);

/** For texts that vary with the columns that a caller sent: only the first variants are prepared. */
export const variantName = namesFor('s', 100);

/**
 * How many texts of the kind that callers shape are prepared at once. Each connection keeps so many, and a plan with
 * ten joins takes 100 kB of the server's memory.
 */
const RECENT = 100;

const recent = new Map<string, string>();
let given = 0;

/** For texts that vary with what callers send: the texts that were used last. One that comes back has another name. */
export function recentName(text: string): string {
  const name = recent.get(text) ?? `r${++given}`;
  useLast(recent, text, name);
  return name;
}

/**
 * A connection's statements with such names. Notes that one is used, and returns the one that the server shall forget.
 */
export function replacedBy(name: string | undefined, used: Map<string, string>): string | undefined {
  return name?.startsWith('r') ? useLast(used, name, name) : undefined;
}

/** The key becomes the last one. Removes and returns the first one if there are too many. */
function useLast(used: Map<string, string>, key: string, name: string): string | undefined {
  used.delete(key);
  used.set(key, name);
  if (used.size <= RECENT) return undefined;
  const [first] = used.keys();
  used.delete(first!);
  return first;
}
