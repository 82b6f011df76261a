const names = new Map<string, string>();

/** A short, stable name per statement text; PostgreSQL keeps a prepared plan under it on each connection. */
export function preparedName(text: string): string {
  let name = names.get(text);
  if (!name) names.set(text, (name = `q${names.size + 1}`));
  return name;
}
