import type { FileRow } from '../../src/imports/formats/file-row.js';
import { linesOf } from '../../src/imports/formats/lines.js';
import type { Import } from '../../src/imports/import.entity.js';
import type { ImportRow } from '../../src/imports/import-row.entity.js';
import { ImportPorts } from '../../src/imports/joining.js';
import { ImportsService, type NewImport } from '../../src/imports/imports.service.js';
import type { TestApp } from '../support/app.js';
import type { TestTenant } from '../factories/tenant.js';

/** A file as a stream that is cut at odd places. */
export async function* chunksOf(text: string, size = 1000): AsyncGenerator<Buffer> {
  const bytes = Buffer.from(text);
  for (let at = 0; at < bytes.length; at += size) yield Promise.resolve(bytes.subarray(at, at + size)) as never;
}

export const asLines = (rows: readonly object[]): AsyncGenerator<FileRow[]> =>
  linesOf(chunksOf(rows.map((row) => JSON.stringify(row)).join('\n')));

/** Imports of one tenant. */
export function importing(app: TestApp, tenant: TestTenant) {
  const service = () => {
    // Rows of these tests join no customer: joining has tests of its own.
    app.nest.get(ImportPorts).joining = undefined;
    return app.nest.get(ImportsService);
  };
  const planned = async (input: NewImport, rows: readonly object[]): Promise<Import> => {
    const { id } = await service().create(tenant.id, input);
    await service().stage(tenant, id, asLines(rows));
    return service().plan(tenant.id, id);
  };
  return {
    planned,
    run: async (input: NewImport, rows: readonly object[]): Promise<Import> =>
      service().run(tenant.id, (await planned(input, rows)).id),
    rows: async (id: number): Promise<ImportRow[]> => service().rowsAfter(tenant.id, id, 0),
    service,
  };
}
