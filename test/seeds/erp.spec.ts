import { aCustomerWithId } from '../factories/customer-with-id.js';
import { useApp, useTenantPerTest } from '../support/use-app.js';

const app = useApp();
const tenant = useTenantPerTest(app);
let authorization: string;

beforeEach(async () => {
  const { body } = await app.send('GET', `/api/${tenant.slug}/v4.0.0/helo`, {
    headers: { Authorization: `Bearer ${tenant.keys.erp.secret}` },
  });
  authorization = `Bearer ${body['xa-token']}`;
});

const send = (line: string, text?: string) => {
  const [method, path] = line.split(' ') as [string, string];
  const headers = {
    Authorization: authorization,
    ...(text === undefined ? {} : { 'Content-Type': 'application/json' }),
  };
  return app.send(method, path.replace('{account}', tenant.slug), { headers, text });
};

const ACME = {
  id: 1,
  code: 'C0001',
  name: 'Acme Corp',
  vat_id: 'PT123456789',
  email: 'billing@acme.com',
  phone: '+351211234567',
  billing_address: { postal_address: 'Rua da Liberdade 1', city: 'Lisboa', zip_code: '1250-001', country: 'PT' },
};

const acmeIsThere = () =>
  aCustomerWithId(app, tenant, 1, {
    displayName: 'Acme Corp',
    taxId: 'PT123456789',
    email: 'billing@acme.com',
    phone: '+351211234567',
    billingLine1: 'Rua da Liberdade 1',
    billingCity: 'Lisboa',
    billingPostcode: '1250-001',
    billingCountry: 'PT',
  });

// seeds/erp.txt: the requests as they stand there; <xa-token> and {nonce} have values, {account} is the tenant's.
describe('the erp document', () => {
  it('lists customers', async () => {
    await acmeIsThere();
    const answer = await send('GET /api/{account}/v4.0.0/customers');
    expect(answer.status).toBe(200);
    expect(answer.body).toEqual([
      expect.objectContaining({ ...ACME, billing_address: { ...ACME.billing_address, id: expect.any(Number) } }),
    ]);
  });

  it('lists none as an empty array', async () => {
    expect(await send('GET /api/{account}/v4.0.0/customers')).toMatchObject({ status: 200, body: [] });
  });

  it.each([
    'searchString=C0001',
    'searchString=1',
    'searchString=Lisboa&searchColumn=billing_address.city',
    'searchString=1&searchColumn=id&searchOperator=gte',
    'nonce=1&skip=0&limit=1000',
  ])('searches with %s', async (query) => {
    await acmeIsThere();
    await aCustomerWithId(app, tenant, 9000);
    expect((await send(`GET /api/{account}/v4.0.0/customers?${query}`)).body[0]).toMatchObject(ACME);
  });

  it('400: invalid input parameters', async () => {
    expect(await send('GET /api/{account}/v4.0.0/customers?limit=-1')).toMatchObject({
      status: 400,
      body: { code: 'INVALID_ARGUMENT' },
    });
  });

  const NEW_CUSTOMER = `{
  "name": "New Customer Ltd",
  "vat_id": "PT987654321",
  "email": "contact@newcustomer.com",
  "phone": "+351211234567",
  "billing_address": {
    "postal_address": "Av. da República 45",
    "city": "Porto",
    "zip_code": "4000-001",
    "country": "PT"
  }
}`;

  it('adds a customer', async () => {
    const answer = await send('POST /api/{account}/v4.0.0/customers?nonce=1', NEW_CUSTOMER);
    expect(answer.status).toBe(201);
    expect(answer.body).toEqual({ id: expect.any(Number), entity_code: expect.stringMatching(/^C\d{4,}$/) });
    expect(Number(answer.body.entity_code.slice(1))).toBe(answer.body.id);
    const [stored] = (await send(`GET /api/{account}/v4.0.0/customers?searchString=${answer.body.entity_code}`)).body;
    expect(stored).toMatchObject(JSON.parse(NEW_CUSTOMER));
  });

  it('400: invalid input answers an apiError', async () => {
    const answer = await send('POST /api/{account}/v4.0.0/customers?nonce=1', '{}');
    expect(answer.status).toBe(400);
    expect(Object.keys(answer.body).sort()).toEqual(['code', 'message', 'path', 'request_id', 'timestamp']);
  });

  it('409: a customer with the same identifier already exists', async () => {
    expect((await send('POST /api/{account}/v4.0.0/customers?nonce=1', NEW_CUSTOMER)).status).toBe(201);
    expect(await send('POST /api/{account}/v4.0.0/customers?nonce=2', NEW_CUSTOMER)).toMatchObject({
      status: 409,
      body: { code: 'DUPLICATE_ENTRY' },
    });
  });

  it.each([
    ['id', { id: 1 }],
    ['code', { code: 'C0001' }],
  ])('updates a customer by its %s', async (_, named) => {
    await acmeIsThere();
    const answer = await send(
      'PUT /api/{account}/v4.0.0/customers?nonce=1',
      JSON.stringify({ ...named, name: 'Acme Corporation' }),
    );
    expect(answer).toMatchObject({ status: 201, body: { id: 1, entity_code: 'C0001' } });
    expect((await send('GET /api/{account}/v4.0.0/customers')).body[0]).toMatchObject({
      ...ACME,
      name: 'Acme Corporation',
    });
  });

  it('400 and 409: an update that matches no customer, and one that matches two', async () => {
    await acmeIsThere();
    await aCustomerWithId(app, tenant, 2);
    expect((await send('PUT /api/{account}/v4.0.0/customers?nonce=1', '{"id": 3, "name": "Unknown"}')).status).toBe(
      400,
    );
    expect(
      (await send('PUT /api/{account}/v4.0.0/customers?nonce=2', '{"id": 1, "code": "C0002", "name": "Both"}')).status,
    ).toBe(409);
  });
});
