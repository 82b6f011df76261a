import { Controller, Get, Post } from '@nestjs/common';
import { ApiOperation } from '@nestjs/swagger';
import { assertMay, assertMayChangeAll, Reads, Writes } from '../../../auth/access.js';
import { Caller, InTenant } from '../../../auth/principal.js';
import type { Principal } from '../../../auth/principal.js';
import { Answers, Refuses } from '../../../contracts/answers.js';
import { Chapter } from '../../../contracts/chapter.js';
import { CLIENTELA, clientela } from '../../../contracts/clientela.js';
import { Id, TEXT_ID } from '../../../contracts/id.js';
import { Fields, Query } from '../../../contracts/input.js';
import { LeadsTo } from '../../../contracts/links.js';
import { AnswersLines, LinesAnswer, NDJSON_TYPE } from '../../../contracts/lines-answer.js';
import { Speaks } from '../../../contracts/speaks.js';
import { BodyStream, StreamedBody, TakesStream } from '../../../contracts/streamed-body.js';
import type { TenantId } from '../../../engine/tenant-database/index.js';
import { conflict, Problem } from '../../../problem.js';
import type { Format } from '../../formats/index.js';
import { ImportsService } from '../../imports.service.js';
import { otherRows } from '../../staging.service.js';
import { ImportWork } from '../../work.service.js';
import {
  CreateImportInput,
  fromNewImport,
  fromResume,
  ImportListOutput,
  ImportOutput,
  ImportRowsOutput,
  ImportWithProgressOutput,
  ListImportsQuery,
  ListRowsQuery,
  placeIn,
  ResumeImportInput,
  RunImportInput,
  StagedOutput,
  StageRowsQuery,
  toImport,
  toImports,
  toRows,
} from './imports.dto.js';

const TYPES: Readonly<Record<string, Format>> = {
  [NDJSON_TYPE]: 'ndjson',
  'application/json': 'json',
  'text/csv': 'csv',
};

const cannotNow = () => conflict('NOT_PLANNED', 'The state of the import does not allow this.', { subject: 'import' });

/** Everyone who imports may change everything of a customer, because an import does. */
@Speaks(clientela)
@Chapter('Imports', 'Customers of other systems. They are staged, planned, and then brought in.')
@Controller(`${CLIENTELA}/imports`)
export class ImportsController {
  constructor(
    private readonly imports: ImportsService,
    private readonly work: ImportWork,
  ) {}

  @Get()
  @Reads('customers:read')
  @Answers(200, ImportListOutput)
  @LeadsTo(['getImport', 'listImportRows'], { id: '/data/0/id' })
  @ApiOperation({ operationId: 'listImports', summary: 'List the imports, the newest first' })
  async list(
    @InTenant() tenant: TenantId,
    @Query(ListImportsQuery) { after }: ListImportsQuery,
  ): Promise<ImportListOutput> {
    return toImports(await this.imports.list(tenant, placeIn(after)));
  }

  @Post()
  @Writes('customers:write')
  @Answers(201, ImportOutput)
  @LeadsTo(['getImport', 'stageRows', 'planImport'], { id: '/id' })
  @ApiOperation({
    operationId: 'createImport',
    summary: 'Begin an import',
    description:
      'Send its rows next, or name a running system in `from`: a server pulls them then. It needs the permissions to ' +
      'read and to change customers and all of their records.',
  })
  async create(
    @Caller() caller: Principal,
    @Fields(CreateImportInput) input: CreateImportInput,
  ): Promise<ImportOutput> {
    assertMayChangeAll(caller);
    const { values, system } = fromNewImport(input);
    const { tenant, caller: actor } = caller;
    const made = system
      ? this.work.pull(tenant.id, { ...values, actor }, system)
      : this.imports.create(tenant.id, { ...values, actor });
    return toImport(await made);
  }

  @Get(':id')
  @Reads('customers:read')
  @Answers(200, ImportWithProgressOutput)
  @ApiOperation({ operationId: 'getImport', summary: 'Read an import, and how far its work is' })
  async get(@InTenant() tenant: TenantId, @Id('import', 'id', TEXT_ID) id: number): Promise<ImportWithProgressOutput> {
    const found = await this.imports.get(tenant, id);
    return { ...toImport(found), ...(await this.imports.progress(tenant, id)) };
  }

  // The rows are staged in parts, each with a transaction of its own.
  @Post(':id/rows')
  @Writes('customers:write', { inParts: true })
  @TakesStream(Object.keys(TYPES), 'The rows: one JSON object per line, one JSON list, or CSV.')
  @Answers(200, StagedOutput)
  @LeadsTo(['planImport'])
  @Refuses(cannotNow(), new Problem('unsupported_media_type', ''))
  @ApiOperation({
    operationId: 'stageRows',
    summary: 'Send rows of an import',
    description:
      'They are read as a stream and staged as they come. A file may come in several requests: each says in `after` ' +
      'how many rows are staged already. If a request breaks off, read the import to see how many have come, and send ' +
      'the others. A row has at most one megabyte.',
  })
  async stage(
    @Caller() caller: Principal,
    @Id('import', 'id', TEXT_ID) id: number,
    @Query(StageRowsQuery) { after = 0, delimiter }: StageRowsQuery,
    @BodyStream() body: StreamedBody,
  ): Promise<StagedOutput> {
    assertMayChangeAll(caller);
    const format = TYPES[body.contentType.split(';')[0]!.trim().toLowerCase()];
    if (!format)
      throw new Problem('unsupported_media_type', `The content type must be ${Object.keys(TYPES).join(', ')}.`);
    const { tenant } = caller;
    const { staged, pulledFrom } = await this.imports.get(tenant.id, id);
    if (pulledFrom !== null) throw conflict('PULLED', 'The rows of this import come from a running system.');
    if (staged !== after) throw otherRows(staged, after);
    return { rows: await this.imports.stageFile(tenant, id, body.chunks(), { format, delimiter, after }) };
  }

  @Get(':id/rows')
  @Reads('customers:read')
  @Answers(200, ImportRowsOutput)
  @ApiOperation({
    operationId: 'listImportRows',
    summary: 'List rows of an import, and what happens to them',
    description: '`listed`: rows that are refused, that come without something, or that disagree with the record.',
  })
  async rows(
    @InTenant() tenant: TenantId,
    @Id('import', 'id', TEXT_ID) id: number,
    @Query(ListRowsQuery) { outcome, after }: ListRowsQuery,
  ): Promise<ImportRowsOutput> {
    return toRows(await this.imports.rowsAfter(tenant, id, placeIn(after) ?? 0, outcome));
  }

  @Get(':id/refused')
  @Reads('customers:read')
  @AnswersLines('The refused rows, one JSON object per line.')
  @ApiOperation({
    operationId: 'exportRefusedRows',
    summary: 'Read the refused rows as they came',
    description:
      'Each has its faults in `import_faults`, which an import leaves out. Correct the rows and send them as a new ' +
      'import of the source. It needs `ledger:read`, too.',
  })
  async refused(@Caller() caller: Principal, @Id('import', 'id', TEXT_ID) id: number): Promise<LinesAnswer> {
    assertMay(caller, 'ledger:read');
    await this.imports.get(caller.tenant.id, id);
    return new LinesAnswer(this.imports.refusedLines(caller.tenant.id, id));
  }

  @Post(':id/plan')
  @Writes('customers:write')
  @Answers(202, ImportOutput)
  @Refuses(cannotNow())
  @ApiOperation({
    operationId: 'planImport',
    summary: 'Let a server plan an import',
    description: 'The plan says what would happen to each row. Nothing is written to the record.',
  })
  async plan(@Caller() caller: Principal, @Id('import', 'id', TEXT_ID) id: number): Promise<ImportOutput> {
    assertMayChangeAll(caller);
    return toImport(await this.work.plan(caller.tenant.id, id));
  }

  @Post(':id/run')
  @Writes('customers:write')
  @Answers(202, ImportOutput)
  @Refuses(cannotNow())
  @ApiOperation({
    operationId: 'runImport',
    summary: 'Let a server run a plan',
    description: 'If the server stops or is killed, another one goes on. Nothing is lost, and nothing comes twice.',
  })
  async run(
    @Caller() caller: Principal,
    @Id('import', 'id', TEXT_ID) id: number,
    @Fields(RunImportInput, { optional: true }) { digest }: RunImportInput,
  ): Promise<ImportOutput> {
    assertMayChangeAll(caller);
    return toImport(await this.work.run(caller.tenant.id, id, digest ?? undefined));
  }

  @Post(':id/resume')
  @Writes('customers:write', { answersSecret: true })
  @Answers(202, ImportOutput)
  @Refuses(cannotNow())
  @ApiOperation({
    operationId: 'resumeImport',
    summary: 'Let work go on that has failed',
    description: 'A pull whose credentials have ended gets new ones.',
  })
  async resume(
    @Caller() caller: Principal,
    @Id('import', 'id', TEXT_ID) id: number,
    @Fields(ResumeImportInput, { optional: true }) input: ResumeImportInput,
  ): Promise<ImportOutput> {
    assertMayChangeAll(caller);
    return toImport(await this.work.resume(caller.tenant.id, id, fromResume(input)));
  }

  @Post(':id/undo')
  @Writes('customers:write')
  @Answers(202, ImportOutput)
  @Refuses(cannotNow())
  @ApiOperation({
    operationId: 'undoImport',
    summary: 'Let a server take an import back',
    description:
      'Customers that it made and that nothing has changed since are removed for good, and what it changed is set ' +
      'back. What stays is noted at its row.',
  })
  async undo(@Caller() caller: Principal, @Id('import', 'id', TEXT_ID) id: number): Promise<ImportOutput> {
    assertMayChangeAll(caller);
    return toImport(await this.work.undo(caller.tenant.id, id));
  }
}
