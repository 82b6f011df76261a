import type { Answer } from '../kit/answer.js';
import { casesOf } from '../kit/cases.js';
import type { Credentials } from '../kit/run.js';
import type { Sending, Target } from '../kit/target.js';
import { textsOf, unique } from '../kit/values.js';
import type { Operation } from './operations.js';

export const { seed, documented, recorded, client, decided } = casesOf<Accounting, Operation>('accounting');

/** The contract as its cases speak it, with an API key. Paths begin after `/api`. */
export class Accounting {
  readonly credentials: Record<'apiKey' | 'email' | 'password' | 'organizationId', string>;
  private token?: string;

  constructor(
    readonly target: Target,
    credentials: Credentials,
  ) {
    this.credentials = textsOf(credentials, 'apiKey', 'email', 'password', 'organizationId');
  }

  signIn(body: object = {}): Promise<Answer> {
    const { email, password } = this.credentials;
    return this.bare('POST', '/auth/signin', { body: { email, password, ...body } });
  }

  /** The other way in: a token and the organization. */
  async byToken(): Promise<Record<string, string>> {
    this.token ??= (await this.signIn()).text('access_token');
    return { authorization: `Bearer ${this.token}`, 'organization-id': this.credentials.organizationId };
  }

  headers(): Record<string, string> {
    return { authorization: `Bearer ${this.credentials.apiKey}` };
  }

  bare(method: string, path: string, sending: Sending = {}): Promise<Answer> {
    return this.target.send(method, `/api${path}`, sending);
  }

  send(method: string, path: string, sending: Sending = {}): Promise<Answer> {
    return this.bare(method, path, { ...sending, headers: { ...this.headers(), ...sending.headers } });
  }

  get(path: string, query?: Sending['query']): Promise<Answer> {
    return this.send('GET', path, { query });
  }

  post(path: string, body?: unknown): Promise<Answer> {
    return this.send('POST', path, { body });
  }

  put(path: string, body?: unknown): Promise<Answer> {
    return this.send('PUT', path, { body });
  }

  patch(path: string): Promise<Answer> {
    return this.send('PATCH', path);
  }

  create(fields: object = {}): Promise<Answer> {
    return this.post('/customers', { customerType: 'business', currencyCode: 'USD', displayName: unique(), ...fields });
  }

  /** The ID of a new customer. */
  async customer(fields: object = {}): Promise<number> {
    return (await this.create(fields)).is(201).number('id');
  }

  /** The required fields are sent too. */
  update(id: number, fields: object): Promise<Answer> {
    return this.put(`/customers/${id}`, { customerType: 'business', displayName: 'Ada Ltd.', ...fields });
  }

  async read(id: number): Promise<Answer> {
    return (await this.get(`/customers/${id}`)).is(200);
  }

  /** A customer with a ledger entry, and a word that only its display name has. */
  async withEntry(): Promise<number> {
    const id = await this.customer();
    (await this.post(`/customers/${id}/ledger-entries`, { kind: 'invoice', amount: 500 })).is(201);
    return id;
  }
}

export const refusing = (property: string) => ({
  statusCode: 400,
  error: 'Bad Request',
  message: [{ property, children: [] }],
});
export const BAD_REQUEST = { statusCode: 400, error: 'Bad Request' };
export const refusedAs = (statusCode: number, type: string) => ({ errors: [{ statusCode, type }] });
export const NOT_FOUND = { statusCode: 404, message: 'NotFoundError' };
export const UNAUTHORIZED = { statusCode: 401, message: 'Unauthorized' };
