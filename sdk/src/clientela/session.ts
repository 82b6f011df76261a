import { dataOf } from '../core/answers.js';
import type { Answer, Credentials, Parcel } from '../core/engine.js';
import type { PathForm } from '../core/paths.js';
import type { paths } from './schema.js';

/** The browser has the cookie of the session. Writes also need the token against forged requests. */
export class BrowserSession implements Credentials {
  private csrfToken: string | undefined;

  constructor(csrfToken: string | undefined) {
    this.csrfToken = csrfToken;
  }

  async add(headers: Headers, { method }: Parcel): Promise<void> {
    if (method !== 'GET' && this.csrfToken) headers.set(FORGERY, this.csrfToken);
  }

  /** Both answers about the session have the token. */
  notice({ url }: Parcel, { response, text }: Answer): void {
    if (!response.ok || text === '' || !new URL(url).pathname.endsWith('/clientela/v1/session')) return;
    this.csrfToken = (JSON.parse(text) as { csrfToken?: string | null }).csrfToken ?? this.csrfToken;
  }
}

/** The email and the password of a user. */
export interface ClientelaSignIn {
  email: string;
  password: string;
  /** The slug or the ID of a tenant of the user. Default: the one that the user joined first. */
  tenant?: string;
}

interface Session {
  /** What the server has set. Browsers hide it, and send it themselves. */
  cookie: string | undefined;
  csrfToken: string;
}

/** Signs in when the first request needs it, and when the server has ended the session. */
export class UserSession implements Credentials {
  private session: Promise<Session> | undefined;

  constructor(
    private readonly paths: PathForm<paths>,
    private readonly user: ClientelaSignIn,
  ) {}

  async add(headers: Headers, { method }: Parcel): Promise<void> {
    const { cookie, csrfToken } = await this.current();
    if (cookie) headers.set('Cookie', cookie);
    if (method !== 'GET') headers.set(FORGERY, csrfToken);
  }

  /** Of several requests that were refused with one session, the first opens another one. */
  async renew(refused: Headers): Promise<boolean> {
    const { cookie } = await this.current();
    if (cookie === (refused.get('Cookie') ?? undefined)) this.session = undefined;
    await this.current();
    return true;
  }

  private current(): Promise<Session> {
    return (this.session ??= this.open().catch((error: unknown) => {
      this.session = undefined;
      throw error;
    }));
  }

  private async open(): Promise<Session> {
    const { email, password, tenant } = this.user;
    const answer = await this.paths.POST('/clientela/v1/session', { body: { email, password, tenant } });
    const { csrfToken } = dataOf(answer);
    return { cookie: answer.response.headers.get('Set-Cookie')?.split(';')[0], csrfToken: csrfToken! };
  }
}

const FORGERY = 'X-CSRF-Token';
