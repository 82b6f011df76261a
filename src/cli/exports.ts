import { once } from 'node:events';
import { CONTRACTS } from '../contracts/index.js';
import { ExportsService } from '../imports/exports.service.js';
import { command, optional, required, withDefault } from './command.js';
import { tenantBySlug } from './lookups.js';
import { newFile, oneOf, slug } from './value-parsers.js';
import { writtenTo } from './written-to.js';

export const exporting = command({
  name: 'export',
  about:
    'Write all customers of a tenant in the words of a contract, as an import reads them. All of it is from one ' +
    'moment. The lines have personal data.',
  options: {
    tenant: required(slug, 'Slug of the tenant.'),
    contract: required(
      oneOf(
        CONTRACTS.map(({ name }) => name),
        'contract',
      ),
      'The contract whose words the rows have.',
    ),
    format: withDefault('ndjson', oneOf(['ndjson', 'csv'] as const), 'Format of the file.'),
    outputFile: optional(newFile, 'New file, readable by its owner alone. Without it: standard output.'),
  },
  examples: ['export --tenant acme --contract billing --output-file customers.ndjson'],
  async run(app, { tenant, contract, format, outputFile }) {
    const { id } = await tenantBySlug(app, tenant);
    const parts = app.get(ExportsService).lines(id, contract, format);
    if (outputFile !== undefined) {
      await writtenTo(outputFile, parts);
      return { tenant, contract, outputFile };
    }
    for await (const part of parts) if (!process.stdout.write(part)) await once(process.stdout, 'drain');
    return undefined;
  },
});
