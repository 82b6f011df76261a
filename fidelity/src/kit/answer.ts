import { difference, type Expected, isObject, told } from './matching.js';

/** A case expected something else. */
export class Unmet extends Error {}

/** An answer of the target, and what a case may expect of it. Each expectation throws, or returns the answer. */
export class Answer {
  readonly body: unknown;

  constructor(
    private readonly request: string,
    readonly status: number,
    readonly headers: Headers,
    text: string,
  ) {
    this.body = parsed(text);
  }

  /** The status, and what the body has among others. */
  is(status: number, body?: Expected): this {
    if (this.status !== status) this.fail(`the status is ${this.status}, expected ${status}; ${told(this.body)}`);
    return arguments.length > 1 ? this.has(body) : this;
  }

  has(body: Expected): this {
    const wrong = difference(this.body, body);
    return wrong === undefined ? this : this.fail(wrong);
  }

  /** The keys of the body, or of an object in it, in this order. */
  keys(expected: readonly string[], of: unknown = this.body): this {
    const actual = isObject(of) ? Object.keys(of) : [];
    return actual.join() === expected.join()
      ? this
      : this.fail(`the keys are ${told(actual)}, expected ${told(expected)}`);
  }

  /** The object, or the one at `of`, has these keys among others. */
  includes(expected: readonly string[], of: unknown = this.body): this {
    const missing = expected.filter((key) => !isObject(of) || !(key in of));
    return missing.length === 0 ? this : this.fail(`the keys ${told(missing)} are missing`);
  }

  header(name: string, expected: string | RegExp | undefined): this {
    const value = this.headers.get(name) ?? undefined;
    const fits = expected instanceof RegExp ? value !== undefined && expected.test(value) : value === expected;
    return fits ? this : this.fail(`the header ${name} is ${told(value)}, expected ${String(expected)}`);
  }

  /** The value at a path such as `data.0.id`. */
  at(path: string): unknown {
    return path
      .split('.')
      .reduce<unknown>((value, key) => (value as Record<string, unknown> | undefined)?.[key], this.body);
  }

  number(path: string): number {
    const value = this.at(path);
    return typeof value === 'number' ? value : this.fail(`${path} is ${told(value)}, expected a number`);
  }

  text(path: string): string {
    const value = this.at(path);
    return typeof value === 'string' ? value : this.fail(`${path} is ${told(value)}, expected a text`);
  }

  list(path = ''): Record<string, unknown>[] {
    const value = path === '' ? this.body : this.at(path);
    return Array.isArray(value)
      ? (value as Record<string, unknown>[])
      : this.fail(`${path || 'the body'} is ${told(value)}, expected a list`);
  }

  /** Status and body are those of another answer, apart from what names the request. */
  looksLike(other: Answer): this {
    const [mine, its] = [this, other].map(({ status, body }) => told({ status, ...plain(body) }));
    return mine === its ? this : this.fail(`the answer is ${mine}, expected ${its}`);
  }

  fail(what: string): never {
    throw new Unmet(`${this.request}: ${what}`);
  }
}

/** A body without the time and the ID of its request. */
function plain(body: unknown): object {
  if (!isObject(body)) return { body };
  const { timestamp: _, request_id: __, ...rest } = body;
  return rest;
}

function parsed(text: string): unknown {
  if (text === '') return undefined;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}
