import { theCustomer } from '../factories/customer.js';
import { aCustomerWithId } from '../factories/customer-with-id.js';
import { aTenant } from '../factories/tenant.js';
import { committedDocument, placesOf } from '../support/documents.js';
import { useAppAndTenant } from '../support/use-app.js';

const { app, tenant: acme } = useAppAndTenant();

const UNKNOWN = '987654321';
/** IDs of up to 19 digits that no customer can have here, and texts that are no IDs. */
const OTHERS = [
  '982710394857200005',
  '9999999999999999999',
  '9007199254740992',
  '9007199254740993',
  '9223372036854775808',
  '0',
  '007',
  '-1',
  '1.5',
  '1e3',
  'abc',
  '1'.repeat(40),
];

describe('an ID in a path that no record has', () => {
  it.each(OTHERS)('is answered alike, whether or not it is well formed: %s', async (id) => {
    const { contacts, billing, clients, accounting } = app.as(acme);
    const requests = (one: string) => [
      clients.get(`/clients/${one}`),
      clients.put(`/clients/${one}`, { name: 'Ada' }),
      clients.put(`/clients/${one}`, {}),
      clients.put(`/clients/${one}`, { name: 5 }),
      clients.put(`/clients/${one}`, { id: 1 }),
      billing.get(`/customer/${one}`),
      billing.put(`/customer/${one}`, { company: 'Ada' }),
      billing.put(`/customer/${one}`, {}),
      billing.delete(`/customer/${one}`),
      billing.get(`/user/${one}`),
      billing.put(`/user/${one}`, {}),
      accounting.get(`/customers/${one}`),
      accounting.put(`/customers/${one}`, { displayName: 'Ada', customerType: 'business' }),
      accounting.put(`/customers/${one}`, {}),
      accounting.delete(`/customers/${one}`),
      accounting.get(`/customers/${one}/ledger-entries`),
      accounting.patch(`/contacts/${one}/activate`),
      accounting.put(`/api-keys/${one}/revoke`),
      contacts.get(`/customers/getCustomers/${one}`),
      contacts.get(`/customers/${one}/company-names`),
      contacts.post(`/customers/${one}/emails`, { email: 'ada@example.com' }),
      contacts.post(`/customers/${one}/emails`, {}),
      contacts.put(`/customers/${one}/phones/1`, { phone: '+12125550100' }),
    ];
    const [mine, unknown] = [await Promise.all(requests(id)), await Promise.all(requests(UNKNOWN))];
    expect(mine.map(({ status, body }) => [status, body])).toEqual(unknown.map(({ status, body }) => [status, body]));
    expect(mine[0]!.status).toBe(404);
  });

  it('is not rounded to one that a record has', async () => {
    const tenant = await aTenant(app);
    await aCustomerWithId(app, tenant, Number.MAX_SAFE_INTEGER);
    expect((await app.as(tenant).clients.get('/clients/9007199254740991')).body).toMatchObject({
      data: { id: '9007199254740991' },
    });
    for (const id of ['9007199254740992', '9007199254740993', '90071992547409910'])
      expect((await app.as(tenant).clients.put(`/clients/${id}`, { name: 'Other' })).status).toBe(404);
    expect(await theCustomer(app, tenant, Number.MAX_SAFE_INTEGER)).toMatchObject({ displayName: 'Ada Ltd.' });
  });

  it('is missing by an external key or a token as by a number, whatever the body', async () => {
    for (const body of [{}, { company: 'Ada' }, { company: null }]) {
      const answers = await Promise.all(
        [UNKNOWN, 'external_key:nobody', 'token:aaaaaaaaaaaa', 'x'].map((key) =>
          app.as(acme).billing.put(`/customer/${key}`, body),
        ),
      );
      expect(new Set(answers.map(({ status }) => status)).size).toBe(1);
    }
  });
});

describe('an ID in a filter', () => {
  const asked = (id: string) => [
    app.as(acme).billing.get('/customer', { where: `customer_id:EQUALS:${id}` }),
    app.as(acme).billing.get('/customer', { where: `parent_customer_id:EQUALS:${id}` }),
    app.as(acme).billing.get('/customer', { where: `superuser_id:EQUALS:${id}` }),
    app.as(acme).billing.get('/user', { where: `user_id:EQUALS:${id}` }),
    app.as(acme).billing.get('/user', { where: `customers.customer_id:EQUALS:${id}` }),
    app.as(acme).erp.get('/customers', { searchColumn: 'id', searchString: id }),
    app.as(acme).erp.get('/customers', { searchColumn: 'billing_address.id', searchString: id }),
  ];

  it.each([UNKNOWN, '9007199254740993', '9223372036854775808', '9'.repeat(40), '0', '-1'])(
    'finds no record by a number that is no id: %s',
    async (id) => {
      const answers = await Promise.all(asked(id));
      expect(answers.map(({ status, body }) => [status, body.response ?? body])).toEqual(answers.map(() => [200, []]));
    },
  );

  it.each(['abc', '1.5', '1e3', '0x1'])('400: %s is no number', async (id) => {
    expect(new Set((await Promise.all(asked(id))).map(({ status }) => status))).toEqual(new Set([400]));
  });
});

describe('the document of clients', () => {
  it('takes IDs of up to 19 digits', () => {
    const parameters = placesOf(committedDocument('clients').document).flatMap(({ operation }) =>
      operation.parameters.filter(({ in: place }) => place === 'path'),
    );
    expect(parameters.length).toBeGreaterThan(1);
    for (const { schema } of parameters)
      expect(schema).toMatchObject({ type: 'string', pattern: '^[1-9][0-9]{0,18}$' });
  });
});
