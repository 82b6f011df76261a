import { aCustomer, theCustomer } from '../factories/customer.js';
import { aTenant, type TestTenant } from '../factories/tenant.js';
import { useApp } from '../support/use-app.js';

const app = useApp();

/** Tax IDs that checkers refuse although offices issue them, one that only the checkers accept, and plain text. */
const TAX_IDS = [
  '220000000018',
  'XAXX010101000',
  'XEXX010101000',
  'CF',
  '111.111.111-11',
  '219900005018',
  'PT 123-456',
  'ñ/0',
];

/** How a contract writes a tax ID, in a new customer if it can. Returns the customer's ID. */
const WRITES: Record<string, (tenant: TestTenant, taxId: string) => Promise<number>> = {
  contacts: async (tenant, tax_id) =>
    (await app.as(tenant).contacts.post('/customers/create', { name: 'Ada', tax_id })).body.customer
      .customer_id as number,
  billing: async (tenant, tax_ident) => {
    const { id } = await aCustomer(app, tenant);
    expect((await app.as(tenant).billing.put(`/customer/${id}`, { tax_ident })).status).toBe(202);
    return id;
  },
  clients: async (tenant, tax_id) =>
    Number((await app.as(tenant).clients.post('/clients', { name: 'Ada', tax_id })).body.data.id),
  erp: async (tenant, vat_id) =>
    (await app.as(tenant).erp.post('/customers', { name: 'Ada', vat_id })).body.id as number,
};

describe('a tax ID', () => {
  it.each(Object.keys(WRITES))(
    'is accepted as it is by %s, valid or not, and shown unchanged by all contracts',
    async (contract) => {
      const tenant = await aTenant(app);
      const { contacts, billing, clients, erp } = app.as(tenant);
      for (const taxId of TAX_IDS) {
        const id = await WRITES[contract]!(tenant, taxId);
        expect(await theCustomer(app, tenant, id)).toMatchObject({ taxId });
        expect((await contacts.get(`/customers/getCustomers/${id}`)).body.cliente.tax_id).toBe(taxId);
        expect((await billing.get(`/customer/${id}`)).body.response.tax_ident).toBe(taxId);
        expect((await clients.get(`/clients/${id}`)).body.data.tax_id).toBe(taxId);
        expect((await erp.get('/customers', { searchColumn: 'id', searchString: id })).body).toMatchObject([
          { vat_id: taxId },
        ]);
      }
    },
  );

  it('is accepted as it is for a company name', async () => {
    const tenant = await aTenant(app);
    const { id } = await aCustomer(app, tenant);
    for (const tax_id of TAX_IDS)
      expect(
        await app.as(tenant).contacts.post(`/customers/${id}/company-names`, { name: `Ada ${tax_id}`, tax_id }),
      ).toMatchObject({ status: 201, body: { tax_id } });
  });
});
