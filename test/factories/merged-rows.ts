import { MergingService } from '../../src/merging/merging.service.js';
import type { TestApp } from '../support/app.js';
import { aCustomer } from './customer.js';
import type { TestTenant } from './tenant.js';

/** Two customers that were merged: a row in the table of merges. */
export async function mergedRows(app: TestApp, tenant: TestTenant): Promise<{ intoId: number; goneId: number }> {
  const merging = app.nest.get(MergingService);
  const [into, gone] = [await aCustomer(app, tenant), await aCustomer(app, tenant)];
  const pair = { intoId: into.id, goneId: gone.id, take: [] };
  const { digest } = await merging.preview(tenant.id, pair);
  await merging.merge(tenant.id, pair, digest, 'key:1');
  return pair;
}
