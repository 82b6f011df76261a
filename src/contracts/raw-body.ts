import { isStorable } from '../normal-forms/texts.js';
import { invalid, Problem } from '../problem.js';

const MAX_DEPTH = 16;

/** Maximum number of values in a body, without keys. No contract needs nearly as many. */
const MOST_VALUES = 10_000;

/** The bytes of a request body. They are parsed when a route needs them, after the credentials were checked. */
export class RawBody {
  constructor(
    readonly contentType: string,
    readonly bytes: Buffer,
    readonly contentEncoding = '',
  ) {}

  /** The JSON object in it, or a Problem. Text that PostgreSQL cannot store is refused here, once for all contracts. */
  object(): Record<string, unknown> {
    return objectFrom(this.json());
  }

  /**
   * The items of the JSON list in it, or a Problem. Each is an object or a Problem by itself, read like a body of its
   * own.
   */
  items(most: number): (() => Record<string, unknown>)[] {
    const value = parse(this.text());
    if (!Array.isArray(value)) throw unreadable('The body must be a JSON list.');
    if (value.length > most) throw invalid(`The list must have at most ${most} items.`);
    return value.map((item: unknown) => () => {
      assertFinite(item);
      clean(item, '');
      return objectFrom(item);
    });
  }

  json(): unknown {
    const text = this.text();
    const value = parse(text);
    // Most bodies need no walk. A body with an escape does: an escape may stand for any character.
    if (/\\u|"(?:constructor|__proto__)"/i.test(text)) clean(value, '');
    return value;
  }

  private text(): string {
    if (this.bytes.length === 0) throw unreadable('The body is empty.');
    const coding = codingsOf(this.contentEncoding)[0];
    if (coding !== undefined) throw codingRefused(coding);
    if (!this.isPlainJson()) {
      throw new Problem('unsupported_media_type', 'The content type must be application/json.');
    }
    const text = utf8(this.bytes);
    refuseShape(text);
    return text;
  }

  // RFC 8259: JSON on the network is UTF-8. Another encoding would be read wrongly, so it is refused.
  private isPlainJson(): boolean {
    const type = /^application\/(?:[\w.+-]+\+)?json\s*(?:;\s*charset="?([\w-]+)"?\s*)?(?:;|$)/i.exec(this.contentType);
    return type !== null && /^utf-?8$/i.test(type[1] ?? 'utf-8');
  }
}

// JSON.parse turns a number that is too large into Infinity, and JSON.stringify turns that into null, which would clear
// a field.
function assertFinite(value: unknown): void {
  if (typeof value === 'number' && !Number.isFinite(value)) throw invalid('The body has a number that is too large.');
  if (typeof value === 'object' && value !== null) for (const inner of Object.values(value)) assertFinite(inner);
}

function objectFrom(value: unknown): Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw unreadable('The body must be a JSON object.');
  return value as Record<string, unknown>;
}

// RFC 9110: names of content codings ignore case, and `identity` means no coding.
const codingsOf = (list: string) =>
  list
    .split(',')
    .map((coding) => coding.trim())
    .filter((coding) => !/^(?:identity)?$/i.test(coding));

const codingRefused = (coding: string) => {
  const name = coding.slice(0, 64);
  return new Problem(
    'unsupported_media_type',
    `The content coding "${name}" is not supported. Send the body without a coding.`,
    { coding: name },
  );
};

const unreadable = (message: string, cause?: unknown) => new Problem('unreadable', message, { cause });

const decoder = new TextDecoder('utf-8', { fatal: true });

function utf8(bytes: Buffer): string {
  try {
    return decoder.decode(bytes);
  } catch (cause) {
    throw unreadable('The body is not UTF-8.', cause);
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw unreadable('The body is not JSON.', cause);
  }
}

// Depth and number of values are limited here, so later code may recurse and walk through all values.
function refuseShape(text: string): void {
  let depth = 0;
  let values = 1;
  let quoted = false;
  for (let at = 0; at < text.length; at++) {
    const letter = text[at];
    if (quoted) {
      if (letter === '\\') at++;
      else if (letter === '"') quoted = false;
    } else if (letter === '"') quoted = true;
    else if (letter === '{' || letter === '[') {
      if (++depth > MAX_DEPTH) throw unreadable('The body is nested too deeply.');
      if (++values > MOST_VALUES) throw tooManyValues();
    } else if (letter === ',') {
      if (++values > MOST_VALUES) throw tooManyValues();
    } else if (letter === '}' || letter === ']') depth--;
  }
}

const tooManyValues = () => unreadable(`The body has more than ${MOST_VALUES} values.`);

// Keys with a special meaning in JavaScript, such as `__proto__`, are dropped at any depth, like unknown keys.
const RESERVED = ['constructor', '__proto__'];

function clean(value: unknown, path: string): void {
  if (typeof value === 'string') {
    if (isStorable(value)) return;
    const message = `${path || 'body'} has characters that cannot be stored`;
    throw invalid(message, { field: path, rule: 'characters', message });
  }
  if (typeof value !== 'object' || value === null) return;
  for (const key of RESERVED) if (Object.hasOwn(value, key)) Reflect.deleteProperty(value, key);
  for (const [key, inner] of Object.entries(value)) clean(inner, path ? `${path}.${key}` : key);
}
