import { ApiProperty, ApiSchema } from '@nestjs/swagger';
import { LONGEST_FIELD } from '../../../changes/http/clientela/words.js';
import { Example } from '../../../contracts/example.js';
import { Anything, Nested, QueryText, QueryWhole, ShownId, ShownText, Text, Word } from '../../../contracts/fields.js';
import { CONTRACTS, type ContractName } from '../../../contracts/index.js';
import { cursorOf, idIn, NextCursor } from '../../../contracts/short-lists.js';
import { invalidField, MOST_OF_REFUSAL } from '../../../problem.js';
import type { Mapping } from '../../formats/index.js';
import { type Import, type ImportState, type Outcome, OUTCOMES, type Totals, type Work } from '../../import.entity.js';
import type { Disagreement, Fault, ImportRow } from '../../import-row.entity.js';
import { MOST_SHOWN } from '../../disagreements.js';
import { MOST_BYTES } from '../../formats/file-row.js';
import { MOST_LISTED } from '../../imports.repository.js';
import type { NewImport } from '../../imports.service.js';
import type { RunningSystem } from '../../pulling.service.js';
import { MOST_ROWS } from '../../staged-rows.repository.js';
import { MOST_KEYS, MOST_OF_VALUE } from '../../staging.service.js';

const CONTRACT_NAMES = CONTRACTS.map(({ name }) => name) as readonly ContractName[];
const STATES: readonly ImportState[] = ['staging', 'planning', 'planned', 'running', 'done', 'undoing', 'undone'];
const WORKS: readonly Work[] = ['pull', 'plan', 'run', 'undo'];
/** `listed`: those that are refused, or that have something to say. */
const ASKED = [...OUTCOMES, 'listed'] as const;

const LONGEST_WORD = 60;
const LONGEST_CREDENTIAL = 4_096;
const LONGEST_URL = 2_048;
/** SHA-256 in hexadecimal digits. */
const LONGEST_DIGEST = 64;
const TIME = '2026-01-31T18:00:00.000Z';

@ApiSchema({ description: 'What lets a client into a running system: the headers of its requests.' })
export class CredentialsInput {
  @Text({ max: LONGEST_CREDENTIAL, description: 'The header `Authorization`.', example: 'Bearer eyJhbGciOi…' })
  authorization?: string | null;
  @Text({ max: LONGEST_CREDENTIAL, description: 'The header `X-API-Key`.', example: 'sk_7Qm2…' })
  apiKey?: string | null;
  @Text({ max: 255, description: 'The header `tenant`.', example: 'acme' }) tenant?: string | null;
  @Text({ max: 255, description: 'The header `organization-id`.', example: '1' }) organizationId?: string | null;
}

@ApiSchema({ description: 'A running system.' })
export class RunningSystemInput {
  @Text({
    required: true,
    max: LONGEST_URL,
    description:
      'The base URL of the contract there, as clients have it: `https` on the public internet. Redirects are not ' +
      'followed.',
    example: 'https://billing.example/api/v3',
  })
  url: string;
}

@ApiSchema({ description: 'A new import.' })
@Example('From a file', { contract: 'billing' })
@Example('From a file of another program', {
  contract: 'contacts',
  source: 'crm',
  name: 'CRM of January',
  mapping: { name: 'Company', 'emails.0.email': 'Mail' },
})
@Example('From a running system', {
  contract: 'billing',
  from: { url: 'https://billing.example/api/v3' },
  credentials: { authorization: 'Basic dXNlcjpwYXNzd29yZA==' },
})
export class CreateImportInput {
  @Word({
    required: true,
    words: CONTRACT_NAMES,
    description: 'The contract whose words the rows have.',
    example: 'billing',
  })
  contract: ContractName;
  @Text({
    max: LONGEST_WORD,
    description: 'Where the rows come from: imports of one source know their customers again. By default the contract.',
    example: 'crm',
  })
  source?: string | null;
  @Text({
    max: LONGEST_WORD,
    description: 'For the history of the customers. By default the source.',
    example: 'CRM of January',
  })
  name?: string | null;
  @Anything({
    description: 'For CSV of another program: the column for each word of the contract. A dot leads into an object.',
    example: { name: 'Company', 'emails.0.email': 'Mail' },
  })
  mapping?: Record<string, unknown> | null;
  @Nested(RunningSystemInput, {
    description: 'A running system that the rows are pulled from. Without it, send them with `POST …/rows`.',
    example: { url: 'https://billing.example/api/v3' },
  })
  from?: RunningSystemInput | null;
  @Nested(CredentialsInput, {
    description: 'For the running system. They are kept encrypted until all rows have come, and are shown nowhere.',
    example: { authorization: 'Basic dXNlcjpwYXNzd29yZA==' },
  })
  credentials?: CredentialsInput | null;
}

export function fromNewImport(input: CreateImportInput): { values: Omit<NewImport, 'actor'>; system?: RunningSystem } {
  const { contract, source, name, mapping, from, credentials } = input;
  return {
    values: {
      contract,
      source: source ?? undefined,
      name: name ?? undefined,
      mapping: mapping ? mappingIn(mapping) : null,
    },
    ...(from && { system: { url: from.url, headers: headersOf(credentials ?? {}) } }),
  };
}

const MOST_WORDS = 500;

function mappingIn(mapping: Record<string, unknown>): Mapping {
  const entries = Object.entries(mapping);
  const isFit = ([word, column]: [string, unknown]) =>
    typeof column === 'string' && column.length <= 255 && word.length <= 255;
  if (entries.length > MOST_WORDS || !entries.every(isFit))
    throw invalidField('mapping', 'texts', `must have at most ${MOST_WORDS} texts of at most 255 characters`);
  return mapping as Mapping;
}

const HEADERS = {
  authorization: 'authorization',
  apiKey: 'x-api-key',
  tenant: 'tenant',
  organizationId: 'organization-id',
} as const;

function headersOf(credentials: CredentialsInput): Record<string, string> {
  const given = Object.entries(HEADERS).flatMap(([key, header]): [string, string][] => {
    const value = credentials[key as keyof CredentialsInput];
    return typeof value === 'string' ? [[header, value]] : [];
  });
  // Anything else would be no valid header.
  const bad = given.find(([, value]) => !/^[\x20-\x7e]+$/.test(value));
  if (bad) throw invalidField('credentials', 'header', 'must have printable ASCII characters');
  if (given.length === 0) throw invalidField('credentials', 'required', 'must have a credential');
  return Object.fromEntries(given);
}

@ApiSchema({ description: 'How interrupted work goes on.' })
@Example('With new credentials', { credentials: { authorization: 'Bearer eyJhbGciOiJIUzI1NiJ9' } })
export class ResumeImportInput {
  @Nested(CredentialsInput, {
    description: 'New credentials for the running system.',
    example: { authorization: 'Bearer eyJhbGciOiJIUzI1NiJ9' },
  })
  credentials?: CredentialsInput | null;
}

export const fromResume = ({ credentials }: ResumeImportInput) => (credentials ? headersOf(credentials) : undefined);

@ApiSchema({ description: 'How a plan is run.' })
@Example('The plan that was read', { digest: '3f0c7e1b5a' })
export class RunImportInput {
  @Text({
    max: LONGEST_DIGEST,
    description: 'Run only if the plan is still the one with this digest.',
    example: '3f0c7e1b5a',
  })
  digest?: string | null;
}

@ApiSchema({ description: 'How many rows have each outcome.' })
export class TotalsOutput implements Totals {
  @ApiProperty({ type: 'integer', description: 'New customers.', example: 90 }) create: number;
  @ApiProperty({ type: 'integer', description: 'Customers that are here already.', example: 5 }) join: number;
  @ApiProperty({ type: 'integer', description: 'Customers of an earlier import.', example: 3 }) update: number;
  @ApiProperty({ type: 'integer', description: 'Rows that change nothing.', example: 1 }) unchanged: number;
  @ApiProperty({ type: 'integer', description: 'Rows that are refused.', example: 1 }) refused: number;
}

@ApiSchema({ description: 'A move of customers from another system.' })
export class ImportOutput {
  @ShownId('import') id: string;
  @ShownText('For the history of the customers.', 'CRM of January', { max: LONGEST_WORD }) name: string;
  @ShownText('Where the rows come from.', 'crm', { max: LONGEST_WORD }) source: string;
  @ShownText('The contract whose words the rows have.', 'contacts', { max: 50 }) contract: string;
  @ApiProperty({ enum: STATES, description: 'How far it is.', example: 'planned' }) state: ImportState;
  @ApiProperty({
    type: String,
    enum: WORKS,
    nullable: true,
    description: 'The work that a server is to do, or is doing. Null: none.',
    example: null,
  })
  wanted: Work | null;
  @ShownText('Why the last work ended before its end.', null, { max: MOST_OF_REFUSAL.message, nullable: true })
  failure: string | null;
  @ShownText('The base URL of the running system that the rows are pulled from.', null, {
    max: LONGEST_URL,
    nullable: true,
  })
  pulledFrom: string | null;
  @ApiProperty({ type: 'integer', description: 'How many rows are staged.', example: 100 }) rows: number;
  @ApiProperty({
    type: TotalsOutput,
    nullable: true,
    description: 'What the plan says about the rows, and after the run what became of them.',
  })
  totals: Totals | null;
  @ApiProperty({
    type: 'object',
    additionalProperties: { type: 'integer' },
    maxProperties: MOST_KEYS,
    description: 'How often each key came that has no place in the record.',
    example: { mood: 3 },
  })
  leftOver: Record<string, number>;
  @ShownText('Names the plan.', '3f0c7e1b5a', { max: LONGEST_DIGEST, nullable: true })
  digest: string | null;
  @ApiProperty({ type: String, format: 'date-time', description: 'When it was made.', example: TIME })
  createdAt: string;
  @ApiProperty({ type: String, format: 'date-time', description: 'When it changed last.', example: TIME })
  changedAt: string;
}

@ApiSchema({ description: 'An import, and how far its work is.' })
export class ImportWithProgressOutput extends ImportOutput {
  @ApiProperty({ type: 'integer', description: 'Rows with an outcome.', example: 100 }) planned: number;
  @ApiProperty({ type: 'integer', description: 'Rows that the run has brought in.', example: 42 }) done: number;
}

export const toImport = (found: Import): ImportOutput => ({
  id: String(found.id),
  name: found.name,
  source: found.source,
  contract: found.contract,
  state: found.state,
  wanted: found.wanted,
  failure: found.failure,
  pulledFrom: found.pulledFrom,
  rows: found.staged,
  totals: found.totals,
  leftOver: found.leftOver,
  digest: found.digest,
  createdAt: found.createdAt.toISOString(),
  changedAt: found.changedAt.toISOString(),
});

export class ListImportsQuery {
  @QueryText({ max: 100, description: 'The `next` of the page before.', example: cursorOf(1) }) after?: string;
}

@ApiSchema({ description: 'A page of imports.' })
export class ImportListOutput {
  @ApiProperty({
    type: [ImportOutput],
    maxItems: MOST_LISTED,
    description: 'The imports of the page, the newest first.',
  })
  data: ImportOutput[];
  @NextCursor() next: string | null;
}

export const toImports = (imports: readonly Import[]): ImportListOutput => ({
  data: imports.map(toImport),
  next: imports.length === MOST_LISTED ? cursorOf(imports.at(-1)!.id) : null,
});

export const placeIn = (after: string | undefined): number | undefined =>
  after === undefined ? undefined : idIn(after);

export class StageRowsQuery {
  @QueryWhole({
    description: 'How many rows are staged already, so that a part that is sent again comes once. 0 when omitted.',
    example: 0,
  })
  after?: number;
  @QueryText({ max: 1, verbatim: true, description: 'Between the columns of CSV.', example: ',' }) delimiter?: string;
}

@ApiSchema({ description: 'Rows were staged.' })
export class StagedOutput {
  @ApiProperty({ type: 'integer', description: 'How many rows are staged now.', example: 100 }) rows: number;
}

export class ListRowsQuery {
  @Word({ words: ASKED, nullable: false, description: 'Only these rows.', example: 'refused' })
  outcome?: Outcome | 'listed';
  @QueryText({ max: 100, description: 'The `next` of the page before.', example: cursorOf(1) }) after?: string;
}

@ApiSchema({ description: 'What is wrong with a field, or what a row comes without.' })
export class FaultOutput implements Fault {
  @ShownText('The field, as the row has it.', 'emails.0.email', { max: MOST_BYTES }) field: string;
  @ApiProperty({
    required: false,
    maxLength: MOST_OF_VALUE,
    description: 'The beginning of its value.',
    example: 'ada@',
  })
  value?: string;
  @ShownText('The reason.', 'must be an email address', { max: MOST_OF_REFUSAL.message }) why: string;
}

@ApiSchema({ description: 'A field of which the customer here has another value than the row.' })
export class DisagreementOutput implements Disagreement {
  @ShownText('The field of the record.', 'website', { max: LONGEST_FIELD }) field: string;
  @ShownText('The value here.', 'https://acme.example', { max: MOST_SHOWN }) here: string;
  @ShownText('The value of the row.', 'https://www.acme.example', { max: MOST_SHOWN }) there: string;
  @ApiProperty({ enum: ['here', 'there'], description: 'The value that the customer keeps or gets.', example: 'here' })
  wins: Disagreement['wins'];
  @ShownText('The rule that says so.', 'the value that is here', { max: MOST_SHOWN }) rule: string;
}

@ApiSchema({ description: 'A row of an import.' })
export class ImportRowOutput {
  @ApiProperty({ type: 'integer', description: 'Its number, from 1.', example: 1 }) row: number;
  @ApiProperty({ type: String, enum: OUTCOMES, nullable: true, description: 'What happens to it.', example: 'create' })
  outcome: Outcome | null;
  @ShownText('The ID of the customer in the source.', '42', { max: MOST_BYTES, nullable: true })
  sourceId: string | null;
  @ShownId('customer here', { nullable: true }) customerId: string | null;
  @ApiProperty({ type: [FaultOutput], nullable: true, description: 'Why it is refused.' }) faults: Fault[] | null;
  @ApiProperty({ type: [FaultOutput], nullable: true, description: 'What it comes without.' }) notes: Fault[] | null;
  @ApiProperty({ type: [DisagreementOutput], nullable: true, description: 'Of a row that joins a customer.' })
  disagreements: Disagreement[] | null;
  @ApiProperty({ description: 'Whether the run has brought it in.', example: true }) isDone: boolean;
}

@ApiSchema({ description: 'A page of rows.' })
export class ImportRowsOutput {
  @ApiProperty({ type: [ImportRowOutput], maxItems: MOST_ROWS, description: 'The rows of the page.' })
  data: ImportRowOutput[];
  @NextCursor() next: string | null;
}

export const toRows = (rows: readonly ImportRow[]): ImportRowsOutput => ({
  data: rows.map(toRow),
  next: rows.length === MOST_ROWS ? cursorOf(rows.at(-1)!.row) : null,
});

const toRow = (row: ImportRow): ImportRowOutput => ({
  row: row.row,
  outcome: row.outcome,
  sourceId: row.sourceId,
  customerId: row.customerId === null ? null : String(row.customerId),
  faults: row.faults,
  notes: row.notes,
  disagreements: row.disagreements,
  isDone: row.isDone,
});

export class ExportQuery {
  @Word({
    required: true,
    words: CONTRACT_NAMES,
    description: 'The contract whose words the rows have.',
    example: 'billing',
  })
  contract: ContractName;
}
