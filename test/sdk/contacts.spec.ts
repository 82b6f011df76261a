import { type ContactsClient, createContactsClient, dataOf, signIn } from '../../sdk/src/contacts/index.js';
import { aTenant } from '../factories/tenant.js';
import { recorded, type RecordedConnection } from '../support/sdk.js';
import { useApp } from '../support/use-app.js';

const app = useApp();
let connection: RecordedConnection;
let contacts: ContactsClient;
let id: number;

beforeAll(async () => {
  const { user } = await aTenant(app);
  connection = recorded(app, 'contacts');
  contacts = createContactsClient(await signIn({ ...connection, login: user.login, password: user.password }));
  const { customer } = dataOf(
    await contacts.POST('/api/customers/create', { body: { name: 'Ada Ltd.', tax_id: null } }),
  );
  id = customer.customer_id;
});

describe('@clientela/sdk/contacts', () => {
  it('lists and reads customers', async () => {
    const { clientes } = dataOf(
      await contacts.GET('/api/customers/getCustomers', { params: { query: { search: 'ada', limit: 5 } } }),
    );
    expect(clientes.map(({ name }) => name)).toEqual(['Ada Ltd.']);
    const { cliente } = dataOf(await contacts.GET('/api/customers/getCustomers/{id}', { params: { path: { id } } }));
    expect([cliente.legal_name, cliente.emails]).toEqual([null, []]);
  });

  it('adds, lists, updates, locks and deletes emails', async () => {
    const { email_id: emailId } = dataOf(
      await contacts.POST('/api/customers/{id}/emails', {
        params: { path: { id } },
        body: { email: 'billing@acme.example', is_for_invoicing: true },
      }),
    );
    const params = { path: { id, emailId } };
    const updated = dataOf(
      await contacts.PUT('/api/customers/{id}/emails/{emailId}', { params, body: { name: 'John Doe', role: null } }),
    );
    expect([updated.name, updated.role, updated.notes]).toEqual(['John Doe', null, undefined]);
    const { emails } = dataOf(await contacts.GET('/api/customers/{id}/emails', { params: { path: { id } } }));
    expect(emails.map(({ email, is_for_invoicing }) => [email, is_for_invoicing])).toEqual([
      ['billing@acme.example', true],
    ]);
    expect(dataOf(await contacts.POST('/api/customers/{id}/emails/{emailId}/toggle-lock', { params })).is_locked).toBe(
      true,
    );
    expect(dataOf(await contacts.PUT('/api/customers/{id}/emails/{emailId}/toggle-lock', { params })).is_locked).toBe(
      false,
    );
    expect(dataOf(await contacts.PATCH('/api/customers/{id}/emails/{emailId}/toggle-lock', { params })).is_locked).toBe(
      true,
    );
    expect(dataOf(await contacts.GET('/api/customers/{id}/emails/{emailId}/toggle-lock', { params })).is_locked).toBe(
      false,
    );
    expect(dataOf(await contacts.DELETE('/api/customers/{id}/emails/{emailId}', { params }))).toBeUndefined();
  });

  it('adds, lists, updates, locks and deletes phones', async () => {
    const { phone_id: phoneId } = dataOf(
      await contacts.POST('/api/customers/{id}/phones', {
        params: { path: { id } },
        body: { phone: '+12125550100', extension: '7' },
      }),
    );
    const params = { path: { id, phoneId } };
    expect(
      dataOf(await contacts.PUT('/api/customers/{id}/phones/{phoneId}', { params, body: { is_whatsapp: true } }))
        .is_whatsapp,
    ).toBe(true);
    const { phones } = dataOf(await contacts.GET('/api/customers/{id}/phones', { params: { path: { id } } }));
    expect(phones.map(({ phone, extension }) => [phone, extension])).toEqual([['+12125550100', '7']]);
    expect(dataOf(await contacts.POST('/api/customers/{id}/phones/{phoneId}/toggle-lock', { params })).is_locked).toBe(
      true,
    );
    expect(dataOf(await contacts.PUT('/api/customers/{id}/phones/{phoneId}/toggle-lock', { params })).is_locked).toBe(
      false,
    );
    expect(dataOf(await contacts.PATCH('/api/customers/{id}/phones/{phoneId}/toggle-lock', { params })).is_locked).toBe(
      true,
    );
    expect(dataOf(await contacts.GET('/api/customers/{id}/phones/{phoneId}/toggle-lock', { params })).is_locked).toBe(
      false,
    );
    expect(dataOf(await contacts.DELETE('/api/customers/{id}/phones/{phoneId}', { params }))).toBeUndefined();
  });

  it('adds, lists, updates, chooses, switches and deletes company names', async () => {
    const { company_name_id: companyNameId } = dataOf(
      await contacts.POST('/api/customers/{id}/company-names', {
        params: { path: { id } },
        body: { name: 'Acme Corp Ltd.' },
      }),
    );
    const params = { path: { id, companyNameId } };
    expect(
      dataOf(
        await contacts.PUT('/api/customers/{id}/company-names/{companyNameId}', {
          params,
          body: { tax_id: 'ABC123456789' },
        }),
      ).tax_id,
    ).toBe('ABC123456789');
    const { company_names } = dataOf(
      await contacts.GET('/api/customers/{id}/company-names', { params: { path: { id } } }),
    );
    expect(company_names.map(({ name, is_default }) => [name, is_default])).toEqual([['Acme Corp Ltd.', true]]);
    expect(
      dataOf(await contacts.POST('/api/customers/{id}/company-names/{companyNameId}/set-default', { params }))
        .is_default,
    ).toBe(true);
    expect(
      dataOf(await contacts.PUT('/api/customers/{id}/company-names/{companyNameId}/set-default', { params }))
        .is_default,
    ).toBe(true);
    expect(
      dataOf(await contacts.PATCH('/api/customers/{id}/company-names/{companyNameId}/set-default', { params }))
        .is_default,
    ).toBe(true);
    expect(
      dataOf(await contacts.GET('/api/customers/{id}/company-names/{companyNameId}/set-default', { params }))
        .is_default,
    ).toBe(true);
    expect(
      dataOf(
        await contacts.POST('/api/customers/{id}/company-names/{companyNameId}/toggle-active', {
          params,
          body: { is_active: false },
        }),
      ).is_active,
    ).toBe(false);
    expect(
      dataOf(
        await contacts.PUT('/api/customers/{id}/company-names/{companyNameId}/toggle-active', {
          params,
          body: { is_active: true },
        }),
      ).is_active,
    ).toBe(true);
    expect(
      dataOf(
        await contacts.PATCH('/api/customers/{id}/company-names/{companyNameId}/toggle-active', {
          params,
          body: { is_active: false },
        }),
      ).is_active,
    ).toBe(false);
    expect(
      dataOf(await contacts.DELETE('/api/customers/{id}/company-names/{companyNameId}', { params })),
    ).toBeUndefined();
  });

  it('says in the words of the contract why a request was refused', async () => {
    const { data, error } = await contacts.POST('/api/customers/{id}/emails', {
      params: { path: { id } },
      body: { email: 'nobody' },
    });
    expect([data, error?.success, error?.details.map(({ field }) => field)]).toEqual([undefined, false, ['email']]);
    await expect(signIn({ ...connection, login: 'nobody', password: 'wrong' })).rejects.toMatchObject({
      name: 'AuthenticationError',
      status: 401,
      body: { error: 'Credenciales inválidas' },
    });
  });

  it('can call every operation of its document', () => {
    expect(connection.uncalled()).toEqual([]);
  });
});
