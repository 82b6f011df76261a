/** Far more than the code has texts: one that grows with what callers send is slow then, and takes no memory without end. */
const MOST_NAMES = 250;
const names = new Map<string, string>();

/** Texts that are put together from what callers send; each costs memory on every connection. */
const MOST_SHAPES = 100;
const shapes = new Map<string, string>();

/** A short, stable name per statement text; PostgreSQL keeps a prepared plan under it on each connection. */
export function preparedName(text: string): string | undefined {
  let name = names.get(text);
  if (!name && names.size < MOST_NAMES) names.set(text, (name = `q${names.size + 1}`));
  return name;
}

/** The same for one of many texts that differ in the columns that a caller sent: the first ones have a name, the others none. */
export function shapeName(text: string): string | undefined {
  let name = shapes.get(text);
  if (!name && shapes.size < MOST_SHAPES) shapes.set(text, (name = `s${shapes.size + 1}`));
  return name;
}
