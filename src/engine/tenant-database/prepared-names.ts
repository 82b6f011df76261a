/**
 * A short, stable name for each of so many texts at most, and none for the others; PostgreSQL keeps a prepared plan
 * under it on each connection.
 */
function naming(letter: string, most: number): (text: string) => string | undefined {
  const names = new Map<string, string>();
  return (text) => {
    let name = names.get(text);
    if (!name && names.size < most) names.set(text, (name = `${letter}${names.size + 1}`));
    return name;
  };
}

/**
 * For the code's own texts. The limit is far above their number: one that grows with what callers send is slow then,
 * and takes no memory without end.
 */
export const preparedName = naming('q', 250);

/** For texts that differ in the columns that a caller sent: the first ones have a name. */
export const shapeName = naming('s', 100);
