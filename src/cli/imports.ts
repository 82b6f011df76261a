import { createReadStream, readFileSync } from 'node:fs';
import type { INestApplicationContext } from '@nestjs/common';
import { CONTRACTS } from '../contracts/index.js';
import { FORMATS, formatOf, type Mapping } from '../imports/formats/index.js';
import { type Import, OUTCOMES } from '../imports/import.entity.js';
import type { Fault } from '../imports/import-row.entity.js';
import { ImportsService, withFaults } from '../imports/imports.service.js';
import { command, optional, required, UsageError } from './command.js';
import { tenantBySlug } from './lookups.js';
import { review } from './pairs.js';
import { Progress } from './progress.js';
import type { Group } from './program.js';
import { existingFile, id, line, oneOf, slug } from './value-parsers.js';

const ofTenant = { tenant: required(slug, 'Slug of the tenant.') };
const ofImport = { ...ofTenant, id: required(id, 'ID of the import, which plan prints.') };
const SHOWN = ['bar', 'json', 'nothing'] as const;
const shown = {
  progress: optional(oneOf(SHOWN), 'How progress is shown on standard error. By default a bar, in a terminal.'),
};

/** What an import looks like here. */
const summaryOf = ({ id, name, source, contract, state, staged, totals, leftOver, digest, createdAt }: Import) => ({
  id,
  name,
  source,
  contract,
  state,
  rows: staged,
  ...totals,
  leftOver,
  digest,
  createdAt,
});

/** For people: keys without a place as one text. */
const rows = (answer: unknown) => {
  const { leftOver, ...rest } = answer as ReturnType<typeof summaryOf>;
  const keys = Object.entries(leftOver).map(([key, count]) => `${key} (${count})`);
  return { ...rest, keysWithoutAPlace: keys };
};

const how = (wanted?: (typeof SHOWN)[number]) => wanted ?? (process.stderr.isTTY ? 'bar' : 'nothing');

const service = async (app: INestApplicationContext, tenant: string) => {
  const found = await tenantBySlug(app, tenant);
  return { imports: app.get(ImportsService), tenant: found, tenantId: found.id };
};

const plan = command({
  name: 'import plan',
  about:
    'Read a file of customers and say what would happen to each row. The file has the words of one contract, ' +
    'as its reads answer. Nothing is written to the record until the import is run.',
  options: {
    ...ofTenant,
    contract: required(
      oneOf(
        CONTRACTS.map(({ name }) => name),
        'contract',
      ),
      'The contract whose words the rows have.',
    ),
    format: optional(oneOf(FORMATS), 'Format of the file. By default by the end of its name: .csv, .json, or NDJSON.'),
    source: optional(line, 'Where the rows come from: imports of one source know their customers again.'),
    name: optional(line, 'Name of the import, for the history of the customers. By default the source.'),
    mapping: optional(existingFile, 'JSON file: for each word of the contract, the column of the CSV file.'),
    delimiter: optional(line, 'Character between the columns of a CSV file. By default a comma.'),
    ...shown,
  },
  positional: { file: required(existingFile, 'The file.') },
  examples: ['import plan --tenant acme --contract billing customers.ndjson'],
  async run(app, { tenant: of, contract, file, format = formatOf(file), mapping, progress, delimiter, ...rest }) {
    const { imports, tenant, tenantId } = await service(app, of);
    const { id } = await imports.create(tenantId, { contract, mapping: mappingIn(mapping), ...rest });
    const staging = new Progress('staging', undefined, how(progress));
    const chunks = createReadStream(file, { highWaterMark: 256 * 1024 }) as AsyncIterable<Buffer>;
    const staged = await imports.stageFile(tenant, id, chunks, { format, delimiter, progress: staging.at });
    staging.end(staged);
    const planning = new Progress('planning', staged, how(progress));
    const planned = await imports.plan(tenantId, id, planning.at);
    planning.end(staged);
    return summaryOf(planned);
  },
  rows,
  note: (answer) => {
    const { id } = answer as { id: number };
    return `Nothing is written yet. To run it: clientela import run --id ${id} --tenant …`;
  },
});

function mappingIn(path: string | undefined): Mapping | undefined {
  if (path === undefined) return undefined;
  let mapping: unknown;
  try {
    mapping = JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    throw new UsageError(`The mapping cannot be read: ${(error as Error).message}`);
  }
  const isMapping =
    typeof mapping === 'object' && mapping !== null && Object.values(mapping).every((one) => typeof one === 'string');
  if (!isMapping) throw new UsageError('The mapping must be a JSON object of texts: word of the contract, column');
  return mapping as Mapping;
}

async function running(
  app: INestApplicationContext,
  {
    tenant: of,
    id,
    digest,
    progress,
  }: { tenant: string; id: number; digest?: string; progress?: (typeof SHOWN)[number] },
) {
  const { imports, tenantId } = await service(app, of);
  const { staged } = await imports.get(tenantId, id);
  const run = new Progress('running', staged, how(progress));
  const done = await imports.run(tenantId, id, { digest, progress: run.at });
  run.end(staged);
  return summaryOf(done);
}

const run = command({
  name: 'import run',
  about: 'Bring the rows of a plan in. If it is interrupted, import resume goes on where it was.',
  options: { ...ofImport, digest: optional(line, 'Only if the plan has this digest.'), ...shown },
  examples: ['import run --tenant acme --id 7'],
  run: running,
  rows,
});

const resume = command({
  name: 'import resume',
  about: 'Go on with a run that was interrupted. Nothing is lost, and nothing comes twice.',
  options: { ...ofImport, ...shown },
  run: running,
  rows,
});

const undo = command({
  name: 'import undo',
  about:
    'Take an import back. Customers that it made and that nothing has changed since are removed for good, and what it ' +
    'changed is set back. What stays is listed: import status shows how much, import rows which.',
  options: { ...ofImport, ...shown },
  question: ({ id }) => `This removes the customers that import ${id} made, for good.`,
  async run(app, { tenant, id, progress }) {
    const { imports, tenantId } = await service(app, tenant);
    const { staged } = await imports.get(tenantId, id);
    const undoing = new Progress('undoing', staged, how(progress));
    const undone = await imports.undo(tenantId, id, undoing.at);
    undoing.end(staged);
    return undone;
  },
});

const listing = command({
  name: 'import rows',
  about: 'List rows of an import that are refused, or that came without something.',
  options: {
    ...ofImport,
    after: optional(id, 'Only rows after this one.'),
    outcome: optional(oneOf(OUTCOMES), 'Only rows with this outcome. By default those that have something to say.'),
  },
  async run(app, { tenant, id, after = 0, outcome }) {
    const { imports, tenantId } = await service(app, tenant);
    return (await imports.rowsAfter(tenantId, id, after, outcome ?? 'listed')).map((row) => ({
      row: row.row,
      outcome: row.outcome,
      sourceId: row.sourceId,
      customerId: row.customerId,
      faults: row.faults,
      notes: row.notes,
    }));
  },
  rows: (answer) =>
    (answer as { faults: Fault[] | null; notes: Fault[] | null }[]).flatMap(({ faults, notes, ...row }) =>
      [...(faults ?? []), ...(notes ?? []), ...((faults ?? notes) ? [] : [{}])].map((said) => ({ ...row, ...said })),
    ),
  emptyText: 'There are no such rows.',
});

const status = command({
  name: 'import status',
  about: 'Show an import, or the imports of a tenant.',
  options: { ...ofTenant, id: optional(id, 'ID of the import. Without it: all, the newest first.') },
  async run(app, { tenant, id }) {
    const { imports, tenantId } = await service(app, tenant);
    return id === undefined
      ? (await imports.list(tenantId)).map((one) => summaryOf(one))
      : summaryOf(await imports.get(tenantId, id));
  },
  rows: (answer) => (Array.isArray(answer) ? answer.map(rows) : rows(answer)),
  emptyText: 'There are no imports.',
});

const refused = command({
  name: 'import refused',
  about:
    'Write the refused rows as NDJSON, as they came. Why each was refused goes to standard error, or with --why into ' +
    'a key "import_faults" of the row, which an import leaves out. Correct the rows and plan them again.',
  options: { ...ofImport, why: { about: 'Write the reasons into the rows.' } },
  async run(app, { tenant, id, why }) {
    const { imports, tenantId } = await service(app, tenant);
    for await (const page of imports.refused(tenantId, id))
      for (const { row, content, faults } of page) {
        const reasons = (faults ?? []).map((fault) => `row ${row}: ${fault.field} ${fault.why}`).join('; ');
        if (!why) process.stderr.write(`${reasons}\n`);
        process.stdout.write(`${why ? withFaults(content, faults) : content}\n`);
      }
    return undefined;
  },
});

export const imports: Group = {
  word: 'import',
  about: 'Imports: customers of other systems.',
  commands: [plan, run, resume, undo, status, listing, refused, review],
};
