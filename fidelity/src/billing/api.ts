import { createHmac, randomBytes } from 'node:crypto';
import type { Answer } from '../kit/answer.js';
import { casesOf } from '../kit/cases.js';
import type { Credentials } from '../kit/run.js';
import type { Sending, Target } from '../kit/target.js';
import { textsOf, unique } from '../kit/values.js';
import type { Operation } from './operations.js';

export const { seed, documented, recorded, client, decided } = casesOf<Billing, Operation>('billing');

export const INVALID = 'Missing or invalid parameter.';
export const ok = (code: number, response: unknown) => ({ code, status: 'OK', message: '', details: {}, response });
export const error = (code: number, message: unknown = /\S/) => ({
  code,
  status: 'Error',
  message,
  response: code === 404 ? null : false,
});
export const NO_CUSTOMER = error(404, 'This customer does not exist.');

/** The contract as its cases speak it. Paths begin after `/api/v3`. */
export class Billing {
  readonly credentials: Record<'publicKey' | 'privateKey', string>;

  constructor(
    readonly target: Target,
    private readonly all: Credentials,
  ) {
    this.credentials = textsOf(all, 'publicKey', 'privateKey');
  }

  headers({ publicKey, privateKey } = this.credentials): Record<string, string> {
    return { authorization: `Basic ${Buffer.from(`${publicKey}:${privateKey}`).toString('base64')}` };
  }

  send(method: string, path: string, sending: Sending = {}): Promise<Answer> {
    return this.target.send(method, `/api/v3${path}`, {
      ...sending,
      headers: { ...this.headers(), ...sending.headers },
    });
  }

  /** A signed request. `change` alters parameters after they were signed. */
  signed(
    method: string,
    path: string,
    { text = '', signs = text, change = {}, timestamp, nonce, url }: Signing = {},
  ): Promise<Answer> {
    const { publicKey, privateKey } = this.credentials;
    const parameters = {
      co_public_key: publicKey,
      co_nonce: nonce ?? randomBytes(6).toString('hex'),
      co_timestamp: String(timestamp ?? Math.floor(Date.now() / 1000)),
      co_signature_method: 'HMAC-SHA256',
      co_version: '1.0',
    };
    const address = url ?? `${this.target.url.replace(/\/$/, '')}/api/v3${path}`;
    const parts = [publicKey, address.toLowerCase(), parameters.co_nonce, parameters.co_timestamp, signs];
    const co_signature = createHmac('sha256', privateKey).update(parts.join('||')).digest('hex');
    const said = Object.entries({ ...parameters, co_signature, ...change }).map(
      ([name, value]) => `${name}="${value}"`,
    );
    return this.target.send(method, `/api/v3${path}`, {
      headers: { authorization: `ChargeOver ${said.join(' ')}` },
      ...(text !== '' && { text }),
    });
  }

  get(path: string, query?: Sending['query']): Promise<Answer> {
    return this.send('GET', path, { query });
  }

  post(path: string, body: unknown): Promise<Answer> {
    return this.send('POST', path, { body });
  }

  put(path: string, body: unknown): Promise<Answer> {
    return this.send('PUT', path, { body });
  }

  delete(path: string): Promise<Answer> {
    return this.send('DELETE', path);
  }

  /** The ID of a new customer. */
  async customer(fields: object = {}): Promise<number> {
    return (await this.post('/customer', { company: unique(), ...fields })).is(201).number('response.id');
  }

  /** The answer with the customer. */
  async read(id: number): Promise<Answer> {
    return (await this.get(`/customer/${id}`)).is(200);
  }

  /** The ID of a new user, of a new customer unless one is given. */
  async user(fields: object = {}, customer_id?: number): Promise<number> {
    const body = { customer_id: customer_id ?? (await this.customer()), name: 'Todd Customer', ...fields };
    return (await this.post('/user', body)).is(201).number('response.id');
  }

  /**
   * Records that one customer has paid for another. Clientela has no transactions in this contract, so the payment goes
   * into the ledger of the contract accounting.
   */
  async payment(customer: number, payerId: number): Promise<void> {
    const { accountingKey } = textsOf(this.all, 'accountingKey');
    const answer = await this.target.send('POST', `/api/customers/${customer}/ledger-entries`, {
      headers: { authorization: `Bearer ${accountingKey}` },
      body: { kind: 'payment', amount: 1, payerId },
    });
    answer.is(201);
  }

  /** The rows of customers that all conditions hold for. */
  async where(where: string, query: Sending['query'] = {}): Promise<Answer> {
    return this.get('/customer', { where, ...query });
  }
}

interface Signing {
  text?: string;
  change?: Record<string, string>;
  timestamp?: number;
  nonce?: string;
  /** The body that is signed, if it is not the one that is sent. */
  signs?: string;
  /** The URL that is signed, if it is not the one that is asked. */
  url?: string;
}
