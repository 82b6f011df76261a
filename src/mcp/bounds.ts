/** The most characters of an answer, as JSON: some pages of text, which fit into any context. */
const MOST = 24_000;
/** The most characters of one value. */
const LONGEST_TEXT = 2_000;

export interface Bounded<Data> {
  data: Data;
  /** How many items of lists were left out. */
  leftOut: number;
}

/** Shortens long texts, then halves the longest list until the answer is short enough. */
export function bounded<Data extends object>(data: Data): Bounded<Data> {
  const copy = shortened(data) as Data;
  let leftOut = 0;
  while (JSON.stringify(copy).length > MOST) {
    const list = longestListIn(copy);
    if (!list) break;
    leftOut += list.splice(Math.floor(list.length / 2)).length;
  }
  return { data: copy, leftOut };
}

function shortened(value: unknown): unknown {
  if (typeof value === 'string' && value.length > LONGEST_TEXT)
    return `${value.slice(0, LONGEST_TEXT)}… (${value.length - LONGEST_TEXT} more characters)`;
  if (Array.isArray(value)) return value.map(shortened);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, shortened(part)]));
}

/** The list with the most text. */
function longestListIn(value: unknown): unknown[] | undefined {
  let [longest, most]: [unknown[] | undefined, number] = [undefined, 0];
  const visit = (part: unknown): void => {
    if (typeof part !== 'object' || part === null) return;
    // The text of a list with one item is in that item, unless the item itself is the text.
    if (Array.isArray(part) && part.length > 0) {
      const size = JSON.stringify(part).length - (part.length === 1 ? MOST : 0);
      if (!longest || size > most) [longest, most] = [part, size];
    }
    Object.values(part).forEach(visit);
  };
  visit(value);
  return longest;
}

/** Without fields that have no value: a record has a hundred fields, and most are empty. */
export const filled = <Value extends object>(record: Value): Partial<Value> =>
  Object.fromEntries(
    Object.entries(record).filter(([, value]) => value !== null && !(Array.isArray(value) && value.length === 0)),
  ) as Partial<Value>;
