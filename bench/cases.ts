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

/** The data of one request: a random customer, and a text that no other request uses. */
export interface Turn {
  customer: number;
  word: string;
  unique: string;
}

export const turn = (customers: number, unique: string): Turn => {
  const number = 1 + Math.floor(Math.random() * customers);
  return { customer: BASE + number, word: wordOf(Math.min(number, customers - ALIKE)), unique };
};

const call = (method: Call['method'], path: string, body?: object): Call => ({
  method,
  path,
  ...(body && { body: JSON.stringify(body) }),
});

export const CASES: readonly Case[] = [
  {
    name: 'read one',
    contract: 'clients',
    server: ({ customer }) => call('GET', `/apidev/v1/clients/${customer}`),
    reference: ({ customer }) => call('GET', `/client/${customer}`),
    least: 0.7,
  },
  {
    name: 'read one',
    contract: 'accounting',
    server: ({ customer }) => call('GET', `/api/customers/${customer}`),
    reference: ({ customer }) => call('GET', `/accounting/${customer}`),
    least: 0.7,
  },
  {
    name: 'read one with its records',
    contract: 'contacts',
    server: ({ customer }) => call('GET', `/api/customers/getCustomers/${customer}`),
    reference: ({ customer }) => call('GET', `/card/${customer}`),
    least: 0.7,
  },
  {
    name: 'list 50 with a filter',
    contract: 'clients',
    server: ({ word }) => call('GET', `/apidev/v1/clients?limit=50&search=${word}`),
    reference: ({ word }) => call('GET', `/clients/${word}`),
    least: 0.85,
  },
  {
    name: 'list 50 with a filter',
    contract: 'accounting',
    server: ({ word }) => call('GET', `/api/customers?pageSize=50&searchKeyword=${word}`),
    reference: ({ word }) => call('GET', `/accountings/${word}`),
    least: 0.85,
  },
  {
    name: 'partial update',
    contract: 'clients',
    server: ({ customer, unique }) => call('PUT', `/apidev/v1/clients/${customer}`, { notes: unique }),
    reference: ({ customer, unique }) => call('PUT', `/update/${customer}`, { note: unique }),
    least: 0.6,
  },
  {
    name: 'partial update',
    contract: 'accounting',
    // The contract requires these two in every update.
    server: ({ customer, unique }) =>
      call('PUT', `/api/customers/${customer}`, {
        customerType: 'business',
        displayName: `Customer ${unique}`,
        note: unique,
      }),
    reference: ({ customer, unique }) =>
      call('PUT', `/rename/${customer}`, { name: `Customer ${unique}`, note: unique }),
    least: 0.6,
  },
  {
    name: 'create',
    contract: 'clients',
    server: ({ unique }) =>
      call('POST', '/apidev/v1/clients', { name: `Customer ${unique}`, email: `${unique}@example.com`, notes: unique }),
    reference: ({ unique }) =>
      call('POST', '/create-client', { name: `Customer ${unique}`, email: `${unique}@example.com`, note: unique }),
    least: 0.65,
  },
  {
    name: 'create',
    contract: 'accounting',
    server: ({ unique }) =>
      call('POST', '/api/customers', {
        customerType: 'business',
        displayName: `Customer ${unique}`,
        currencyCode: 'USD',
        email: `${unique}@example.com`,
        note: unique,
      }),
    reference: ({ unique }) =>
      call('POST', '/create-accounting', { name: `Customer ${unique}`, email: `${unique}@example.com`, note: unique }),
    least: 0.65,
  },
  {
    name: 'add an email',
    contract: 'contacts',
    server: ({ customer, unique }) =>
      call('POST', `/api/customers/${customer}/emails`, { email: `${unique}@example.com` }),
    reference: ({ customer, unique }) => call('POST', `/emails/${customer}`, { email: `${unique}@example.com` }),
    least: 0.6,
  },
];

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
  const { contacts, billing, clients, erp, accounting } = demo;
  const contactsToken = (await signIn('/api/login', contacts)).token as string;
  const clientsToken = (await signIn('/apidev/v1/login', { email: clients.email, password: clients.password })).data
    .authorization as string;
  const session = await fetch(`${url}/api/${erp.account}/v4.0.0/helo`, {
    headers: { authorization: `Bearer ${erp.apiToken}` },
  });
  const erpToken = ((await session.json()) as any)['xa-token'] as string;
  const json = { 'content-type': 'application/json' };
  return {
    contacts: { ...json, authorization: `Bearer ${contactsToken}` },
    clients: { ...json, authorization: `Bearer ${clientsToken}`, 'x-api-key': clients.apiKey, tenant: clients.tenant },
    billing: {
      ...json,
      authorization: `Basic ${Buffer.from(`${billing.publicKey}:${billing.privateKey}`).toString('base64')}`,
    },
    erp: { ...json, authorization: `Bearer ${erpToken}` },
    accounting: { ...json, authorization: `Bearer ${accounting.apiKey}` },
  };
}
