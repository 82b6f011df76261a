import { randomBytes } from 'node:crypto';
import { CONTRACTS } from '../../src/openapi.js';
import type { ContractName } from '../../src/contracts/index.js';
import { type Footprint, footprintOf } from '../../src/contracts/footprint.js';
import { routesOf } from '../../src/routes.js';
import { camelCase, inSnakeCase } from '../../src/contracts/spelling.js';
import { Database } from '../../src/engine/tenant-database/index.js';
import { aTenant, type TenantOptions, type TestTenant } from '../factories/tenant.js';
import type { Answer, TestApp } from '../support/app.js';
import type { ContractClient, ContractClients } from '../support/clients.js';
import type { View } from './arbitraries.js';
import { type Numbered, speaking } from './own-ids.js';

/** One of the two tenants of a law, with the customer that the law is about and others around it. */
export interface Side {
  app: TestApp;
  tenant: TestTenant;
  speak: ContractClients;
  /** A text that only this tenant's values contain. */
  marker: string;
  id: number;
  parent: number;
  child: number;
  sibling: number;
  /** External keys of the sibling and of a customer that was deleted. */
  takenKeys: string[];
  /** The current and former main contacts of the customer. */
  persons: Set<number>;
  /** Records (`emails 12`) that only flat writes have made and changed. */
  flatMade: Set<string>;
  /** The values of the customer's records. */
  values: { email: string[]; phone: string[] };
  /** The values that its places show. */
  own: Partial<Record<'email' | 'phone' | 'mobile' | 'fax', string>>;
  /** The customers that have paid for this one. */
  paid: Set<number>;
  /** The current parent of the customer. */
  parentNow: number | null;
  /** Has the customer ever had an active company name? */
  wasNamed: boolean;
}

export type SideOptions = TenantOptions & { numbered?: Numbered };

/** Which contracts have IDs of their own, where a law does not say it. */
const NUMBERED = (process.env.LAWS_NUMBERED ?? 'none') as Numbered;

/** A tenant without customers. */
export async function aSide(app: TestApp, { numbered = NUMBERED, ...options }: SideOptions = {}): Promise<Side> {
  const { tokens, ...rest } = await aTenant(app, { user: await aUser(app), ...options });
  const tenant = {
    ...rest,
    tokens: {
      contacts: kept(tokens.contacts),
      clients: kept(tokens.clients),
      erp: kept(tokens.erp),
      accounting: kept(tokens.accounting),
      clientela: kept(tokens.clientela),
    },
  };
  const clients = await speaking(app, tenant, app.as(tenant), numbered);
  const speak =
    tenant.accountingCase === 'snake' ? { ...clients, accounting: inSnakeCaseOnTheWire(clients.accounting) } : clients;
  const known = {
    takenKeys: [],
    persons: new Set<number>(),
    flatMade: new Set<string>(),
    values: { email: [], phone: [] },
    own: {},
    paid: new Set<number>(),
    parentNow: null,
    wasNamed: false,
  };
  return {
    app,
    tenant,
    speak,
    marker: `«${randomBytes(3).toString('hex')}»`,
    id: 0,
    parent: 0,
    child: 0,
    sibling: 0,
    ...known,
  };
}

/** The laws know one vocabulary, so this client sends its words in snake_case and takes the answers back. */
function inSnakeCaseOnTheWire(client: ContractClient): ContractClient {
  const back = async (answer: Promise<Answer>) => ({ ...(await answer), body: inCamelCase((await answer).body) });
  const write = (method: 'post' | 'put' | 'patch') => (path: string, body?: unknown) =>
    back(client[method](path, inSnakeCase(body)));
  return {
    ...client,
    get: (path, query) => back(client.get(path, query)),
    post: write('post'),
    put: write('put'),
    patch: write('patch'),
    delete: (path) => back(client.delete(path)),
  };
}

function inCamelCase(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(inCamelCase);
  return typeof value === 'object' && value !== null
    ? Object.fromEntries(Object.entries(value).map(([key, inner]) => [camelCase(key), inCamelCase(inner)]))
    : value;
}

const TENANTS_OF_ONE = 50;
let worker: { user?: TestTenant['user']; tenants: number } = { tenants: 0 };

// One user works for many tenants, because hashing a password for each would be slow. After a number of tenants a new
// user follows, because a sign-in of a user with thousands of tenants is slow, too.
async function aUser(app: TestApp): Promise<TestTenant['user']> {
  if (worker.tenants++ % TENANTS_OF_ONE === 0) worker = { user: (await aTenant(app)).user, tenants: 1 };
  return worker.user!;
}

/** One token for many requests, as clients use them. */
function kept(issue: () => Promise<string>): () => Promise<string> {
  let token = issue();
  let since = Date.now();
  return () => {
    if (Date.now() - since > 20_000) [token, since] = [issue(), Date.now()];
    return token;
  };
}

/** The answer to a request that must succeed. */
export async function accepted(asked: Promise<Answer>): Promise<any> {
  const { status, body } = await asked;
  if (status >= 300)
    throw new Error(`A request that should be accepted was answered ${status}: ${JSON.stringify(body)}`);
  return body;
}

/** What the contracts show of every customer of a tenant, word by word, and the versions in the database. */
export interface Picture {
  /** By contract and customer. */
  readings: Record<ContractName, Map<number, View>>;
  rows: Map<number, Row>;
  persons: Map<number, Own>;
}

/** The records that a contact person points at. The main contact shows the customer's places and points at none. */
export interface Own {
  email: number | null;
  phone: number | null;
}

/** Values that no contract shows. */
export interface Row {
  version: number;
  main: number | null;
  email: number | null;
  phone: number | null;
  mobile: number | null;
  fax: number | null;
}

export const CONTRACT_NAMES = CONTRACTS.map(({ name }) => name);

/** The footprint of each contract as its controllers declare it. */
export const footprintsOf = (app: TestApp): Record<ContractName, Footprint> =>
  Object.fromEntries(
    CONTRACTS.map((contract) => [
      contract.name,
      footprintOf([
        ...new Set(routesOf(app.nest).flatMap((route) => (route.contract === contract ? [route.controller] : []))),
      ]),
    ]),
  ) as Record<ContractName, Footprint>;

export async function pictureOf(side: Side): Promise<Picture> {
  const { speak, id } = side;
  const [contactsRows, card, billing, clientRows, client, thirdParties, accounting, clientela, unseen] =
    await Promise.all([
      accepted(speak.contacts.get('/customers/getCustomers', { limit: 100 })),
      accepted(speak.contacts.get(`/customers/getCustomers/${id}`)),
      accepted(speak.billing.get('/customer', { limit: 500 })),
      accepted(speak.clients.get('/clients', { limit: 100 })),
      accepted(speak.clients.get(`/clients/${id}`)),
      accepted(speak.erp.get('/customers', { limit: 1000 })),
      accepted(speak.accounting.get('/customers', { page_size: 1000, view_slug: 'all' })),
      accepted(speak.clientela.get('/customers', { limit: 500 })),
      unseenOf(side),
    ]);
  const readings = {
    contacts: byId(
      contactsRows.clientes.map(({ total_count: _, ...row }: View) => row),
      'customer_id',
    ).set(id, card.cliente),
    billing: byId(billing.response, 'customer_id'),
    clients: byId(clientRows.data, 'id').set(id, client.data),
    erp: byId(thirdParties, 'id'),
    accounting: byId(accounting.data, 'id'),
    clientela: byId(clientela.data, 'id'),
  };
  return { readings, ...unseen };
}

const byId = (rows: View[], key: string) => new Map(rows.map((row) => [Number(row[key]), row]));

async function unseenOf({ app, tenant }: Side): Promise<Pick<Picture, 'rows' | 'persons'>> {
  const [found] = await app.nest.get(Database).write<{ rows: [number, Row][]; persons: [number, Own][] }>(tenant.id, {
    text: `SELECT (SELECT coalesce(json_agg(json_build_array(id, json_build_object('version', version, 'main', main_contact_id, 'email', primary_email_id,
                      'phone', main_phone_id, 'mobile', mobile_phone_id, 'fax', fax_phone_id)) ORDER BY id), '[]') FROM customers WHERE tenant_id = $1) AS rows,
            (SELECT coalesce(json_agg(json_build_array(id, json_build_object('email', email_id, 'phone', phone_id)) ORDER BY id), '[]')
              FROM contact_persons WHERE tenant_id = $1) AS persons`,
    values: [tenant.id],
  });
  return { rows: new Map(found!.rows), persons: new Map(found!.persons) };
}

/** Checks that every other way to read the customer agrees with the picture. */
export async function assertSeenAlike({ speak, id }: Side, { readings }: Picture): Promise<void> {
  const [emails, phones, names, billing, accounting, erp] = await Promise.all([
    accepted(speak.contacts.get(`/customers/${id}/emails`)),
    accepted(speak.contacts.get(`/customers/${id}/phones`)),
    accepted(speak.contacts.get(`/customers/${id}/company-names`)),
    accepted(speak.billing.get(`/customer/${id}`)),
    accepted(speak.accounting.get(`/customers/${id}`)),
    accepted(speak.erp.get('/customers', { searchColumn: 'id', searchString: String(id) })),
  ]);
  const card = readings.contacts.get(id)!;
  expect({ emails: emails.emails, phones: phones.phones, names: names.company_names }).toEqual({
    emails: card['emails'],
    phones: card['phones'],
    names: card['company_names'],
  });
  expect(billing.response).toEqual(readings.billing.get(id));
  expect(accounting).toEqual(readings.accounting.get(id));
  expect(erp).toEqual([readings.erp.get(id)]);
}

/** One value that one contract shows of one customer: `emails[12].name` is the word `emails[].name`. */
export interface Entry {
  contract: ContractName;
  customer: number;
  path: string;
  word: string;
  before: string | undefined;
  after: string | undefined;
}

/** The differences between two pictures, byte for byte. */
export function differences(before: Picture, after: Picture, footprints: Record<ContractName, Footprint>): Entry[] {
  return CONTRACT_NAMES.flatMap((contract) => {
    const [one, other] = [before, after].map(({ readings }) => readings[contract]) as [
      Map<number, View>,
      Map<number, View>,
    ];
    return [...new Set([...one.keys(), ...other.keys()])].flatMap((customer) => {
      if (JSON.stringify(one.get(customer)) === JSON.stringify(other.get(customer))) return [];
      const [old, now] = [one, other].map((rows) => wordsIn(rows.get(customer) ?? {}, footprints[contract]));
      return [...new Set([...old!.keys(), ...now!.keys()])].flatMap((path): Entry[] =>
        old!.get(path) === now!.get(path)
          ? []
          : [{ contract, customer, path, word: wordOf(path), before: old!.get(path), after: now!.get(path) }],
      );
    });
  });
}

/** Words that show the time of the last change, or the version. */
export const isStamp = (word: string) => ['updated_at', 'updatedAt', 'mod_datetime', 'version'].includes(word);

export const wordOf = (path: string) => path.replace(/\[\d+\]/g, '[]');

/** The words of a reading with their values as JSON; an object that is null has all of its words null. */
export function wordsIn(reading: View, footprint: Footprint, path = ''): Map<string, string> {
  const words = new Map<string, string>();
  for (const [key, value] of Object.entries(reading)) {
    const here = path ? `${path}.${key}` : key;
    const inner =
      typeof value === 'object' ? Object.keys(footprint).filter((word) => word.startsWith(`${wordOf(here)}.`)) : [];
    if (Array.isArray(value) && Object.keys(footprint).some((word) => word.startsWith(`${wordOf(here)}[].`)))
      for (const one of value as View[])
        for (const [word, said] of wordsIn(one, footprint, `${here}[${String(Object.values(one)[0])}]`))
          words.set(word, said);
    else if (value === null && inner.length > 0) for (const word of inner) words.set(word, 'null');
    else if (typeof value === 'object' && value !== null && !Array.isArray(value))
      for (const [word, said] of wordsIn(value as View, footprint, here)) words.set(word, said);
    else words.set(here, JSON.stringify(value));
  }
  return words;
}

/** Words that show which record a customer points at. `assertClean` compares them with the database. */
export const isPointer = ({ contract, word }: Entry) => contract === 'clientela' && word in POINTERS;

/** By word, the pointer in the customer's row; none where only a few of the writes move it. */
export const POINTERS: Record<string, keyof Row | undefined> = {
  mainContactId: 'main',
  primaryEmailId: 'email',
  mainPhoneId: 'phone',
  mobilePhoneId: 'mobile',
  faxPhoneId: 'fax',
  defaultCompanyNameId: undefined,
};

/** All differences between two pictures, for error messages. */
export function assertSame(before: Picture, after: Picture, footprints: Record<ContractName, Footprint>): void {
  expect(differences(before, after, footprints)).toEqual([]);
  expect(after.rows).toEqual(before.rows);
  expect(after.persons).toEqual(before.persons);
}
