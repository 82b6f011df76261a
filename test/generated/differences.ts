/**
 * What is not the same in two JSON values. A generated model has no way to tell null from a missing value, so null may
 * be missing. Times may be written in any way.
 */
export function differences(expected: unknown, found: unknown, place = ''): string[] {
  if (expected === null || expected === undefined) return found === null || found === undefined ? [] : [said()];
  if (Array.isArray(expected)) {
    if (!Array.isArray(found) || found.length !== expected.length) return [said()];
    return expected.flatMap((one, at) => differences(one, found[at], `${place}[${at}]`));
  }
  if (typeof expected === 'object') {
    if (typeof found !== 'object' || found === null || Array.isArray(found)) return [said()];
    const keys = new Set([...Object.keys(expected), ...Object.keys(found)]);
    return [...keys].flatMap((key) =>
      differences((expected as Fields)[key], (found as Fields)[key], place === '' ? key : `${place}.${key}`),
    );
  }
  return expected === found || isSameTime(expected, found) ? [] : [said()];

  function said() {
    return `${place || 'it'} is ${JSON.stringify(expected)}, not ${JSON.stringify(found)}`;
  }
}

type Fields = Record<string, unknown>;

const TIME = /^\d{4}-\d\d-\d\d/;

const isSameTime = (one: unknown, other: unknown) =>
  typeof one === 'string' &&
  typeof other === 'string' &&
  TIME.test(one) &&
  TIME.test(other) &&
  Date.parse(one) === Date.parse(other);
