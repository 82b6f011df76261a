import { linesOf } from '../../src/imports/formats/lines.js';
import type { Import } from '../../src/imports/import.entity.js';
import { ImportsRepository } from '../../src/imports/imports.repository.js';
import { ImportsService } from '../../src/imports/imports.service.js';
import { ImportWork } from '../../src/imports/work.service.js';
import type { TestApp } from '../support/app.js';
import type { TestTenant } from './tenant.js';

const ROW = JSON.stringify({ id: 77, name: 'Acme Corporation' });

/** An import without rows. A cluster refuses a new one, but may have those from before it was distributed. */
export function anImport(
  app: TestApp,
  tenant: TestTenant,
  { contract = 'contacts', name = contract }: { contract?: string; name?: string } = {},
) {
  const of = { contract, source: contract, name, mapping: null, actor: 'system' };
  return app.nest.get(ImportsRepository).add(tenant.id, of);
}

/** An import in the state that an operation asks for. */
export async function importFor(operation: string, app: TestApp, tenant: TestTenant): Promise<Import> {
  const [imports, work] = [app.nest.get(ImportsService), app.nest.get(ImportWork)];
  const input = { contract: 'erp', actor: 'key:1' };
  if (operation === 'resumeImport')
    return work.pull(tenant.id, input, {
      url: 'https://erp.example/api/acme/v4.0.0',
      headers: { authorization: 'Bearer ended' },
    });
  const { id } = await imports.create(tenant.id, input);
  if (['planImport', 'runImport', 'undoImport'].includes(operation))
    await imports.stage(tenant, id, linesOf(chunkOf(ROW)));
  if (['runImport', 'undoImport'].includes(operation)) await imports.plan(tenant.id, id);
  return operation === 'undoImport' ? imports.run(tenant.id, id) : imports.get(tenant.id, id);
}

async function* chunkOf(text: string): AsyncGenerator<Buffer> {
  yield await Promise.resolve(Buffer.from(text));
}
