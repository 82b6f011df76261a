import { z } from 'zod';
import type { Schemas } from '../../sdk/src/clientela/index.js';
import { filled } from './bounds.js';
import { tool } from './tool.js';
import { atMost, cursor, customerId, next, record, time } from './words.js';

const text = (about: string) => z.string().max(255).describe(about).optional();
const counted = (count: number, one: string, many = `${one}s`) => `${count} ${count === 1 ? one : many}`;
const more = (following: string | null) => (following === null ? '' : ' There are more: send `next` as `after`.');

const whoAmI = tool({
  name: 'get_access',
  title: 'Tenant and permissions',
  description: 'Shows for which tenant these tools work, and which permissions they have.',
  effect: 'read',
  input: z.object({}),
  output: z.object({ tenant: record, permissions: z.array(z.string()), keyId: z.string().nullable() }),
  async answer({ clientela, signal }) {
    const { tenant, permissions, keyId } = await clientela.session.get({ signal });
    return { text: `The tenant is ${tenant.name}.`, data: { tenant, permissions, keyId } };
  },
});

const SORTS = ['id', '-id', 'name', '-name', 'createdAt', '-createdAt', 'updatedAt', '-updatedAt'] as const;

const search = tool({
  name: 'search_customers',
  title: 'Search customers',
  description:
    'Finds customers. Without filters it lists all. Answers the main fields of each; get_customer has all of them.',
  effect: 'read',
  input: z.object({
    q: text('Words that must all be in the record: names, emails, phones, tax IDs, codes, addresses.'),
    code: text('Only the customer with this code, such as C0042.'),
    externalKey: text('Only the customer with this key in another system.'),
    email: text('Only customers with this primary email.'),
    phone: text('Only customers with this main phone.'),
    taxId: text('Only customers with this tax ID.'),
    name: text('Only customers with this display name.'),
    status: text('Only customers with this status.'),
    parentId: customerId.optional(),
    createdSince: time('Only customers that were created then or later.'),
    updatedSince: time('Only customers that changed then or later.'),
    sort: z.enum(SORTS).describe('The order; by ID when omitted. With `-`, from the last to the first.').optional(),
    after: cursor,
    limit: atMost(50, 20),
  }),
  output: z.object({ customers: z.array(record), next }),
  async answer({ clientela, signal }, query) {
    const page = await clientela.customers.list(query, { signal });
    const customers = page.data.map(mainFieldsOf);
    return {
      text: `${counted(customers.length, 'customer')}.${more(page.next)}`,
      data: { customers, next: page.next },
    };
  },
});

const mainFieldsOf = (customer: Schemas['CustomerOutput']) => {
  const { id, code, displayName, legalName, kind, status, email, phone, taxId, externalKey } = customer;
  const { billingCity, parentId, updatedAt, version } = customer;
  const chosen = { id, code, displayName, legalName, kind, status, email, phone, taxId, externalKey };
  return filled({ ...chosen, billingCity, parentId, updatedAt, version });
};

const one = tool({
  name: 'get_customer',
  title: 'Read a customer',
  description:
    'Shows one customer with its emails, phones, company names and contact persons. Empty fields are left out.',
  effect: 'read',
  input: z.object({
    id: customerId,
    asOf: z
      .string()
      .regex(/^[0-9TZ:.+-]{1,40}$/)
      .describe('A version, or a time (ISO 8601): shows the customer as it was then.')
      .optional(),
  }),
  output: z.object({ customer: record }),
  async answer({ clientela, signal }, { id, asOf }) {
    const customer = await clientela.customers.get(id, { asOf, signal });
    return {
      text: `${customer.displayName}, version ${customer.version}.`,
      data: { customer: filled(customer) },
    };
  },
});

const faces = tool({
  name: 'get_customer_faces',
  title: 'Compare what the contracts show',
  description: 'Shows one customer as each of the five other contracts shows it: same record, other words.',
  effect: 'read',
  input: z.object({ id: customerId }),
  output: z.object({ faces: z.array(record) }),
  async answer({ clientela, signal }, { id }) {
    const { data } = await clientela.customers.listFaces(id, { signal });
    return { text: `The customer as ${counted(data.length, 'contract')} show it.`, data: { faces: data } };
  },
});

const history = tool({
  name: 'list_customer_changes',
  title: 'History of a customer',
  description:
    'Lists the changes of one customer, the newest first: each field before and after, who changed it, when, through ' +
    'which contract, why, and in which request. A deleted customer has a history, too.',
  effect: 'read',
  input: z.object({
    id: customerId,
    field: z.string().max(100).describe('Only changes of this field, such as displayName.').optional(),
    record: z
      .enum(['customer', 'email', 'phone', 'companyName', 'contactPerson', 'ledgerEntry'])
      .describe('Only changes of records of this kind.')
      .optional(),
    actor: z.string().max(200).describe('Only changes by this caller, such as key:9.').optional(),
    contract: z.string().max(100).describe('Only changes through this contract, such as billing.').optional(),
    from: time('Only changes then or later.'),
    to: time('Only changes before then.'),
    after: cursor,
    limit: atMost(50, 20),
  }),
  output: z.object({ changes: z.array(record), next }),
  async answer({ clientela, signal }, { id, ...query }) {
    const page = await clientela.customers.listChanges(id, query, { signal });
    return {
      text: `${counted(page.data.length, 'change')}.${more(page.next)}`,
      data: { changes: page.data, next: page.next },
    };
  },
});

const feed = tool({
  name: 'follow_changes',
  title: 'Changes of all customers',
  description:
    'Lists the changes of all customers, the oldest first. Begin with `after` "now" to get a cursor, and ask later with ' +
    'that cursor for what has changed since. Without `after` it begins with the oldest change that is kept.',
  effect: 'read',
  input: z.object({
    after: z.string().max(200).describe('The `next` of the answer before, or "now".').optional(),
    limit: atMost(50, 20),
  }),
  output: z.object({ changes: z.array(record), next: z.string() }),
  async answer({ clientela, signal }, query) {
    const page = await clientela.changes.follow(query, { signal });
    return { text: `${counted(page.data.length, 'change')}.`, data: { changes: page.data, next: page.next } };
  },
});

const statistics = tool({
  name: 'get_statistics',
  title: 'Writes and customers by day',
  description: 'Counts the writes of the last days by contract, and the customers at the end of each day (UTC).',
  effect: 'read',
  input: z.object({ days: z.number().int().min(1).max(31).default(7).describe('How many days, today included.') }),
  output: z.object({ days: z.array(record) }),
  async answer({ clientela, signal }, { days }) {
    const { data } = await clientela.statistics.get({ days }, { signal });
    return { text: `${counted(data.length, 'day')}, today first.`, data: { days: data } };
  },
});

export const READING = [whoAmI, search, one, faces, history, feed, statistics];
