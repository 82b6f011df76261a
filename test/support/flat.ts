import type { TestTenant } from '../factories/tenant.js';
import type { Answer, TestApp } from './app.js';

/** How each flat contract reads and writes the shared fields of one customer. */
export interface FlatFace {
  name: string;
  /** The contract's word for the field; none if the contract does not have it. */
  field: { email: string; phone: string; mobile?: string; fax?: string };
  write(app: TestApp, tenant: TestTenant, id: number, fields: Record<string, unknown>): Promise<Answer>;
  read(app: TestApp, tenant: TestTenant, id: number): Promise<Record<string, unknown>>;
  updated: number;
  /** The status of a refusal because of a lock. */
  locked: number;
}

const body = async (answer: Promise<Answer>): Promise<any> => (await answer).body;

export const FLAT: FlatFace[] = [
  {
    name: 'billing',
    field: { email: 'superuser_email', phone: 'superuser_phone' },
    write: (app, tenant, id, fields) => app.as(tenant).billing.put(`/customer/${id}`, fields),
    read: async (app, tenant, id) => (await body(app.as(tenant).billing.get(`/customer/${id}`))).response,
    updated: 202,
    locked: 400,
  },
  {
    name: 'clients',
    field: { email: 'email', phone: 'phone', mobile: 'mobile' },
    write: (app, tenant, id, fields) => app.as(tenant).clients.put(`/clients/${id}`, fields),
    read: async (app, tenant, id) => (await body(app.as(tenant).clients.get(`/clients/${id}`))).data,
    updated: 200,
    locked: 400,
  },
  {
    name: 'erp',
    field: { email: 'email', phone: 'phone', mobile: 'mobile', fax: 'fax' },
    write: (app, tenant, id, fields) => app.as(tenant).erp.put('/customers', { id, ...fields }),
    read: async (app, tenant, id) =>
      (await body(app.as(tenant).erp.get('/customers', { searchString: String(id), searchColumn: 'id' })))[0],
    updated: 201,
    locked: 409,
  },
  {
    name: 'accounting',
    field: { email: 'email', phone: 'workPhone', mobile: 'personalPhone' },
    write: async (app, tenant, id, fields) => {
      const { customerType, displayName } = await body(app.as(tenant).accounting.get(`/customers/${id}`));
      return app.as(tenant).accounting.put(`/customers/${id}`, { customerType, displayName, ...fields });
    },
    read: (app, tenant, id) => body(app.as(tenant).accounting.get(`/customers/${id}`)),
    updated: 200,
    locked: 400,
  },
];
