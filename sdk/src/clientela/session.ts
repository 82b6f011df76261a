import type { Answer, Credentials, Parcel } from '../core/engine.js';

/** The browser has the cookie of the session. Writes also need the token against forged requests. */
export class BrowserSession implements Credentials {
  private csrfToken: string | undefined;

  constructor(csrfToken: string | undefined) {
    this.csrfToken = csrfToken;
  }

  async add(headers: Headers, { method }: Parcel): Promise<void> {
    if (method !== 'GET' && this.csrfToken) headers.set('X-CSRF-Token', this.csrfToken);
  }

  /** Both answers about the session have the token. */
  notice({ url }: Parcel, { response, text }: Answer): void {
    if (!response.ok || text === '' || !new URL(url).pathname.endsWith('/clientela/v1/session')) return;
    this.csrfToken = (JSON.parse(text) as { csrfToken?: string | null }).csrfToken ?? this.csrfToken;
  }
}
