import { parseArgs } from 'node:util';
import { oneLine } from '../normal-forms/texts.js';

/**
 * Reads `--name value` options of a command. A name it does not know is refused rather than ignored. Values are cleaned
 * like the texts of requests, apart from the names of files.
 */
export function optionsOf<Required extends string, Other extends string = never>(
  argv: readonly string[],
  required: readonly Required[],
  others: readonly Other[] = [],
): Record<Required, string> & Partial<Record<Other, string>> {
  const options = Object.fromEntries([...required, ...others].map((name) => [name, { type: 'string' as const }]));
  const { values } = parseArgs({ args: [...argv], options, allowPositionals: false });
  const given = Object.fromEntries(Object.entries(values).map(([name, value]) => [name, name.endsWith('-file') ? value : oneLine(String(value))]));
  const missing = required.filter((name) => !given[name]);
  if (missing.length > 0) throw new Error(`Missing: ${missing.map((name) => `--${name}`).join(', ')}`);
  return given as Record<Required, string> & Partial<Record<Other, string>>;
}
