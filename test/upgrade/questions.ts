import type { ContractName } from '../../src/contracts/index.js';
import type { Served } from '../support/app.js';
import type { ContractClients } from '../support/clients.js';
import { type KeptTenant, type KeptTenants, signIn } from './tenants.js';

/** One GET. The path is what the contract adds to its base. */
export interface Question {
  tenant: string;
  contract: ContractName;
  path: string;
}

export interface KeptAnswer extends Question {
  status: number;
  body: unknown;
}

/** What to ask of one tenant: the lists and, for each customer and user, all that the contract shows of it. */
function questionsTo({ customers, users }: KeptTenant): [ContractName, string][] {
  const of = <Path extends string>(ids: readonly number[], ...paths: ((id: number) => Path)[]) =>
    ids.flatMap((id) => paths.map((path) => path(id)));
  const asked: Record<ContractName, string[]> = {
    contacts: [
      '/customers/getCustomers?limit=100',
      ...of(customers, (id) => `/customers/getCustomers/${id}`),
      ...of(
        customers,
        ...['emails', 'phones', 'company-names'].map((records) => (id: number) => `/customers/${id}/${records}`),
      ),
    ],
    billing: [
      '/customer?limit=100',
      '/customer/_count',
      '/user?limit=100',
      ...of(
        customers,
        (id) => `/customer/${id}`,
        (id) => `/user?where=customers.customer_id:EQUALS:${id}`,
      ),
      ...of(users, (id) => `/user/${id}`),
    ],
    clients: ['/clients?limit=100', ...of(customers, (id) => `/clients/${id}`)],
    erp: ['/customers?limit=1000', ...of(customers, (id) => `/customers?searchColumn=id&searchString=${id}`)],
    clientela: ['/customers?limit=500', '/customers?sort=-updatedAt', ...of(customers, (id) => `/customers/${id}`)],
    accounting: [
      '/customers?pageSize=100',
      '/customers?pageSize=100&inactiveMode=true',
      '/api-keys',
      ...of(
        customers,
        (id) => `/customers/${id}`,
        (id) => `/customers/${id}/ledger-entries`,
      ),
    ],
  };
  return Object.entries(asked).flatMap(([contract, paths]) =>
    paths.map((path): [ContractName, string] => [contract as ContractName, path]),
  );
}

/** What there is to ask of all tenants of a database. */
export const questions = ({ tenants }: KeptTenants): Question[] =>
  tenants.flatMap((tenant) => questionsTo(tenant).map(([contract, path]) => ({ tenant: tenant.slug, contract, path })));

/** Answers in the order of the questions; a complaint in place of an answer that its document forbids. */
export async function ask(
  server: Served & { url: string },
  tenants: readonly KeptTenant[],
  asked: readonly Question[],
): Promise<KeptAnswer[]> {
  const speakers = new Map<string, ContractClients>();
  for (const tenant of tenants) speakers.set(tenant.slug, server.as(await signIn(server, tenant)));
  const answers: KeptAnswer[] = [];
  for (const { tenant, contract, path } of asked) {
    const speaker = speakers.get(tenant)![contract];
    const answer = await speaker.get(path).catch((error: Error) => ({ status: 0, body: { complaint: error.message } }));
    answers.push({ tenant, contract, path, status: answer.status, body: lasting(answer.body, server.url) });
  }
  return answers;
}

/** The keys of an error body that differ from answer to answer. */
const MOMENTARY = ['timestamp', 'request_id', 'requestId'];

/** A body without what belongs to the moment or to the address of the server. */
function lasting(body: unknown, url: string): unknown {
  if (body === undefined) return null;
  const text = JSON.stringify(body).replaceAll(url, 'http://clientela.example');
  return JSON.parse(text, (key, value: unknown) => (MOMENTARY.includes(key) ? undefined : value)) as unknown;
}
