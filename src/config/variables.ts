import { closeSync, openSync, readSync } from 'node:fs';

/** Bytes of a file that holds a secret, at most. */
const MOST_BYTES = 65_536;

/** Environment variables, read by name and checked. Complaints are collected, so that a start names all of them at once. */
export class Variables {
  readonly complaints: string[] = [];
  /** Of what is accepted and looks like a mistake. */
  readonly warnings: string[] = [];
  /** The names that were asked for: all that mean something. */
  readonly known = new Set<string>();

  constructor(private readonly given: NodeJS.ProcessEnv) {}

  text(name: string): string | undefined {
    this.known.add(name);
    return this.given[name]?.trim() || undefined;
  }

  /** A text that may be in a file instead, whose path the variable with `_FILE` behind the name has. A line break at its end is no part of it. */
  secret(name: string): string | undefined {
    const [text, file] = [this.text(name), this.text(`${name}_FILE`)];
    if (file === undefined) return text;
    if (text !== undefined) this.complain(`${name} and ${name}_FILE are both set; set one of them`);
    try {
      const content = start(file)
        .replace(/^\uFEFF/, '')
        .replace(/[\r\n]+$/, '');
      if (content.trim() !== '') return content;
      this.complain(`${name}_FILE: the file is empty`);
    } catch (error) {
      // The path is not told: a secret that was put in the place of its file would be in the log.
      this.complain(
        `${name}_FILE: the file cannot be read (${(error as NodeJS.ErrnoException).code ?? (error as Error).message})`,
      );
    }
    return undefined;
  }

  whole(name: string, fallback: number, min: number, max: number): number {
    const given = this.text(name);
    if (given === undefined) return fallback;
    const value = /^\d+$/.test(given) ? Number(given) : NaN;
    if (value >= min && value <= max) return value;
    this.complain(`${name} must be a whole number from ${min} to ${max}`);
    return fallback;
  }

  flag(name: string, fallback: boolean): boolean {
    const given = this.text(name);
    if (given === undefined) return fallback;
    if (given !== 'true' && given !== 'false') this.complain(`${name} must be true or false`);
    return given === 'true';
  }

  oneOf<Choice extends string>(name: string, fallback: Choice, choices: readonly Choice[]): Choice {
    const given = this.text(name) ?? fallback;
    const choice = choices.find((one) => one === given);
    if (!choice) this.complain(`${name} must be one of ${choices.join(', ')}`);
    return choice ?? fallback;
  }

  /** The entries of a list that commas separate. */
  list(name: string): string[] {
    return (this.text(name) ?? '')
      .split(',')
      .map((one) => one.trim())
      .filter((one) => one !== '');
  }

  complain(text: string): void {
    this.complaints.push(text);
  }

  warn(text: string): void {
    this.warnings.push(text);
  }
}

/** The text of a file, which may be a pipe or a device: it has no size then, and perhaps no end. */
function start(file: string): string {
  const buffer = Buffer.alloc(MOST_BYTES + 1);
  const open = openSync(file, 'r');
  try {
    let size = 0;
    for (let read = -1; read !== 0 && size < buffer.length; size += read)
      read = readSync(open, buffer, size, buffer.length - size, null);
    if (size > MOST_BYTES) throw new Error(`more than ${MOST_BYTES} bytes`);
    return new TextDecoder('utf-8', { fatal: true }).decode(buffer.subarray(0, size));
  } finally {
    closeSync(open);
  }
}
