import { ContactPersonsRepository } from '../../src/contact-persons/contact-persons.repository.js';
import { aCustomerWithId } from '../factories/customer-with-id.js';
import { theCustomer } from '../factories/customer.js';
import { useAppAndTenant } from '../support/use-app.js';

const { app, tenant } = useAppAndTenant();
let contactId: number;

beforeAll(async () => {
  await aCustomerWithId(app, tenant, 1);
  await aCustomerWithId(app, tenant, 1234);
  ({ id: contactId } = await app.nest.get(ContactPersonsRepository).add(tenant.id, { customerId: 1234 }));
});

/**
 * The body of the document, which prints no names: its descriptions in their order, with the names of
 * contracts/billing.md.
 */
const everyField = () => ({
  parent_customer_id: 1,
  superuser_id: contactId,
  external_key: 'External key value',
  company: 'Company/customer name',
  language_id: 1,
  class_id: 2,
  admin_id: 3,
  campaign_id: 4,
  superuser_email: 'main.contact@example.com',
  superuser_name: 'Main contact name',
  superuser_first_name: 'Main contact first name',
  superuser_last_name: 'Main contact last name',
  superuser_phone: '+1 212 555 0100',
  bill_addr1: 'Billing address line 1',
  bill_addr2: 'Billing address line 2',
  bill_addr3: 'Billing address line 3',
  bill_city: 'Billing address city',
  bill_state: 'Billing address state/province',
  bill_postcode: 'Billing address postal code',
  bill_country: 'Billing address country',
  ship_addr1: 'Shipping address line 1',
  ship_addr2: 'Shipping address line 2',
  ship_addr3: 'Shipping address line 3',
  ship_city: 'Shipping address city',
  ship_state: 'Shipping address state',
  ship_postcode: 'Shipping address postal code',
  ship_country: 'Shipping address country',
  ...Object.fromEntries(Array.from({ length: 20 }, (_, at) => [`custom_${at + 1}`, `Custom field #${at + 1}`])),
  terms_id: 5,
  no_taxes: true,
  no_dunning: true,
  no_latefees: true,
  no_procfees: true,
  invoice_delivery: 'print',
  dunning_delivery: 'print',
  tax_ident: 'Tax ID #/VAT #',
  tags: ['A list', 'of tags'],
});

// seeds/billing.txt
describe('the billing document', () => {
  it('updates every field of a customer', async () => {
    const answer = await app.as(tenant).billing.send('PUT', '/customer/1234', {
      headers: { 'Content-Type': 'application/json' },
      text: JSON.stringify(everyField()),
    });
    expect(answer.status).toBe(202);
    // Its example says `"code": 201` under the status 202; recorded exchanges say 202 in both places, and so do we.
    expect(answer.body).toEqual({ code: 202, status: 'OK', message: '', details: {}, response: { id: 1234 } });
    const { superuser_name: _, ...written } = everyField();
    expect((await app.as(tenant).billing.get('/customer/1234')).body.response).toMatchObject({
      ...written,
      superuser_name: 'Main contact first name Main contact last name',
    });
  });

  it('disconnects the child customer from its parent', async () => {
    await app.as(tenant).billing.put('/customer/1234', { parent_customer_id: 1 });
    expect(
      (await app.as(tenant).billing.send('PUT', '/customer/1234', { text: '{"parent_customer_id":null}' })).status,
    ).toBe(202);
    expect((await theCustomer(app, tenant, 1234)).parentId).toBeNull();
  });

  it('refuses a bad request', async () => {
    const answer = await app.as(tenant).billing.send('PUT', '/customer/1234', { text: '{"company":' });
    expect(answer.status).toBe(400);
    expect(answer.body).toEqual({
      code: 400,
      status: 'Error',
      message: 'Missing or invalid parameter.',
      details: {},
      response: false,
    });
  });

  it('refuses a request without authorization', async () => {
    const answer = await app.send('PUT', '/api/v3/customer/1234', { text: JSON.stringify(everyField()) });
    expect(answer.status).toBe(401);
    expect(answer.body).toEqual({
      code: 401,
      status: 'Error',
      message: 'Invalid or incorrect authorization [Missing (basic) authorization header.]',
      details: {},
      response: false,
    });
  });
});
