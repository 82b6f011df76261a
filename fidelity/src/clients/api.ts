import type { Answer } from '../kit/answer.js';
import { casesOf } from '../kit/cases.js';
import type { Credentials } from '../kit/run.js';
import type { Sending, Target } from '../kit/target.js';
import { textsOf, unique } from '../kit/values.js';
import type { Operation } from './operations.js';

export const { seed, documented, recorded, client, decided } = casesOf<Clients, Operation>('clients');

/** The contract as its cases speak it. Paths begin after `/apidev/v1`. */
export class Clients {
  readonly credentials: Record<'tenant' | 'email' | 'password' | 'apiKey', string>;
  private token?: string;

  constructor(
    readonly target: Target,
    private readonly all: Credentials,
  ) {
    this.credentials = textsOf(all, 'tenant', 'email', 'password', 'apiKey');
  }

  /** Signs in with other values in the place of the usual ones. */
  signIn(body: object = {}, headers: Record<string, string | undefined> = {}): Promise<Answer> {
    const { email, password, tenant } = this.credentials;
    return this.target.send('POST', '/apidev/v1/login', {
      headers: { tenant, ...headers },
      body: { email, password, ...body },
    });
  }

  /** The usual headers with an API key that may only read. */
  async readingHeaders(): Promise<Record<string, string>> {
    return { ...(await this.headers()), 'x-api-key': textsOf(this.all, 'readingApiKey').readingApiKey };
  }

  async headers(): Promise<Record<string, string>> {
    this.token ??= (await this.signIn()).is(200).text('data.authorization');
    const { tenant, apiKey } = this.credentials;
    return { authorization: `Bearer ${this.token}`, 'x-api-key': apiKey, tenant };
  }

  async send(method: string, path: string, sending: Sending = {}): Promise<Answer> {
    const headers = { ...(await this.headers()), ...sending.headers };
    return this.target.send(method, `/apidev/v1${path}`, { ...sending, headers });
  }

  get(path: string, query?: Sending['query']): Promise<Answer> {
    return this.send('GET', path, { query });
  }

  create(fields: object): Promise<Answer> {
    return this.send('POST', '/clients', { body: fields });
  }

  update(id: string, fields: object): Promise<Answer> {
    return this.send('PUT', `/clients/${id}`, { body: fields });
  }

  /** The ID of a new client. */
  async made(fields: object = {}): Promise<string> {
    return (await this.create({ name: unique(), ...fields })).is(201).text('data.id');
  }

  /** The detail of a client. */
  async read(id: string): Promise<Record<string, unknown>> {
    return (await this.get(`/clients/${id}`)).is(200).at('data') as Record<string, unknown>;
  }

  /** What the list says about the client. */
  async row(id: string, query: Sending['query'] = {}): Promise<Record<string, unknown> | undefined> {
    const answer = (await this.get('/clients', { limit: 100, ...query })).is(200);
    return answer.list('data').find((row) => row.id === id);
  }
}

export const refusal = (code: string) => ({ success: false, data: null, error: { code } });
