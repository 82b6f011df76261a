/** Lists of texts are in one cell, with this between them. */
export const SEPARATOR = ';';

/** What a spreadsheet would take for a formula. */
export const FORMULA = /^[=+\-@\t\r]/;

/**
 * Writes objects as CSV. The words of inner objects and of lists have a path: `address.street`, `emails.0.email`. All
 * objects are measured before the first line, so that every one has its columns.
 */
export class CsvLines {
  private readonly columns = new Set<string>();
  private order?: string[];

  measure(row: object): void {
    for (const path of pathsOf(row).keys()) this.columns.add(path);
  }

  header(): string {
    return lineOf(this.sorted());
  }

  get isMeasured(): boolean {
    return this.order !== undefined;
  }

  line(row: object): string {
    const cells = pathsOf(row);
    return lineOf(this.sorted().map((path) => cells.get(path) ?? ''));
  }

  /** A column that was first seen late stands beside the columns of its list. */
  private sorted(): string[] {
    return (this.order ??= orderOf([...this.columns]));
  }
}

/** Numbers in paths count as numbers, and words keep the order in which they came. */
function orderOf(paths: readonly string[]): string[] {
  const places = new Map<string, number>();
  for (const path of paths) for (const key of path.split('.')) if (!places.has(key)) places.set(key, places.size);
  const rank = (key: string) => (/^\d+$/.test(key) ? Number(key) : places.get(key)!);
  return [...paths].sort((one, other) => {
    const [mine, theirs] = [one.split('.'), other.split('.')];
    const at = mine.findIndex((key, index) => key !== theirs[index]);
    return at < 0 ? mine.length - theirs.length : theirs[at] === undefined ? 1 : rank(mine[at]!) - rank(theirs[at]);
  });
}

function pathsOf(row: object, before = '', found = new Map<string, string>()): Map<string, string> {
  for (const [key, value] of Object.entries(row)) {
    const path = before + key;
    if (Array.isArray(value) && value.every((one) => typeof one !== 'object')) found.set(path, value.join(SEPARATOR));
    else if (typeof value === 'object' && value !== null) pathsOf(value as object, `${path}.`, found);
    else found.set(path, value === null || value === undefined ? '' : String(value));
  }
  return found;
}

const lineOf = (cells: readonly string[]) => `${cells.map(cellOf).join(',')}\r\n`;

function cellOf(text: string): string {
  const safe = FORMULA.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
