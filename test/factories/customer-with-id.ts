import type { CustomerChanges, CustomerRecord } from '../../src/customers/customer-record.js';
import { CustomersRepository } from '../../src/customers/customers.repository.js';
import { CustomersService } from '../../src/customers/customers.service.js';
import { Database } from '../../src/engine/tenant-database/index.js';
import type { TestApp } from '../support/app.js';
import type { TestTenant } from './tenant.js';
import { WHOLE } from './whole.js';

/**
 * A customer with a given ID. IDs are unique within a tenant, so all customers of the tenant must be made like this.
 */
export async function aCustomerWithId(
  app: TestApp,
  { id: tenant }: TestTenant,
  id: number,
  values: CustomerChanges = {},
): Promise<CustomerRecord> {
  await app.nest
    .get(Database)
    .transaction(tenant, async () =>
      app.nest
        .get(CustomersRepository)
        .add(tenant, { id, displayName: 'Ada Ltd.', currency: 'USD', token: 'aaaaaaaaaaaa' }),
    );
  return app.nest.get(CustomersService).update(tenant, id, values, WHOLE);
}
