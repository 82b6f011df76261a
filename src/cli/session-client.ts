import type { KeptSession } from './kept-sessions.js';

/** What the server says of a session. */
export interface SessionShown {
  user: { email: string; login: string } | null;
  tenant: { slug: string; name: string };
  permissions: string[];
  csrfToken: string;
}

/** A refusal of the server, in its words. */
export class Refusal extends Error {
  constructor(
    readonly status: number,
    message: string,
  ) {
    super(message);
  }
}

const TIMEOUT_MS = 30_000;

/** Requests of the command line about its own session. */
export class SessionClient {
  constructor(private readonly url: string) {}

  /** Asks a route of the sign-in at the identity provider. `cookie` is the session, if the answer has one. */
  async signIn(route: string, body: object): Promise<{ body: Record<string, unknown>; cookie?: SetCookie }> {
    const answer = await this.send('POST', `/session/oidc/${route}`, {}, JSON.stringify(body));
    const text = await answer.text();
    return {
      body: text === '' ? {} : (JSON.parse(text) as Record<string, unknown>),
      cookie: sessionIn(answer.headers.getSetCookie()),
    };
  }

  addressOfSignIn(query: Record<string, string>): string {
    return `${this.url}/clientela/v1/session/oidc/start?${new URLSearchParams(query).toString()}`;
  }

  /** Where a person signs out at the identity provider, too. Undefined if there is no such place. */
  async addressOfSignOut(): Promise<string | undefined> {
    const address = `${this.url}/clientela/v1/session/oidc/end?elsewhere=true`;
    const answer = await fetch(address, { redirect: 'manual', signal: AbortSignal.timeout(TIMEOUT_MS) });
    await answer.body?.cancel();
    const next = answer.headers.get('Location');
    return answer.status === 303 && next !== null && URL.canParse(next) ? address : undefined;
  }

  /** Undefined if the session has ended. */
  async show(cookie: string): Promise<SessionShown | undefined> {
    try {
      const answer = await this.send('GET', '/session', { Cookie: cookie });
      return (await answer.json()) as SessionShown;
    } catch (error) {
      if (error instanceof Refusal && error.status === 401) return undefined;
      throw error;
    }
  }

  async end({ cookie, csrfToken }: KeptSession, everywhere: boolean): Promise<void> {
    const path = `/session${everywhere ? '?everywhere=true' : ''}`;
    await this.send('DELETE', path, { Cookie: cookie, 'X-CSRF-Token': csrfToken }).catch((error: unknown) => {
      if (!(error instanceof Refusal && error.status === 401)) throw error;
    });
  }

  private async send(method: string, path: string, headers: Record<string, string>, body?: string): Promise<Response> {
    const answer = await fetch(`${this.url}/clientela/v1${path}`, {
      method,
      body,
      headers: { ...headers, ...(body !== undefined && { 'Content-Type': 'application/json' }) },
      redirect: 'error',
      signal: AbortSignal.timeout(TIMEOUT_MS),
    }).catch((cause: unknown) => {
      throw new Error(`The server at ${this.url} does not answer`, { cause });
    });
    if (answer.ok) return answer;
    const problem = (await answer.json().catch(() => ({}))) as { detail?: unknown };
    const detail = typeof problem.detail === 'string' ? problem.detail : `The server has answered ${answer.status}.`;
    throw new Refusal(answer.status, visible(detail));
  }
}

interface SetCookie {
  cookie: string;
  until: string;
}

function sessionIn(lines: readonly string[]): SetCookie | undefined {
  for (const line of lines) {
    const [, cookie] = /^(clientela_session=[\w.-]+);/.exec(line) ?? [];
    const [, seconds = '0'] = /; Max-Age=(\d{1,9})(?:;|$)/.exec(line) ?? [];
    if (cookie !== undefined) return { cookie, until: new Date(Date.now() + Number(seconds) * 1000).toISOString() };
  }
  return undefined;
}

/** A text of a server, without characters that a terminal would obey. */
export const visible = (text: string): string => text.replace(/[\p{Cc}\p{Cf}]/gu, '').slice(0, 500);
