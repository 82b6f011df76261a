import { aCustomer } from '../factories/customer.js';
import { useAppAndTenant } from '../support/use-app.js';

const { app, tenant } = useAppAndTenant();

// seeds/clients.txt. The ID in the document's path, 982710394857200005, is beyond 2^53, where no record can have its
// ID.
describe('the clients document', () => {
  it('creates a client', async () => {
    const answer = await app.as(tenant).clients.send('POST', '/clients', {
      headers: { 'Content-Type': 'application/json' },
      text: `{
"name": "Regional Distributors",
"business_name": "Regional Distributors S.A.",
"tax_id": "219900005018",
"email": "info@regionaldist.com",
"phone": "+59821009876",
"street": "Bvar. Artigas",
"door_number": "567",
"country_id": "1",
"department_id": "10"
}`,
    });
    expect(answer.status).toBe(201);
    expect(answer.body).toEqual({ success: true, data: { id: expect.stringMatching(/^\d+$/) }, meta: {} });
  });

  it('updates a client', async () => {
    const { id } = await aCustomer(app, tenant);
    const answer = await app.as(tenant).clients.send('PUT', `/clients/${id}`, {
      headers: { 'Content-Type': 'application/json' },
      text: `{
"email": "new-info@regionaldist.com",
"phone": "+59821005555",
"notes": "Updated primary contact"
}`,
    });
    expect(answer.status).toBe(200);
    expect(answer.body).toEqual({
      success: true,
      data: { id: String(id), updated_fields: ['email', 'phone', 'notes'] },
      meta: {},
    });
  });
});
