import { PairsService } from '../../src/joining/pairs.service.js';
import type { TestApp } from '../support/app.js';
import { aCustomer } from './customer.js';
import type { TestTenant } from './tenant.js';

/** A row in each table of comparisons: two customers of one name, and what was found out about them. */
export async function comparedRows(app: TestApp, tenant: TestTenant): Promise<{ oneId: number; otherId: number }> {
  const { id: oneId } = await aCustomer(app, tenant, { displayName: 'Quebracho Cano' });
  const { id: otherId } = await aCustomer(app, tenant, { displayName: 'Quebracho Cano' });
  await app.nest.get(PairsService).search(tenant.id, 60);
  return { oneId, otherId };
}
