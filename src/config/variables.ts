import { closeSync, openSync, readSync } from 'node:fs';

/** The largest file with a secret, in bytes. */
const MAX_BYTES = 65_536;

/** Reads and checks environment variables by name. Complaints are collected, so that one error reports all of them. */
export class Variables {
  readonly complaints: string[] = [];
  /** For values that are accepted but are probably mistakes. */
  readonly warnings: string[] = [];
  /** The names that were read: all known settings. */
  readonly known = new Set<string>();

  constructor(private readonly given: NodeJS.ProcessEnv) {}

  text(name: string): string | undefined {
    this.known.add(name);
    return this.given[name]?.trim() || undefined;
  }

  /** A text, or the content of the file that the variable `<name>_FILE` names, without a final line break. */
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
      // Do not log the path: the variable may hold the secret itself instead of a path.
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

  /** The entries of a comma-separated list. A comma too many does no harm. */
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

/** Reads a file, which may be a pipe or a device without a size or an end. */
function start(file: string): string {
  const buffer = Buffer.alloc(MAX_BYTES + 1);
  const open = openSync(file, 'r');
  try {
    let size = 0;
    for (let read = -1; read !== 0 && size < buffer.length; size += read)
      read = readSync(open, buffer, size, buffer.length - size, null);
    if (size > MAX_BYTES) throw new Error(`more than ${MAX_BYTES} bytes`);
    return new TextDecoder('utf-8', { fatal: true }).decode(buffer.subarray(0, size));
  } finally {
    closeSync(open);
  }
}
