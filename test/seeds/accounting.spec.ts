import { ID } from '../../src/customers/customer-record.js';
import { CustomersService } from '../../src/customers/customers.service.js';
import { aCustomerWithId } from '../factories/customer-with-id.js';
import { useApp, useTenantPerTest } from '../support/use-app.js';

const app = useApp();
const tenant = useTenantPerTest(app);

// seeds/accounting.txt: its answer as it stands there, with addresses for those that are not printed.
const DOCUMENT = `{
  "balance": 1500,
  "currencyCode": "USD",
  "openingBalance": 1000,
  "openingBalanceAt": "2024-01-01T00:00:00Z",
  "openingBalanceExchangeRate": 1,
  "openingBalanceBranchId": 1,
  "salutation": "Mr.",
  "firstName": "John",
  "lastName": "Doe",
  "companyName": "Acme Corporation",
  "displayName": "John Doe - Acme Corporation",
  "email": "john.doe@acme.com",
  "workPhone": "+1 (555) 123-4567",
  "personalPhone": "+1 (555) 987-6543",
  "website": "https://www.acme.com",
  "billingAddress1": "123 Business Ave",
  "billingAddress2": "Suite 100",
  "billingAddressCity": "New York",
  "billingAddressCountry": "United States",
  "billingAddressEmail": "billing@acme.com",
  "billingAddressPostcode": "10001",
  "billingAddressPhone": "+1 (555) 111-2222",
  "billingAddressState": "NY",
  "shippingAddress1": "456 Shipping St",
  "shippingAddress2": "Unit 200",
  "shippingAddressCity": "Los Angeles",
  "shippingAddressCountry": "United States",
  "shippingAddressEmail": "shipping@acme.com",
  "shippingAddressPostcode": "90001",
  "shippingAddressPhone": "+1 (555) 333-4444",
  "shippingAddressState": "CA",
  "note": "Important client with regular monthly orders",
  "active": true,
  "createdAt": "2024-01-01T00:00:00Z",
  "updatedAt": "2024-01-01T00:00:00Z",
  "localOpeningBalance": 1000,
  "closingBalance": 1500
}`;
const documented = JSON.parse(DOCUMENT) as Record<string, unknown>;

/** The fields that the document takes in a body, in its order. */
const ASKED = [
  'customerType',
  'displayName',
  'billingAddress1',
  'billingAddress2',
  'billingAddressCity',
  'billingAddressCountry',
  'billingAddressEmail',
  'billingAddressZipcode',
  'billingAddressPhone',
  'billingAddressState',
  'shippingAddress1',
  'shippingAddress2',
  'shippingAddressCity',
  'shippingAddressCountry',
  'shippingAddressEmail',
  'shippingAddressZipcode',
  'shippingAddressPhone',
  'shippingAddressState',
  'salutation',
  'firstName',
  'lastName',
  'companyName',
  'website',
  'email',
  'workPhone',
  'personalPhone',
  'note',
  'active',
];

/** A customer with the balances of the document and nothing else of it. */
async function indebted(): Promise<string> {
  await aCustomerWithId(app, tenant, 1, { active: false });
  const opening = {
    openingBalance: '1000',
    openingBalanceAt: new Date('2024-01-01T00:00:00Z'),
    openingBalanceRate: '1',
    openingBalanceBranchId: 1,
  };
  await app.nest.get(CustomersService).openWith(tenant.id, 1, opening, ID);
  await app.as(tenant).accounting.post('/customers/1/ledger-entries', { kind: 'invoice', amount: 500 });
  return '/api/customers/1';
}

/** What front ends of today read beside the document's fields. */
const formatted = {
  contactService: 'customer',
  formattedCustomerType: 'Business',
  formattedBalance: '$1,500.00',
  formattedOpeningBalance: '$1,000.00',
  formattedOpeningBalanceAt: '2024 Jan 01',
};

const answered = {
  ...documented,
  ...formatted,
  id: 1,
  code: 'C0001',
  customerType: 'business',
  createdAt: expect.any(String),
  updatedAt: expect.any(String),
};

describe('the accounting document', () => {
  it('updates a customer with every field that it documents', async () => {
    const body = Object.fromEntries(
      ASKED.map((field) => [
        field,
        field === 'customerType' ? 'business' : documented[field.replace('Zipcode', 'Postcode')],
      ]),
    );
    expect(Object.values(body)).not.toContain(undefined);
    const headers = { Authorization: `Bearer ${tenant.keys.accounting.secret}` };
    const answer = await app.send('PUT', await indebted(), { headers, body });
    expect(answer.status).toBe(200);
    expect(answer.headers['content-type']).toContain('application/json');
    expect(answer.body).toEqual(answered);
  });

  it('takes its own answer for a body, with a token and an organization-id', async () => {
    const headers = {
      Authorization: `Bearer ${await tenant.tokens.accounting()}`,
      'organization-id': String(tenant.id),
    };
    const answer = await app.send('PUT', await indebted(), {
      headers,
      text: DOCUMENT.replace('{', '{ "customerType": "business",'),
    });
    expect(answer.status).toBe(200);
    expect(answer.body).toEqual(answered);
  });

  it('answers times as it prints them', async () => {
    const { body } = await app.as(tenant).accounting.get((await indebted()).replace('/api', ''));
    for (const time of [body.createdAt, body.updatedAt, body.openingBalanceAt])
      expect(time).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
  });
});
