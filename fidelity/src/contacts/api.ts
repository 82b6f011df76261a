import type { Answer } from '../kit/answer.js';
import { casesOf } from '../kit/cases.js';
import type { Credentials } from '../kit/run.js';
import type { Sending, Target } from '../kit/target.js';
import { textsOf, unique, uniqueEmail } from '../kit/values.js';
import type { Operation } from './operations.js';

export const { seed, documented, recorded, client, decided } = casesOf<Contacts, Operation>('contacts');

/** The contract as its cases speak it. Paths begin after `/api/customers`. */
export class Contacts {
  readonly credentials: Record<'usuario_login' | 'usuario_password', string>;
  private token?: string;

  constructor(
    readonly target: Target,
    credentials: Credentials,
  ) {
    this.credentials = textsOf(credentials, 'usuario_login', 'usuario_password');
  }

  signIn(body: object = this.credentials): Promise<Answer> {
    return this.target.send('POST', '/api/login', { body });
  }

  async headers(): Promise<Record<string, string>> {
    this.token ??= (await this.signIn()).is(200).text('token');
    return { authorization: `Bearer ${this.token}` };
  }

  async send(method: string, path: string, sending: Sending = {}): Promise<Answer> {
    const headers = { ...(await this.headers()), ...sending.headers };
    return this.target.send(method, `/api/customers${path}`, { ...sending, headers });
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

  /** The ID of a new customer. */
  async customer(fields: object = {}): Promise<number> {
    return (await this.post('/create', { name: unique(), ...fields })).is(201).number('customer.customer_id');
  }

  /** The path of the emails of a new customer. */
  async emails(): Promise<string> {
    return `/${await this.customer()}/emails`;
  }

  async phones(): Promise<string> {
    return `/${await this.customer()}/phones`;
  }

  async names(): Promise<string> {
    return `/${await this.customer()}/company-names`;
  }

  /** The path of a new email, of a new customer unless the path of one's emails is given. */
  async email(fields: object = {}, list?: string): Promise<string> {
    const emails = list ?? (await this.emails());
    return `${emails}/${(await this.post(emails, { email: uniqueEmail(), ...fields })).is(201).number('email_id')}`;
  }

  async phone(fields: object = {}, list?: string): Promise<string> {
    const phones = list ?? (await this.phones());
    const phone = `+1212555${String(Math.floor(Math.random() * 10_000)).padStart(4, '0')}`;
    return `${phones}/${(await this.post(phones, { phone, ...fields })).is(201).number('phone_id')}`;
  }

  async name(fields: object = {}, list?: string): Promise<string> {
    const names = list ?? (await this.names());
    return `${names}/${(await this.post(names, { name: 'Acme Corp Ltd.', ...fields })).is(201).number('company_name_id')}`;
  }

  /** What the list shows of a record at its path. */
  async stored(path: string): Promise<Record<string, unknown> | undefined> {
    const [, customer, kind, id] = path.split('/') as [string, string, string, string];
    const answer = (await this.get(`/${customer}/${kind}`)).is(200);
    const [list, key] = { emails: ['emails', 'email_id'], phones: ['phones', 'phone_id'] }[kind] ?? [
      'company_names',
      'company_name_id',
    ];
    return answer.list(list).find((record) => record[key!] === Number(id));
  }
}

export const refusal = (error: string) => ({ success: false, error });
export const INVALID = refusal('Datos inválidos');
/** The numbers in the path of a record. */
export const idsOf = (path: string) =>
  path
    .split('/')
    .filter((part) => /^\d+$/.test(part))
    .map(Number) as [number, number];
