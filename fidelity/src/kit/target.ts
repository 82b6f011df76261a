import { Answer } from './answer.js';

export interface Sending {
  /** `undefined` omits a header that would be sent. */
  headers?: Record<string, string | undefined>;
  query?: Record<string, string | number | boolean | undefined>;
  body?: unknown;
  /** Sent unchanged, as JSON unless a header says otherwise. */
  text?: string | Uint8Array;
}

/** How often a refused request is sent again after the time that the target names. */
const REPEATS = 5;
/** In seconds, where the target names no time. */
const USUAL_WAIT = 60;
const LONGEST_WAIT = 300;

/** A server that is measured. */
export class Target {
  constructor(
    readonly url: string,
    private readonly tell: (message: string) => void = () => {},
    /** In seconds: how long an answer may take. */
    private readonly patience = 60,
  ) {}

  /** Waits and repeats where the target asks for it (429). */
  async send(method: string, path: string, sending: Sending = {}): Promise<Answer> {
    for (let repeat = 0; ; repeat++) {
      const answer = await this.once(method, path, sending);
      if (answer.status !== 429 || repeat === REPEATS) return answer;
      const seconds = waitOf(answer);
      this.tell(`${method} ${path.split('?')[0]}: the target asks for a pause of ${seconds} s`);
      await pause(seconds);
    }
  }

  /** One request. A refusal for its rate is an answer like any other. */
  async once(method: string, path: string, { headers = {}, query, body, text }: Sending = {}): Promise<Answer> {
    const url = new URL(this.url.replace(/\/$/, '') + path);
    for (const [name, value] of Object.entries(query ?? {}))
      if (value !== undefined) url.searchParams.append(name, String(value));
    const content = text ?? (body === undefined ? undefined : JSON.stringify(body));
    const all = { ...(content === undefined ? {} : { 'content-type': 'application/json' }), ...lowered(headers) };
    const sent = Object.entries(all).filter((entry): entry is [string, string] => entry[1] !== undefined);
    const response = await fetch(url, {
      method,
      headers: sent,
      body: content as string | undefined,
      redirect: 'manual',
      signal: AbortSignal.timeout(this.patience * 1000),
    });
    return new Answer(`${method} ${url.pathname}`, response.status, response.headers, await response.text());
  }
}

/** `Retry-After` may also be a date, which is not read. */
function waitOf({ headers }: Answer): number {
  const named = /^\d+$/.exec(headers.get('retry-after') ?? '');
  return named ? Math.min(Number(named[0]), LONGEST_WAIT) : USUAL_WAIT;
}

export const pause = (seconds: number) => new Promise((resolve) => setTimeout(resolve, seconds * 1000));

const lowered = (headers: Record<string, string | undefined>) =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
