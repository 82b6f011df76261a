import { ImportsService } from '../../src/imports/imports.service.js';
import type { FileRow } from '../../src/imports/formats/index.js';
import type { TestApp } from '../support/app.js';
import { asOwner } from '../support/owner.js';
import { aCustomer } from './customer.js';
import { anImport } from './import.js';
import type { TestTenant } from './tenant.js';

/** Rows in the tables of imports: an import that has run. */
export async function rowsOfTheImports(app: TestApp, tenant: TestTenant): Promise<void> {
  if (process.env.CITUS_URL) return rowsOnCluster(app, tenant);
  const imports = app.nest.get(ImportsService);
  const { id } = await anImport(app, tenant);
  await imports.stage(tenant, id, oneRow());
  await imports.plan(tenant.id, id);
  await imports.run(tenant.id, id);
}

/** A cluster runs no imports, but may have rows of one from before. */
async function rowsOnCluster(app: TestApp, tenant: TestTenant): Promise<void> {
  const { id } = await anImport(app, tenant);
  await app.nest.get(ImportsService).stage(tenant, id, oneRow());
  const customer = await aCustomer(app, tenant);
  await asOwner(
    app,
    tenant,
    `INSERT INTO import_links (tenant_id, source, source_id, customer_id, import_id, digest)
     VALUES ($1, 'contacts', '1', $2, $3, '00000000-0000-0000-0000-000000000000')`,
    [tenant.id, customer.id, id],
  );
}

async function* oneRow(): AsyncGenerator<FileRow[]> {
  yield await Promise.resolve([{ text: '{"customer_id":1,"name":"Imported"}' }]);
}
