import { ImportsService } from '../../src/imports/imports.service.js';
import type { FileRow } from '../../src/imports/formats/index.js';
import type { TestApp } from '../support/app.js';
import type { TestTenant } from './tenant.js';

/** Rows in the tables of imports: an import that has run. */
export async function rowsOfTheImports(app: TestApp, tenant: TestTenant): Promise<void> {
  const imports = app.nest.get(ImportsService);
  const { id } = await imports.create(tenant.id, { contract: 'contacts' });
  await imports.stage(tenant, id, oneRow());
  await imports.plan(tenant.id, id);
  await imports.run(tenant.id, id);
}

async function* oneRow(): AsyncGenerator<FileRow[]> {
  yield await Promise.resolve([{ text: '{"customer_id":1,"name":"Imported"}' }]);
}
