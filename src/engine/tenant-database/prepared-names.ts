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
