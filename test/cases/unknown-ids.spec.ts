import { aCustomer, MISSING_ID } from '../factories/customer.js';
import type { Answer } from '../support/app.js';
import { useAppAndTenant } from '../support/use-app.js';

const { app, tenant: acme } = useAppAndTenant();
let known: number;

beforeAll(async () => {
  known = (await aCustomer(app, acme)).id;
});

const speak = () => app.as(acme);
const MALFORMED = ['abc', '0', '-1', '1.5', '007', '9007199254740993', '99999999999999999999'];
const BODIES: [what: string, body: object][] = [
  ['nothing', {}],
  ['what is refused', { name: 7, company: 7, displayName: 7, email: 'nobody', phone: 'x' }],
  ['what is taken', { name: 'Ada', company: 'Ada', displayName: 'Ada', customerType: 'business' }],
];

const PATHS: [path: string, send: (id: string, body: object) => Promise<Answer>][] = [
  ['billing PUT customer', (id, body) => speak().billing.put(`/customer/${id}`, body)],
  ['billing GET customer', (id) => speak().billing.get(`/customer/${id}`)],
  ['billing DELETE customer', (id) => speak().billing.delete(`/customer/${id}`)],
  ['billing PUT user', (id, body) => speak().billing.put(`/user/${id}`, body)],
  ['clients PUT', (id, body) => speak().clients.put(`/clients/${id}`, body)],
  ['clients GET', (id) => speak().clients.get(`/clients/${id}`)],
  ['accounting PUT', (id, body) => speak().accounting.put(`/customers/${id}`, body)],
  ['accounting PUT opening balance', (id, body) => speak().accounting.put(`/customers/${id}/opening-balance`, body)],
  ['accounting POST ledger entry', (id, body) => speak().accounting.post(`/customers/${id}/ledger-entries`, body)],
  ['accounting PATCH activate', (id) => speak().accounting.patch(`/contacts/${id}/activate`)],
  ['accounting PUT revoke', (id) => speak().accounting.put(`/api-keys/${id}/revoke`)],
  ['contacts GET', (id) => speak().contacts.get(`/customers/getCustomers/${id}`)],
  ['contacts POST email', (id, body) => speak().contacts.post(`/customers/${id}/emails`, body)],
  ['contacts PUT email', (id, body) => speak().contacts.put(`/customers/${known}/emails/${id}`, body)],
  ['contacts POST toggle-lock', (id) => speak().contacts.post(`/customers/${known}/phones/${id}/toggle-lock`)],
  ['contacts POST set-default', (id) => speak().contacts.post(`/customers/${known}/company-names/${id}/set-default`)],
];

describe.each(PATHS)('%s', (_, send) => {
  it.each(BODIES)('answers a malformed ID like an unknown one: %s', async (_what, body) => {
    const missing = await send(String(MISSING_ID), body);
    for (const id of MALFORMED) {
      const answer = await send(id, body);
      expect({ id, status: answer.status, body: answer.body }).toEqual({
        id,
        status: missing.status,
        body: missing.body,
      });
    }
  });
});

describe('An ID in a body', () => {
  it.each([[MISSING_ID], [2 ** 53], [0], [-1], [1.5], ['abc']])(
    '400: %j, whether it is unknown or malformed',
    async (id) => {
      const { billing, erp, accounting } = speak();
      const answers = [
        await billing.put(`/customer/${known}`, { parent_customer_id: id }),
        await billing.put(`/customer/${known}`, { superuser_id: id }),
        await billing.post('/user', { customer_id: id, name: 'Bob' }),
        await erp.put('/customers', { id, name: 'Ada' }),
        await accounting.post(`/customers/${known}/ledger-entries`, { kind: 'payment', amount: 1, payerId: id }),
      ];
      expect(answers.map(({ status }) => status)).toEqual([400, 400, 400, 400, 400]);
    },
  );
});
