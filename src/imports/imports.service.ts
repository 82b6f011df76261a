import { Injectable } from '@nestjs/common';
import type { Tenant } from '../auth/principal.js';
import type { TenantId } from '../engine/tenant-database/index.js';
import { hasControlCharacters, oneLine } from '../normal-forms/texts.js';
import { originWithoutRequest } from '../origin.js';
import { conflict, invalidField, notFound } from '../problem.js';
import { type CellReader, type FileRow, type Format, type Mapping, rowsOf } from './formats/index.js';
import type { Import, Outcome } from './import.entity.js';
import type { Fault, ImportRow } from './import-row.entity.js';
import { assertPossible, ImportsRepository } from './imports.repository.js';
import { PlanningService } from './planning.service.js';
import { RunningService } from './running.service.js';
import { type Undone, UndoingService } from './undoing.service.js';
import { Sources } from './sources.js';
import { StagedRowsRepository } from './staged-rows.repository.js';
import { StagingService } from './staging.service.js';

export interface NewImport {
  contract: string;
  /** Where the rows come from. By default the contract. */
  source?: string;
  /** For the history of the customers. By default the source. */
  name?: string;
  mapping?: Mapping | null;
  /** The user or key that imports. By default the actor of the present work. */
  actor?: string;
  /** The base URL of the running system that the rows come from. */
  pulledFrom?: string;
}

/** Moves of customers from other systems. */
@Injectable()
export class ImportsService {
  constructor(
    private readonly imports: ImportsRepository,
    private readonly rows: StagedRowsRepository,
    private readonly sources: Sources,
    private readonly staging: StagingService,
    private readonly planning: PlanningService,
    private readonly running: RunningService,
    private readonly undoing: UndoingService,
  ) {}

  async create(tenant: TenantId, { contract, source = contract, name = source, ...input }: NewImport): Promise<Import> {
    const { mapping, actor, pulledFrom } = input;
    this.sources.of(contract);
    await assertPossible(this.imports);
    return this.imports.add(tenant, {
      contract,
      source: word('source', source),
      name: word('name', name),
      mapping: mapping ?? null,
      actor: actor ?? originWithoutRequest().actor,
      ...(pulledFrom !== undefined && { pulledFrom }),
    });
  }

  stage(
    tenant: Tenant,
    id: number,
    rows: AsyncIterable<FileRow[]>,
    how: { after?: number; progress?: (staged: number) => void } = {},
  ): Promise<number> {
    return this.staging.stage(tenant, id, rows, how);
  }

  /** Stages the rows of a file. */
  async stageFile(
    tenant: Tenant,
    id: number,
    chunks: AsyncIterable<Buffer>,
    {
      format,
      delimiter,
      ...how
    }: { format: Format; delimiter?: string; after?: number; progress?: (staged: number) => void },
  ): Promise<number> {
    const { contract, mapping } = await this.get(tenant.id, id);
    const source = this.sources.of(contract);
    const cell: CellReader = (word, text) => source.cell(word, text);
    return this.stage(tenant, id, rowsOf(chunks, { format, mapping, delimiter, cell }), how);
  }

  async plan(tenant: TenantId, id: number, progress?: (planned: number) => void): Promise<Import> {
    await this.atRest(tenant, id);
    await this.planning.plan(tenant, id, progress);
    return this.get(tenant, id);
  }

  /** Runs a plan to its end, or goes on with a run that was interrupted. */
  async run(
    tenant: TenantId,
    id: number,
    { digest, ...how }: { digest?: string; progress?: (done: number) => void; isStopping?: () => boolean } = {},
  ): Promise<Import> {
    await this.atRest(tenant, id);
    await this.running.begin(tenant, id, digest);
    await this.running.goOn(tenant, id, how);
    return this.get(tenant, id);
  }

  /** Takes back what has not changed since, and answers how much that was. What stays is noted at its row. */
  async undo(tenant: TenantId, id: number, progress?: (rows: number) => void): Promise<Undone> {
    await this.atRest(tenant, id);
    return this.undoing.undo(tenant, id, { progress });
  }

  async get(tenant: TenantId, id: number): Promise<Import> {
    const found = await this.imports.find(tenant, id);
    if (!found) throw unknownImport();
    return found;
  }

  /** Two would not harm each other, but the work would be done twice. */
  private async atRest(tenant: TenantId, id: number): Promise<void> {
    if ((await this.get(tenant, id)).wanted !== null) throw busyImport();
  }

  /** The newest first: all of them, or those that are older than one. */
  list(tenant: TenantId, before?: number): Promise<Import[]> {
    return this.imports.list(tenant, before);
  }

  /** How many rows the work under way is past. */
  progress(tenant: TenantId, id: number): Promise<{ planned: number; done: number }> {
    return this.rows.progress(tenant, id);
  }

  /** Some rows after a row, in their order. */
  async rowsAfter(tenant: TenantId, id: number, after: number, outcome?: Outcome | 'listed'): Promise<ImportRow[]> {
    await this.get(tenant, id);
    return this.rows.page(tenant, id, after, outcome);
  }

  /** The refused rows as they came, some at a time. */
  async *refused(tenant: TenantId, id: number): AsyncGenerator<ImportRow[]> {
    await this.get(tenant, id);
    for (let after = 0, rows: ImportRow[]; ; after = rows.at(-1)!.row) {
      rows = await this.rows.refusedAfter(tenant, id, after);
      if (rows.length === 0) return;
      yield rows;
    }
  }

  /** The refused rows as NDJSON. Each has its faults in a key that an import leaves out. */
  async *refusedLines(tenant: TenantId, id: number): AsyncGenerator<string> {
    for await (const rows of this.refused(tenant, id))
      yield rows.map(({ content, faults }) => `${withFaults(content, faults)}\n`).join('');
  }
}

/** The text of a row stays as it is, because a number may have more digits than JavaScript keeps. */
export function withFaults(content: string | null, faults: readonly Fault[] | null): string {
  const own = `"import_faults":${JSON.stringify(faults)}`;
  const [, inner] = /^\s*\{([^]*)\}\s*$/.exec(isObject(content) ? content! : '') ?? [];
  if (inner === undefined) return `{"import_row":${JSON.stringify(content)},${own}}`;
  return `{${inner.replace(/\n/g, ' ')}${inner.trim() === '' ? '' : ','}${own}}`;
}

function isObject(content: string | null): boolean {
  try {
    const value: unknown = JSON.parse(content ?? '');
    return typeof value === 'object' && value !== null && !Array.isArray(value);
  } catch {
    return false;
  }
}

const MOST = 60;

function word(field: string, text: string): string {
  const line = oneLine(text);
  if (line === '' || line.length > MOST || hasControlCharacters(line))
    throw invalidField(field, 'length', `must have 1 to ${MOST} characters on one line`);
  return line;
}

export const busyImport = () =>
  conflict('IMPORT_BUSY', 'A server is at work on this import, or goes on with it later.', { subject: 'import' });

export const unknownImport = () => notFound('import');
