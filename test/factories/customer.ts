import type { CustomerRecord, NewCustomer } from '../../src/customers/customer-record.js';
import { CustomersService } from '../../src/customers/customers.service.js';
import type { TestApp } from '../support/app.js';
import type { TestTenant } from './tenant.js';
import { WHOLE } from './whole.js';

/** A customer of a tenant, made through the domain, with a name and the values of the test. */
export const aCustomer = (
  app: TestApp,
  tenant: TestTenant,
  values: Partial<NewCustomer> = {},
): Promise<CustomerRecord> =>
  app.nest.get(CustomersService).create(tenant.id, { displayName: 'Ada Ltd.', ...values }, WHOLE);

/** The customer as the domain reads it, every column. */
export const theCustomer = (app: TestApp, tenant: TestTenant, id: number): Promise<CustomerRecord> =>
  app.nest.get(CustomersService).get(tenant.id, id, WHOLE);

/** An ID that no customer has. */
export const MISSING_ID = 9_007_199_254_740_000;
