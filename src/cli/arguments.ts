import { parseArgs } from 'node:util';

/** Reads `--name value` options of a command. A name it does not know is refused rather than ignored. */
export function optionsOf<Required extends string, Other extends string = never>(
  argv: readonly string[],
  required: readonly Required[],
  others: readonly Other[] = [],
): Record<Required, string> & Partial<Record<Other, string>> {
  const options = Object.fromEntries([...required, ...others].map((name) => [name, { type: 'string' as const }]));
  const { values } = parseArgs({ args: [...argv], options, allowPositionals: false });
  const missing = required.filter((name) => !values[name]);
  if (missing.length > 0) throw new Error(`Missing: ${missing.map((name) => `--${name}`).join(', ')}`);
  return values as Record<Required, string> & Partial<Record<Other, string>>;
}
