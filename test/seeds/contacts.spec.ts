import { customerOne, itsRecordsOne } from '../factories/records-with-ids.js';
import type { Answer } from '../support/app.js';
import { useApp, useTenantPerTest } from '../support/use-app.js';

const app = useApp();
const tenant = useTenantPerTest(app);

beforeEach(async () => {
  await customerOne(app, tenant);
});

const JSON_TYPE = { 'Content-Type': 'application/json' };
const id = expect.any(Number);
const time = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);

const send = (method: string, path: string, text?: string) =>
  app
    .as(tenant)
    .contacts.send(method, path.replace('/api', ''), text === undefined ? {} : { headers: JSON_TYPE, text });

/** Expects equal keys in the same order, and equal values. */
function answers(answer: Answer, status: number, body: Record<string, unknown>): void {
  expect(answer).toMatchObject({ status, body });
  expect(Object.keys(answer.body)).toEqual(Object.keys(body));
}

// The requests of seeds/contacts.txt, with another host and token, and with the masked email addresses filled in.
// A trailing blank is kept.
// A curl without a method is a GET without data and a POST with data.
describe('the contacts document', () => {
  it('adds an email', async () => {
    const answer = await send(
      'POST',
      '/api/customers/1/emails',
      `{
"email": "john.doe@acme.example ",
"is_for_invoicing": true,
"name": "John Doe",
"role": "Finance Manager",
"notes": "Primary contact for billing"
}`,
    );
    answers(answer, 201, {
      email_id: id,
      customer_id: 1,
      email: 'john.doe@acme.example',
      is_for_invoicing: true,
      name: 'John Doe',
      role: 'Finance Manager',
      notes: 'Primary contact for billing',
      is_locked: false,
      created_at: time,
    });
  });

  it('updates an email', async () => {
    await itsRecordsOne(app, tenant);
    const answer = await send(
      'PUT',
      '/api/customers/1/emails/1',
      `{
"email": "new.email@acme.example ",
"is_for_invoicing": false,
"notes": "Updated contact email"
}`,
    );
    answers(answer, 200, {
      email_id: 1,
      customer_id: 1,
      email: 'new.email@acme.example',
      is_for_invoicing: false,
      notes: 'Updated contact email',
      updated_at: time,
    });
  });

  it('toggles the lock of an email', async () => {
    await itsRecordsOne(app, tenant);
    answers(await send('GET', '/api/customers/1/emails/1/toggle-lock'), 200, {
      email_id: 1,
      customer_id: 1,
      is_locked: true,
      updated_at: time,
    });
  });

  it('adds a phone', async () => {
    const answer = await send(
      'POST',
      '/api/customers/1/phones',
      `{
"phone": "+1234567890",
"extension": "123",
"is_whatsapp": true,
"name": "Jane Smith",
"role": "Sales Manager",
"notes": "Available 9-5 EST"
}`,
    );
    answers(answer, 201, {
      phone_id: id,
      customer_id: 1,
      phone: '+1234567890',
      extension: '123',
      is_whatsapp: true,
      name: 'Jane Smith',
      role: 'Sales Manager',
      notes: 'Available 9-5 EST',
      is_locked: false,
      created_at: time,
    });
  });

  it('updates a phone', async () => {
    await itsRecordsOne(app, tenant);
    const answer = await send(
      'PUT',
      '/api/customers/1/phones/1',
      `{
"phone": "+1234567899",
"extension": "456",
"is_whatsapp": false
}`,
    );
    answers(answer, 200, {
      phone_id: 1,
      customer_id: 1,
      phone: '+1234567899',
      extension: '456',
      is_whatsapp: false,
      updated_at: time,
    });
  });

  it('lists company names', async () => {
    await itsRecordsOne(app, tenant);
    const answer = await send('GET', '/api/customers/1/company-names');
    const name = {
      company_name_id: 1,
      customer_id: 1,
      name: 'Acme Corp Ltd.',
      tax_id: 'ABC123456789',
      billing_email: 'billing@acme.example',
      address: '123 Main St',
      billing_address: 'PO Box 456',
      is_active: true,
      is_default: true,
      created_at: time,
    };
    answers(answer, 200, { success: true, company_names: [name] });
    expect(Object.keys(answer.body.company_names[0])).toEqual(Object.keys(name));
  });

  it('creates a company name', async () => {
    const answer = await send(
      'POST',
      '/api/customers/1/company-names',
      `{
"name": "Acme Corp Ltd.",
"tax_id": "ABC123456789",
"billing_email": "billing@acme.example ",
"address": "123 Main St, City",
"billing_address": "PO Box 456, City",
"is_active": true,
"is_default": true
}`,
    );
    answers(answer, 201, {
      company_name_id: id,
      customer_id: 1,
      name: 'Acme Corp Ltd.',
      tax_id: 'ABC123456789',
      billing_email: 'billing@acme.example',
      address: '123 Main St, City',
      billing_address: 'PO Box 456, City',
      is_active: true,
      is_default: true,
      created_at: time,
    });
  });

  it('updates a company name', async () => {
    await itsRecordsOne(app, tenant);
    const answer = await send(
      'PUT',
      '/api/customers/1/company-names/1',
      `{
"name": "Acme Corporation Ltd.",
"tax_id": "ABC123456789",
"billing_email": "new-billing@acme.example "
}`,
    );
    answers(answer, 200, {
      company_name_id: 1,
      customer_id: 1,
      name: 'Acme Corporation Ltd.',
      tax_id: 'ABC123456789',
      billing_email: 'new-billing@acme.example',
      updated_at: time,
    });
  });

  it('sets the default company name', async () => {
    await itsRecordsOne(app, tenant);
    answers(await send('GET', '/api/customers/1/company-names/1/set-default'), 200, {
      company_name_id: 1,
      customer_id: 1,
      is_default: true,
      updated_at: time,
    });
  });

  it('toggles whether a company name is active', async () => {
    await itsRecordsOne(app, tenant);
    const answer = await send(
      'POST',
      '/api/customers/1/company-names/1/toggle-active',
      `{
"is_active": false
}`,
    );
    answers(answer, 200, { company_name_id: 1, is_active: false, updated_at: time });
  });
});
