import { createReadStream, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { formatOf, type Mapping } from '../../src/imports/formats/index.js';
import { ImportsService } from '../../src/imports/imports.service.js';
import { useAppAndTenant } from '../support/use-app.js';

const { app, tenant } = useAppAndTenant();
const FOLDER = join(__dirname, '../../examples');

it.each([
  ['contacts', 'contacts.ndjson', {}],
  ['billing', 'billing.ndjson', {}],
  ['clients', 'clients.ndjson', {}],
  ['erp', 'erp.json', {}],
  ['accounting', 'accounting.ndjson', {}],
  ['contacts', 'foreign.csv', { Rating: 2 }],
])('the example of %s in %s is brought in whole', async (contract, file, leftOver) => {
  const service = app.nest.get(ImportsService);
  const isForeign = file === 'foreign.csv';
  const mapping = isForeign
    ? (JSON.parse(readFileSync(join(FOLDER, 'foreign.mapping.json'), 'utf8')) as Mapping)
    : undefined;
  const { id } = await service.create(tenant.id, { contract, source: file, mapping });
  const chunks = createReadStream(join(FOLDER, file)) as AsyncIterable<Buffer>;
  await service.stageFile(tenant, id, chunks, { format: formatOf(file), delimiter: isForeign ? ';' : undefined });
  await service.plan(tenant.id, id);
  expect(await service.run(tenant.id, id)).toMatchObject({ leftOver, totals: { create: 2, refused: 0 } });
});
