/**
 * A value that an answer must have. An object names the keys that must be there, and others may be; a list names every
 * element. A pattern matches a text, and a test any value.
 */
export type Expected = unknown;

/** A test of a value. `told` says in a failure what was expected. */
export interface Test {
  told: string;
  accepts(value: unknown): boolean;
}

const test = (told: string, accepts: (value: unknown) => boolean): Test => ({ told, accepts });

export const any = {
  whole: test('a whole number', Number.isSafeInteger),
  number: test('a number', (value) => typeof value === 'number'),
  text: test('a text', (value) => typeof value === 'string' && value !== ''),
  flag: test('true or false', (value) => typeof value === 'boolean'),
  list: test('a list', Array.isArray),
  thing: test('a value', (value) => value !== undefined && value !== null),
  missing: test('nothing', (value) => value === undefined),
};

/** A text in UTC to the second, as `2024-01-15T10:30:00Z`. */
export const time = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/;

/** An object that has these keys and no others. */
export const exactly = (keys: Record<string, Expected>): Test => ({
  told: `exactly ${told(keys)}`,
  accepts: (value) => isObject(value) && sameKeys(value, keys) && difference(value, keys) === undefined,
});

/** A list in which an element matches. */
export const containing = (element: Expected): Test => ({
  told: `a list with ${told(element)}`,
  accepts: (value) => Array.isArray(value) && value.some((each) => difference(each, element) === undefined),
});

/** A list in which no element matches. */
export const without = (element: Expected): Test => ({
  told: `a list without ${told(element)}`,
  accepts: (value) => Array.isArray(value) && !value.some((each) => difference(each, element) === undefined),
});

/** Where and how a value is other than expected, or nothing. */
export function difference(actual: unknown, expected: Expected, path = ''): string | undefined {
  if (expected instanceof RegExp)
    return typeof actual === 'string' && expected.test(actual) ? undefined : wrong(path, actual, String(expected));
  if (isTest(expected)) return expected.accepts(actual) ? undefined : wrong(path, actual, expected.told);
  if (Array.isArray(expected)) {
    if (!Array.isArray(actual) || actual.length !== expected.length) return wrong(path, actual, told(expected));
    return first(expected.map((each, at) => difference(actual[at], each, `${path}[${at}]`)));
  }
  if (isObject(expected)) {
    if (!isObject(actual)) return wrong(path, actual, told(expected));
    return first(Object.entries(expected).map(([key, each]) => difference(actual[key], each, `${path}.${key}`)));
  }
  return Object.is(actual, expected) ? undefined : wrong(path, actual, told(expected));
}

const first = (differences: (string | undefined)[]) => differences.find((each) => each !== undefined);
const wrong = (path: string, actual: unknown, expected: string) =>
  `${path || 'the body'} is ${told(actual)}, expected ${expected}`;

/** A value in a message, cut to a bearable length. */
export function told(value: unknown): string {
  const text = JSON.stringify(value, (_, each: unknown) =>
    each instanceof RegExp ? String(each) : isTest(each) ? each.told : each,
  );
  return text === undefined ? 'nothing' : text.length > 400 ? `${text.slice(0, 400)} …` : text;
}

export const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const isTest = (value: unknown): value is Test => isObject(value) && typeof value.accepts === 'function';
const sameKeys = (one: object, other: object) =>
  Object.keys(one).sort().join('\n') === Object.keys(other).sort().join('\n');
