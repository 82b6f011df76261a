import { existsSync, readFileSync } from 'node:fs';

/** The assignments of a `.env` file, and warnings about it. */
export interface DotEnv {
  readonly assignments: Readonly<Record<string, string>>;
  readonly warnings: readonly string[];
}

/** Adds the assignments of a file, if it exists, to variables. Variables that are set already win. Returns warnings. */
export function addDotEnv(variables: NodeJS.ProcessEnv, file = '.env'): readonly string[] {
  if (!existsSync(file)) return [];
  const { assignments, warnings } = parseDotEnv(bytesOf(file), file);
  for (const [name, value] of Object.entries(assignments)) variables[name] ??= value;
  return warnings;
}

function bytesOf(file: string): Buffer {
  try {
    return readFileSync(file);
  } catch (cause) {
    throw new Error(`Cannot start: ${file} cannot be read (${(cause as NodeJS.ErrnoException).code})`, { cause });
  }
}

const utf8 = new TextDecoder('utf-8', { fatal: true }); // leaves a byte order mark out

const NAME = /[^\S\n]*(?:export[^\S\n]+)?([A-Za-z_]\w*)[^\S\n]*=[^\S\n]*/y;
const QUOTED = /"((?:\\[^]|[^"\\])*)"|'([^']*)'/y;
const PLAIN = /(?!["'])(?:(?!(?<=[^\S\n]|=)#).)*/y;
const REST = /[^\S\n]*(?:(?<=^|[^\S\n]|=)#.*)?\n/my;

/**
 * Reads a `.env` file like a shell: `NAME=value`, `export NAME=value`, comments and blank lines. Single quotes hold
 * literal text, double quotes know the escapes \n, \r, \t, \", \$, \` and \\; a quoted value may have several lines. A
 * `#` begins a comment after a space or at the start of a line. `$NAME` is not expanded. Any other line is an error:
 * libraries ignore such lines, and the setting is lost.
 */
export function parseDotEnv(bytes: Buffer, file = '.env'): DotEnv {
  const text = textOf(bytes, file);
  const assignments: Record<string, string> = {};
  const lineOf = new Map<string, number>();
  const warnings: string[] = [];
  let at = 0;
  const next = (pattern: RegExp) => {
    pattern.lastIndex = at;
    const found = pattern.exec(text);
    if (found) at = pattern.lastIndex;
    return found;
  };
  while (at < text.length) {
    const line = text.slice(0, at).split('\n').length;
    if (next(REST)) continue;
    const name = next(NAME)?.[1];
    const [whole, double, single] = (name !== undefined && (next(QUOTED) ?? next(PLAIN))) || [];
    // The line may hold a secret, so the error does not quote it.
    if (name === undefined || whole === undefined || !next(REST)) {
      throw new Error(
        `Cannot start: line ${line} of ${file} is not NAME=value, a comment or blank, or its quotes do not end`,
      );
    }
    if (lineOf.has(name))
      warnings.push(`${name} is set in lines ${lineOf.get(name)} and ${line} of ${file}; the last one holds`);
    lineOf.set(name, line);
    assignments[name] = double === undefined ? (single ?? whole.trim()) : unescaped(double);
  }
  return { assignments, warnings };
}

function textOf(bytes: Buffer, file: string): string {
  try {
    const text = utf8.decode(bytes);
    if (!text.includes('\0')) return `${text.replace(/\r\n?/g, '\n')}\n`;
  } catch {
    // Reported below.
  }
  throw new Error(`Cannot start: ${file} is not UTF-8 text`);
}

const ESCAPES: Record<string, string> = { n: '\n', r: '\r', t: '\t' };
const unescaped = (text: string) => text.replace(/\\([nrt"$`\\])/g, (_, letter: string) => ESCAPES[letter] ?? letter);
