import { KeysService } from '../../src/auth/keys.service.js';
import { PairsService } from '../../src/joining/pairs.service.js';
import { MergingService } from '../../src/merging/merging.service.js';
import type { TestApp } from '../support/app.js';
import { inHeader, signed } from '../support/signed.js';
import { comparedRows } from './compared-rows.js';
import { aCustomer } from './customer.js';
import { giveId } from './own-ids.js';
import { rowsOfTheFeed } from './rows-of-the-feed.js';
import { rowsOfTheImports } from './rows-of-the-imports.js';
import { aTenant, type TestTenant } from './tenant.js';

/** A tenant with a row in every table, and with rows that point at each other. */
export async function aFilledTenant(app: TestApp): Promise<TestTenant> {
  const tenant = await aTenant(app);
  const as = app.as(tenant);
  const { id } = await aCustomer(app, tenant, {
    email: 'office@acme.example',
    phone: '+12125550100',
    mobile: '+12125550101',
    firstName: 'Ada',
    note: 'line one\nline "two"',
  });
  const keyed = { body: { name: 'Acme Ltd.' }, headers: { 'idempotency-key': 'one' } };
  await as.contacts.send('POST', `/customers/${id}/company-names`, keyed);
  await rowsOfTheFeed(app, tenant, id);
  await rowsOfTheImports(app, tenant);
  await aMerge(app, tenant);
  const { oneId: one, otherId: other } = await comparedRows(app, tenant);
  const decided = [{ one, other, decision: 'different' as const }];
  await app.nest.get(PairsService).decide(tenant.id, decided, `user:${tenant.user.id}`);
  await giveId(app, tenant, ['clients', 'customer'], id, '77');
  await as.accounting.post(`/customers/${id}/ledger-entries`, { kind: 'invoice', amount: 9_007_199_254.5 });
  await aCustomer(app, tenant, { parentId: id });
  const gone = await aCustomer(app, tenant, {});
  await as.erp.post('/customers', { name: 'Ada' });
  await as.accounting.delete(`/customers/${gone.id}`);
  const key = await app.nest
    .get(KeysService)
    .create(tenant.id, 'accounting', { permissions: ['keys:write', 'customers:read'] });
  await app.send('POST', '/api/api-keys/generate', { headers: { authorization: `Bearer ${key.secret}` } });
  const path = '/api/v3/customer/_count';
  await app.send('GET', path, { headers: inHeader(signed(tenant.keys.billing, { url: app.url + path })) });
  return tenant;
}

/** Two customers, one of which was merged into the other. */
export async function aMerge(app: TestApp, tenant: TestTenant): Promise<void> {
  const merging = app.nest.get(MergingService);
  const [into, gone] = [await aCustomer(app, tenant, {}), await aCustomer(app, tenant, {})];
  const pair = { intoId: into.id, goneId: gone.id, take: [] };
  const { digest } = await merging.preview(tenant.id, pair);
  await merging.merge(tenant.id, pair, digest, `user:${tenant.user.id}`);
}
