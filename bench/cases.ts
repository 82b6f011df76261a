import type { ContractName } from '../src/contracts/index.js';
import type { Demo } from '../src/demo.js';
import { ALIKE, BASE, wordOf } from './database.js';

export interface Call {
  method: 'GET' | 'POST' | 'PUT';
  path: string;
  body?: string;
}

/** One kind of request to the server. */
export interface Asked {
  name: string;
  contract: ContractName;
  server: (turn: Turn) => Call;
}

export const titleOf = ({ contract, name }: Pick<Asked, 'contract' | 'name'>) => `${contract}: ${name}`;

/** A request with its counterpart for the reference server, which reads and writes the same rows. */
export interface Case extends Asked {
  reference: (turn: Turn) => Call;
  /** The wanted ratio to the reference server. */
  least: number;
}

/** The wanted ratios to the reference server. */
const LEAST = { read: 0.8, page: 0.85, update: 0.65, create: 0.8, addEmail: 0.7 };

/** The data of one request: a random customer, and a text that no other request uses. */
export interface Turn {
  customer: number;
  word: string;
  unique: string;
  /** The connection, from 0. */
  connection: number;
  /** Greater than the nonces before it. */
  nonce: number;
}

export const turn = (customers: number, unique: string, connection = 0): Turn => {
  const number = 1 + Math.floor(Math.random() * customers);
  return {
    customer: BASE + number,
    word: wordOf(Math.min(number, customers - ALIKE)),
    unique,
    connection,
    nonce: nextNonce(),
  };
};

let lastNonce = 0;

/** The time in microseconds, and one more on a tie. */
const nextNonce = () => (lastNonce = Math.max(lastNonce + 1, Date.now() * 1000));

const call = (method: Call['method'], path: string, body?: object): Call => ({
  method,
  path,
  ...(body && { body: JSON.stringify(body) }),
});

const nameOf = ({ unique }: Turn) => `Customer ${unique}`;
const emailOf = ({ unique }: Turn) => `${unique}@example.com`;

const THIRD_PARTIES = '/api/demo/v4.0.0/customers';

/** The nonce of a write of erp, which the reference stores in the same table. */
const spending = ({ connection, nonce }: Turn) => ({ caller: `bench:${connection}`, nonce });

export const CASES: readonly Case[] = [
  ...kind('read one', LEAST.read, [
    ['clients', ({ customer }) => call('GET', `/apidev/v1/clients/${customer}`), one('client')],
    ['accounting', ({ customer }) => call('GET', `/api/customers/${customer}`), one('accounting')],
    ['billing', ({ customer }) => call('GET', `/api/v3/customer/${customer}`), one('billing')],
    // The contract has no other way to read one customer.
    ['erp', ({ customer }) => call('GET', `${THIRD_PARTIES}?searchColumn=id&searchString=${customer}`), one('erp')],
  ]),
  ...kind('read one with its records', LEAST.read, [
    ['contacts', ({ customer }) => call('GET', `/api/customers/getCustomers/${customer}`), one('card')],
  ]),
  ...kind('page of 50', LEAST.page, [
    ['contacts', () => call('GET', '/api/customers/getCustomers?limit=50'), page('contacts')],
    ['billing', () => call('GET', '/api/v3/customer?limit=50'), page('billing')],
    ['clients', () => call('GET', '/apidev/v1/clients?limit=50'), page('clients')],
    ['erp', () => call('GET', `${THIRD_PARTIES}?limit=50`), page('erp')],
    ['accounting', () => call('GET', '/api/customers?pageSize=50'), page('accounting')],
  ]),
  ...kind('list 50 with a filter', LEAST.page, [
    [
      'clients',
      ({ word }) => call('GET', `/apidev/v1/clients?limit=50&search=${word}`),
      ({ word }) => call('GET', `/clients/${word}`),
    ],
    [
      'accounting',
      ({ word }) => call('GET', `/api/customers?pageSize=50&searchKeyword=${word}`),
      ({ word }) => call('GET', `/accountings/${word}`),
    ],
  ]),
  ...kind('partial update', LEAST.update, [
    [
      'clients',
      ({ customer, unique }) => call('PUT', `/apidev/v1/clients/${customer}`, { notes: unique }),
      ({ customer, unique }) => call('PUT', `/update/${customer}`, { note: unique }),
    ],
    [
      'accounting',
      // The contract requires these two in every update.
      (turn) =>
        call('PUT', `/api/customers/${turn.customer}`, {
          customerType: 'business',
          displayName: nameOf(turn),
          note: turn.unique,
        }),
      (turn) => call('PUT', `/rename/${turn.customer}`, { name: nameOf(turn), note: turn.unique }),
    ],
    [
      'billing',
      ({ customer, unique }) => call('PUT', `/api/v3/customer/${customer}`, { custom_1: unique }),
      ({ customer, unique }) => call('PUT', `/update-custom/${customer}`, { custom: unique }),
    ],
    [
      'erp',
      ({ customer, unique, nonce }) =>
        call('PUT', `${THIRD_PARTIES}?nonce=${nonce}`, { id: customer, comments: unique }),
      (turn) => call('PUT', `/update-erp/${turn.customer}`, { note: turn.unique, ...spending(turn) }),
    ],
  ]),
  ...kind('create', LEAST.create, [
    [
      'clients',
      (turn) => call('POST', '/apidev/v1/clients', { name: nameOf(turn), email: emailOf(turn), notes: turn.unique }),
      (turn) => call('POST', '/create-client', { name: nameOf(turn), email: emailOf(turn), note: turn.unique }),
    ],
    [
      'accounting',
      (turn) =>
        call('POST', '/api/customers', {
          customerType: 'business',
          displayName: nameOf(turn),
          currencyCode: 'USD',
          email: emailOf(turn),
          note: turn.unique,
        }),
      (turn) => call('POST', '/create-accounting', { name: nameOf(turn), email: emailOf(turn), note: turn.unique }),
    ],
    [
      'billing',
      (turn) =>
        call('POST', '/api/v3/customer', {
          company: nameOf(turn),
          superuser_email: emailOf(turn),
          custom_1: turn.unique,
        }),
      (turn) => call('POST', '/create-billing', { name: nameOf(turn), email: emailOf(turn), custom: turn.unique }),
    ],
    [
      'erp',
      (turn) =>
        call('POST', `${THIRD_PARTIES}?nonce=${turn.nonce}`, {
          name: nameOf(turn),
          email: emailOf(turn),
          comments: turn.unique,
        }),
      (turn) =>
        call('POST', '/create-erp', {
          name: nameOf(turn),
          email: emailOf(turn),
          note: turn.unique,
          ...spending(turn),
        }),
    ],
  ]),
  ...kind('add an email', LEAST.addEmail, [
    [
      'contacts',
      (turn) => call('POST', `/api/customers/${turn.customer}/emails`, { email: emailOf(turn) }),
      (turn) => call('POST', `/emails/${turn.customer}`, { email: emailOf(turn) }),
    ],
  ]),
];

type Sent = (turn: Turn) => Call;

function kind(name: string, least: number, ways: [contract: ContractName, server: Sent, reference: Sent][]): Case[] {
  return ways.map(([contract, server, reference]) => ({ name, contract, server, reference, least }));
}

function one(route: string): Sent {
  return ({ customer }) => call('GET', `/${route}/${customer}`);
}

function page(route: string): Sent {
  return () => call('GET', `/page/${route}`);
}

export type Headers = Record<ContractName, Record<string, string>>;

/** The headers that each contract requires, after a sign-in if it has one. */
export async function credentials(url: string, demo: Demo): Promise<Headers> {
  const signIn = async (path: string, body: object) => {
    const answer = await fetch(url + path, {
      method: 'POST',
      headers: { 'content-type': 'application/json', tenant: demo.clients.tenant },
      body: JSON.stringify(body),
    });
    if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
    return (await answer.json()) as any;
  };
  const { contacts, billing, clients, erp, accounting, clientela } = demo;
  const contactsToken = (await signIn('/api/login', contacts)).token as string;
  const clientsToken = (await signIn('/apidev/v1/login', { email: clients.email, password: clients.password })).data
    .authorization as string;
  const json = { 'content-type': 'application/json' };
  return {
    contacts: { ...json, authorization: `Bearer ${contactsToken}` },
    clients: { ...json, authorization: `Bearer ${clientsToken}`, 'x-api-key': clients.apiKey, tenant: clients.tenant },
    billing: {
      ...json,
      authorization: `Basic ${Buffer.from(`${billing.publicKey}:${billing.privateKey}`).toString('base64')}`,
    },
    erp: await erpSession(url, erp.account, erp.apiToken),
    accounting: { ...json, authorization: `Bearer ${accounting.apiKey}` },
    clientela: { ...json, authorization: `Bearer ${clientela?.apiKey}` },
  };
}

/** The headers of a session that an API token opens. */
export async function erpSession(url: string, account: string, token: string): Promise<Record<string, string>> {
  const session = await fetch(`${url}/api/${account}/v4.0.0/helo`, { headers: { authorization: `Bearer ${token}` } });
  if (!session.ok) throw new Error(`helo: ${session.status} ${await session.text()}`);
  const body = (await session.json()) as { 'xa-token': string };
  return { 'content-type': 'application/json', authorization: `Bearer ${body['xa-token']}` };
}
