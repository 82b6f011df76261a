import type { Answer } from '../kit/answer.js';
import { casesOf } from '../kit/cases.js';
import type { Credentials } from '../kit/run.js';
import type { Sending, Target } from '../kit/target.js';
import { textsOf, uniqueWord } from '../kit/values.js';
import type { Operation } from './operations.js';

export const { seed, documented, recorded, client, decided } = casesOf<Erp, Operation>('erp');

let last = 0;

/** In milliseconds, and greater than every earlier one of this process. */
export const nextNonce = () => (last = Math.max(Date.now(), last + 1));

/** The contract as its cases speak it. Paths begin after `/api/{account}/v4.0.0`. */
export class Erp {
  readonly credentials: Record<'account' | 'apiToken' | 'username' | 'password', string>;
  private session?: string;

  constructor(
    readonly target: Target,
    credentials: Credentials,
  ) {
    this.credentials = textsOf(credentials, 'account', 'apiToken', 'username', 'password');
  }

  /** A request without a session. */
  bare(method: string, path: string, sending: Sending = {}, account = this.credentials.account): Promise<Answer> {
    return this.target.send(method, `/api/${account}/v4.0.0${path}`, sending);
  }

  /** Opens a session with the API token. */
  helo(authorization: string | undefined = `Bearer ${this.credentials.apiToken}`): Promise<Answer> {
    return this.bare('GET', '/helo', { headers: { authorization } });
  }

  async headers(): Promise<Record<string, string>> {
    this.session ??= (await this.helo()).is(200).text('xa-token');
    return { authorization: `Bearer ${this.session}` };
  }

  async send(method: string, path: string, sending: Sending = {}): Promise<Answer> {
    return this.bare(method, path, { ...sending, headers: { ...(await this.headers()), ...sending.headers } });
  }

  list(query: Sending['query'] = {}): Promise<Answer> {
    return this.send('GET', '/customers', { query });
  }

  post(body: unknown, nonce: string | number | undefined = nextNonce()): Promise<Answer> {
    return this.send('POST', '/customers', { query: { nonce }, body });
  }

  put(body: unknown, nonce: string | number | undefined = nextNonce()): Promise<Answer> {
    return this.send('PUT', '/customers', { query: { nonce }, body });
  }

  /** ID and code of a new customer. */
  async made(fields: object = {}): Promise<{ id: number; code: string }> {
    const answer = (await this.post({ name: uniqueWord(), ...fields })).is(201);
    return { id: answer.number('id'), code: answer.text('entity_code') };
  }

  /** The answer that has the customer alone. */
  async read(id: number): Promise<Answer> {
    return (await this.list({ searchColumn: 'id', searchString: id })).is(200);
  }
}

export const INVALID = { code: 'INVALID_ARGUMENT' };
export const REFUSED = { code: 'AUTH_FAILED' };
