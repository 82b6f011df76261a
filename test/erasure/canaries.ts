import type { Schema } from '../../src/contracts/schema.js';
import type { ContractClients } from '../support/clients.js';
import { committedDocument } from '../support/documents.js';

type ContractName = 'contacts' | 'billing' | 'clients' | 'erp' | 'accounting';

/** Where a write goes: IDs of the customer that is erased and of its records. */
export interface Ids {
  customer: number;
  email: number;
  phone: number;
  companyName: number;
  person: string;
}

/** `field`: which one the test writes. */
type Route = (ids: Ids, field: string) => { path: string; body?: object };

/** Writes of a customer that exists, or of its records, and how a test sends them. */
const WRITES: Record<ContractName, Record<string, Route>> = {
  contacts: {
    'POST /customers/{id}/emails': ({ customer }) => ({
      path: `/customers/${customer}/emails`,
      body: { email: fresh('email') },
    }),
    'PUT /customers/{id}/emails/{emailId}': ({ customer, email }) => ({
      path: `/customers/${customer}/emails/${email}`,
    }),
    'POST /customers/{id}/phones': ({ customer }) => ({
      path: `/customers/${customer}/phones`,
      body: { phone: fresh('phone') },
    }),
    'PUT /customers/{id}/phones/{phoneId}': ({ customer, phone }) => ({
      path: `/customers/${customer}/phones/${phone}`,
    }),
    'POST /customers/{id}/company-names': ({ customer }) => ({
      path: `/customers/${customer}/company-names`,
      body: { name: 'Acme Ltd.' },
    }),
    'PUT /customers/{id}/company-names/{companyNameId}': ({ customer, companyName }) => ({
      path: `/customers/${customer}/company-names/${companyName}`,
    }),
  },
  billing: {
    'PUT /customer/{customer_id}': ({ customer }) => ({ path: `/customer/${customer}` }),
    // A first name goes before a whole name.
    'POST /user': ({ customer }, field) => ({
      path: '/user',
      body: { customer_id: customer, ...(field !== 'name' && { first_name: 'Ada' }) },
    }),
    'PUT /user/{user_id}': ({ person }) => ({ path: `/user/${person}` }),
  },
  clients: { 'PUT /clients/{id}': ({ customer }) => ({ path: `/clients/${customer}` }) },
  erp: { 'PUT /customers': ({ customer }) => ({ path: '/customers', body: { id: customer } }) },
  accounting: {
    'PUT /customers/{id}': ({ customer }) => ({
      path: `/customers/${customer}`,
      body: { customerType: 'business', displayName: 'Ada Ltd.' },
    }),
    'POST /customers/{id}/ledger-entries': ({ customer }) => ({
      path: `/customers/${customer}/ledger-entries`,
      body: { kind: 'invoice', amount: 1 },
    }),
  },
};

/** Writes that are not tried, each with its reason. */
const NO_WRITES: Record<string, string> = {
  'contacts POST /login': 'is a sign-in',
  'clients POST /login': 'is a sign-in',
  'accounting POST /auth/signin': 'is a sign-in',
  'accounting POST /api-keys/generate': 'makes a key',
  'contacts POST /customers/create': 'makes the customer: see whole',
  'billing POST /customer': 'takes the fields of the update',
  'clients POST /clients': 'takes the fields of the update',
  'erp POST /customers': 'takes the fields of the update',
  'accounting POST /customers': 'takes the fields of the update, and those of the opening balance',
  'accounting PUT /customers/{id}/opening-balance': 'has numbers and a time',
  'accounting POST /customers/validate-bulk-delete': 'has IDs',
  'accounting POST /customers/bulk-delete': 'has IDs',
  'billing POST /_bulk': 'sends other requests',
  'billing POST /_resthook': 'names a receiver',
};

/** Fields of texts that take no free text. A new field is either written or named here. */
const NO_TEXTS: Record<string, string> = {
  'clients PUT /clients/{id} status': 'a class: at most ten letters, shared by many customers',
  'erp PUT /customers code': 'says which customer it is',
  'erp PUT /customers country_iso': 'a country',
  'accounting POST /customers/{id}/ledger-entries currencyCode': 'a currency',
  'accounting POST /customers/{id}/ledger-entries occurredAt': 'a time',
};

const BASES: Record<ContractName, string> = {
  contacts: '/api',
  billing: '/api/v3',
  clients: '/apidev/v1',
  erp: '/api/{account}/v4.0.0',
  accounting: '/api',
};

let last = 100;
/** A value that is nowhere else: an email, a number, or a text. */
function fresh(kind: 'email' | 'phone' | 'text' | 'url' | 'short'): string {
  const number = ++last;
  return {
    email: `zqcanary${number}@example.com`,
    phone: `+12125557${number}`,
    text: `zqcanary${number}`,
    url: `https://zqcanary${number}.example`,
    short: `97${number}53`,
  }[kind];
}

/** What to search for, in lower case: a number without its punctuation. */
const needleOf = (value: string) => value.replace(/^\+1/, '').toLowerCase();

type IsStored = (text: string) => Promise<boolean>;

export interface Planted {
  /** Each field, with what to search for. */
  found: Map<string, string>;
  /** Fields of texts that no value was accepted for. */
  missing: string[];
}

/**
 * Writes a text of its own into every writable text of every contract, one request each. `isStored` says whether the
 * database has a text: an answer may be good although the value was read in another way.
 */
export async function plant(speak: ContractClients, ids: Ids, isStored: IsStored): Promise<Planted> {
  const planted: Planted = { found: new Map(), missing: [] };
  for (const contract of Object.keys(WRITES) as ContractName[])
    for (const { name, fields } of writesOf(contract))
      for (const field of fields) {
        const title = `${contract} ${name} ${field}`;
        const value = title in NO_TEXTS ? undefined : await accepted(speak, contract, name, field, ids, isStored);
        if (value !== undefined) planted.found.set(title, needleOf(value));
        else if (!(title in NO_TEXTS)) planted.missing.push(title);
      }
  return planted;
}

async function accepted(
  speak: ContractClients,
  contract: ContractName,
  name: string,
  field: string,
  ids: Ids,
  isStored: IsStored,
): Promise<string | undefined> {
  const [method] = name.split(' ') as ['PUT' | 'POST'];
  for (const kind of ['text', 'email', 'phone', 'url', 'short'] as const) {
    const value = fresh(kind);
    const { path, body } = WRITES[contract][name]!(ids, field);
    const send = method === 'PUT' ? speak[contract].put : speak[contract].post;
    const { status } = await send(path, { ...body, [field]: isList(contract, name, field) ? [value] : value });
    if (status < 300 && (await isStored(needleOf(value)))) return value;
  }
  return undefined;
}

interface Write {
  name: string;
  fields: string[];
}

/** The writes of a contract that a body describes, by its document, with their fields for texts. */
function writesOf(contract: ContractName): Write[] {
  const { document } = committedDocument(contract);
  const writes: Write[] = [];
  for (const [template, operations] of Object.entries(document.paths))
    for (const [method, operation] of Object.entries(operations)) {
      const schema = bodyOf(contract, operation);
      if (!['post', 'put', 'patch'].includes(method) || !schema) continue;
      const name = `${method.toUpperCase()} ${template.replace(BASES[contract], '')}`;
      const fields = textsOf(contract, schema);
      if (fields.length === 0 || `${contract} ${name}` in NO_WRITES) continue;
      if (!(name in WRITES[contract])) throw new Error(`Say how a test writes it: ${contract} ${name}`);
      writes.push({ name, fields });
    }
  return writes;
}

const bodyOf = (contract: ContractName, operation: unknown): Schema | undefined => {
  const { requestBody } = operation as { requestBody?: { content: Record<string, { schema: Schema }> } };
  const [content] = Object.values(requestBody?.content ?? {});
  return content && whole(contract, content.schema);
};

/** A schema without references and parts. */
function whole(contract: ContractName, given: Schema): Schema {
  const { $ref, allOf = [], ...schema } = given as Schema & { $ref?: string; allOf?: Schema[] };
  const parts = [...allOf];
  if ($ref) {
    const { schemas } = committedDocument(contract).document.components;
    parts.push(schemas[$ref.split('/').at(-1)!]!);
  }
  const wholes = parts.map((part) => whole(contract, part));
  const properties = Object.assign({}, ...wholes.map((part) => part.properties), schema.properties) as object;
  return { ...Object.assign({}, ...wholes), ...schema, properties } as Schema;
}

const textsOf = (contract: ContractName, { properties = {} }: Schema): string[] =>
  Object.entries(properties as Record<string, Schema>).flatMap(([field, given]) => {
    const { type, enum: words, items } = whole(contract, given) as Schema & { enum?: unknown; items?: Schema };
    const types = [type, items && whole(contract, items).type].flat();
    return types.includes('string') && !words ? [field] : [];
  });

function isList(contract: ContractName, name: string, field: string): boolean {
  const [method, template] = name.split(' ') as [string, string];
  const operations = committedDocument(contract).document.paths[BASES[contract] + template] as Record<string, unknown>;
  const { properties } = bodyOf(contract, operations[method.toLowerCase()])!;
  return [whole(contract, (properties as Record<string, Schema>)[field]!).type].flat().includes('array');
}
