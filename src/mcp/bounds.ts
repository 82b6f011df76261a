/** The most characters of an answer, as JSON: some pages of text, which fit into any context. */
const MOST = 24_000;
/** The most characters of one value: the first that makes the answer short enough. */
const LONGEST_TEXTS = [2_000, 500, 120];

export interface Bounded<Data> {
  data: Data;
  /** How many items of lists were left out. */
  leftOut: number;
}

/** Shortens long texts, and if that is not enough, halves the longest list until the answer is short enough. */
export function bounded<Data extends object>(data: Data): Bounded<Data> {
  let copy = data;
  for (const longest of LONGEST_TEXTS) {
    copy = shortened(data, longest) as Data;
    if (isShort(copy)) break;
  }
  let leftOut = 0;
  while (!isShort(copy)) {
    const list = longestListIn(copy);
    if (!list) break;
    leftOut += list.splice(Math.floor(list.length / 2)).length;
  }
  return { data: copy, leftOut };
}

const isShort = (data: object): boolean => JSON.stringify(data).length <= MOST;

function shortened(value: unknown, longest: number): unknown {
  if (typeof value === 'string' && value.length > longest)
    return `${value.slice(0, longest)}… (${value.length - longest} more characters)`;
  if (Array.isArray(value)) return value.map((part) => shortened(part, longest));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, shortened(part, longest)]));
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
