import { Clientela, NotFoundError, PreconditionFailedError } from '../../sdk/src/index.js';
import { aCustomer } from '../factories/customer.js';
import { useAppAndTenant } from '../support/use-app.js';

const { app, tenant } = useAppAndTenant();
let clientela: Clientela;

beforeAll(() => {
  const { user, keys } = tenant;
  const { email, password } = user;
  clientela = new Clientela({
    baseUrl: app.url,
    apiKey: keys.clientela.secret,
    contacts: { login: user.login, password },
    billing: { publicKey: keys.billing.publicKey!, privateKey: keys.billing.secret },
    clients: { tenant: tenant.domain, apiKey: keys.clients.secret, email, password },
    erp: { account: tenant.slug, apiToken: keys.erp.secret },
    accounting: { apiKey: keys.accounting.secret },
  });
});

describe('Clientela of @clientela/sdk', () => {
  it('speaks each contract, and signs in where one needs it', async () => {
    const { customer } = await clientela.contacts.customers.create({ name: 'Acme' });
    const id = customer.customer_id;
    const { email_id } = await clientela.contacts.emails.add(id, { email: 'billing@acme.example' });
    expect(email_id).toBeGreaterThan(0);
    expect((await clientela.billing.customers.get(id)).response.superuser_email).toBe('billing@acme.example');
    expect((await clientela.clients.clients.get(String(id))).data.email).toBe('billing@acme.example');
    expect(await clientela.erp.customers.update({ id, phone: '+351211234567' })).toMatchObject({ id });
    expect((await clientela.accounting.customers.get(id)).workPhone).toBe('+351211234567');
    expect((await clientela.customers.get(String(id))).displayName).toBe('Acme');
  });

  it('reads a version, and writes only over that version', async () => {
    const { id } = await aCustomer(app, tenant, { displayName: 'Globex' });
    const { data, etag, requestId } = await clientela.customers.get(String(id)).withResponse();
    expect([data.displayName, requestId]).toEqual(['Globex', expect.any(String)]);
    const options = { ifMatch: etag!, changeReason: 'Añadido en 東京: 4711' };
    expect((await clientela.customers.update(data.id, { tags: ['vip'] }, options)).tags).toEqual(['vip']);
    const late = clientela.customers.update(data.id, { tags: [] }, options);
    await expect(late).rejects.toBeInstanceOf(PreconditionFailedError);
    const history = await clientela.customers.listChanges(data.id);
    expect(history.data[0]!.reason).toBe('Añadido en 東京: 4711');
  });

  it('throws what the contract says', async () => {
    const error: unknown = await clientela.clients.clients.get('4711').catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(NotFoundError);
    expect(error).toMatchObject({
      status: 404,
      code: 'NOT_FOUND',
      requestId: expect.any(String),
      body: { success: false, data: null },
    });
  });

  it('says in the message which field is wrong', async () => {
    const { contacts, billing, clients, accounting, erp } = clientela;
    const { id } = await aCustomer(app, tenant);
    const invalid = [
      contacts.emails.add(id, { email: 'none' }),
      billing.customers.create({ company: 'a'.repeat(300) }),
      clients.clients.create({ name: '' }),
      erp.customers.create({ name: '' }),
      accounting.customers.create({ customerType: 'business', displayName: '', currencyCode: 'USD' }),
      clientela.customers.update(String(id), { displayName: '' }, { ifMatch: '"1.1"' }),
    ];
    const messages = await Promise.all(invalid.map((call) => call.catch(({ message }: Error) => message)));
    for (const message of messages) expect(message).toMatch(/^400 \S+: (?:.+: )?(email|company|name|displayName) .+/);
  });

  it.each(['', '.', '..', undefined])('refuses %j as an ID, which would lead to another operation', async (id) => {
    await expect(clientela.customers.get(id!)).rejects.toThrow(TypeError);
    await expect(clientela.customers.listChanges(id!)).rejects.toThrow('cannot be');
    const params = { path: { id: id! } };
    await expect(clientela.clients.GET('/apidev/v1/clients/{id}', { params })).rejects.toThrow(TypeError);
  });

  it('takes any other text as an ID', async () => {
    for (const id of ['../1', '1/changes', '1?limit=1', '%2e%2e', '1#', '1\\..'])
      await expect(clientela.customers.get(id)).rejects.toBeInstanceOf(NotFoundError);
  });

  it('says that it needs an address', () => {
    expect(() => new Clientela({} as { baseUrl: string })).toThrow('baseUrl is missing');
  });

  it('names the contract that it has no credentials for', () => {
    expect(() => new Clientela({ baseUrl: app.url }).billing).toThrow('no credentials for billing');
  });
});
