import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { Tenant } from '../auth/principal.js';
import { Database } from '../engine/tenant-database/index.js';
import { isStorable } from '../normal-forms/texts.js';
import { conflict, invalid, notFound } from '../problem.js';
import { drafted } from './drafting.js';
import type { FileRow } from './formats/file-row.js';
import type { Import } from './import.entity.js';
import type { Fault } from './import-row.entity.js';
import { ImportsRepository } from './imports.repository.js';
import { Sources } from './sources.js';
import { StagedRowsRepository, type StagedRow } from './staged-rows.repository.js';

/** Rows that are inserted with one statement. */
const ROWS_AT_ONCE = 250;
/** The most rows of one import. */
const MOST_ROWS = 10_000_000;
/** The most kinds of keys without a place that are counted. */
export const MOST_KEYS = 1000;
/** How much of a faulty value is kept. */
export const MOST_OF_VALUE = 200;
/** Of longer keys, the beginning is counted: a row may be one key of a megabyte. */
const LONGEST_KEY = 200;

/** Reads the rows of a file and stages them, each with what it means. */
@Injectable()
export class StagingService {
  constructor(
    private readonly database: Database,
    private readonly imports: ImportsRepository,
    private readonly rows: StagedRowsRepository,
    private readonly sources: Sources,
  ) {}

  /**
   * Stages rows behind those that are staged already. Answers how many rows are staged then. `after`: only if that many
   * are staged. Rows of another request never come between.
   */
  async stage(
    tenant: Tenant,
    id: number,
    files: AsyncIterable<FileRow[]>,
    { after, progress = () => {} }: { after?: number; progress?: (staged: number) => void } = {},
  ): Promise<number> {
    let waiting: FileRow[] = [];
    let staged = after;
    for await (const some of files) {
      waiting = waiting.concat(some);
      while (waiting.length >= ROWS_AT_ONCE) {
        staged = await this.stagePart(tenant, id, waiting.splice(0, ROWS_AT_ONCE), { after: staged });
        progress(staged);
      }
    }
    staged = await this.stagePart(tenant, id, waiting, { after: staged });
    progress(staged);
    return staged;
  }

  /** Stages a page of a running system and moves to the next page. Rows that came with an earlier page are left out. */
  stagePage(tenant: Tenant, id: number, files: readonly FileRow[], place: string): Promise<number> {
    return this.stagePart(tenant, id, files, { place });
  }

  private stagePart(
    tenant: Tenant,
    id: number,
    files: readonly FileRow[],
    { after, place }: { after?: number; place?: string },
  ): Promise<number> {
    return this.database.transaction(tenant.id, async () => {
      const found = await this.imports.lock(tenant.id, id);
      if (!found) throw notFound('import');
      if (found.state !== 'staging') throw conflict('NOT_STAGING', 'The rows of this import are complete.');
      if (after !== undefined && found.staged !== after) throw otherRows(found.staged, after);
      if (files.length === 0 && place === undefined) return found.staged;
      if (found.staged + files.length > MOST_ROWS) throw invalid(`An import has at most ${MOST_ROWS} rows.`);
      const leftOver = { ...found.leftOver };
      const rows = files.map((file, at) => this.staged(tenant, found, file, found.staged + at + 1, leftOver));
      const kept = place === undefined ? rows : await this.newOf(tenant, found, rows);
      await this.rows.stage(tenant.id, id, kept);
      const staged = found.staged + kept.length;
      await this.imports.set(tenant.id, id, { staged, leftOver, ...(place !== undefined && { place }) });
      return staged;
    });
  }

  /** Customers that a system adds meanwhile move others to a later page. */
  private async newOf(
    { id: tenant }: Tenant,
    { id, staged }: Import,
    rows: readonly StagedRow[],
  ): Promise<StagedRow[]> {
    const ids = rows.flatMap(({ sourceId }) => sourceId ?? []);
    const known = new Set(await this.rows.stagedOf(tenant, id, ids));
    return rows
      .filter(({ sourceId }) => sourceId === null || !known.has(sourceId))
      .map((row, at) => ({ ...row, row: staged + at + 1 }));
  }

  private staged(
    tenant: Tenant,
    { contract }: Import,
    { text, fault }: FileRow,
    row: number,
    leftOver: Record<string, number>,
  ): StagedRow {
    const digest = createHash('sha256').update(text).digest('hex').slice(0, 32);
    const refused = (...faults: Fault[]): StagedRow => ({ ...NOTHING, row, digest, content: storable(text), faults });
    if (fault !== undefined) return refused({ field: 'row', why: fault });
    const parsed = objectIn(text);
    if (typeof parsed === 'string') return refused({ field: 'row', why: parsed });
    const reading = this.sources.of(contract).read(parsed, tenant);
    for (const key of reading.leftOver.map((one) => one.slice(0, LONGEST_KEY)))
      if (Object.hasOwn(leftOver, key) || Object.keys(leftOver).length < MOST_KEYS)
        leftOver[key] = (leftOver[key] ?? 0) + 1;
    if ('faults' in reading) return refused(...reading.faults);
    const { record } = reading;
    const meant = drafted(record, tenant);
    if ('faults' in meant) return refused(...meant.faults.map((one) => withValue(one, parsed)));
    const { draft, notes } = meant;
    const externalKey = record.customer.externalKey ?? null;
    return {
      row,
      // A row without an ID is known again by its key, or else by its content.
      sourceId: record.id ?? (externalKey === null ? `row:${digest}` : `key:${externalKey}`),
      digest,
      content: storable(text),
      draft,
      externalKey,
      token: record.token ?? null,
      parent: record.parent ?? null,
      faults: null,
      notes: notes.length > 0 ? notes : null,
    };
  }
}

export const otherRows = (staged: number, after: number) =>
  conflict('OTHER_ROWS', `${staged} rows are staged already, and not ${after}.`);

const NOTHING = {
  sourceId: null,
  draft: null,
  externalKey: null,
  token: null,
  parent: null,
  faults: null,
  notes: null,
};

/** Escapes of characters that PostgreSQL cannot store. */
const UNSTORABLE = /\\u(?:0000|d[89a-f][0-9a-f]{2})/i;
/** Keys with a special meaning in JavaScript. */
const RESERVED = /"(?:constructor|__proto__)"/;

/** The object, or what is wrong. */
function objectIn(text: string): Record<string, unknown> | string {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return 'is not JSON';
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return 'must be a JSON object';
  // Written anew, a key has no escapes that hide it.
  const isReserved = RESERVED.test(text.includes('\\u') ? JSON.stringify(value) : text);
  if ((UNSTORABLE.test(text) && !isAllStorable(value)) || isReserved) return 'has characters that cannot be stored';
  return value as Record<string, unknown>;
}

function isAllStorable(value: unknown): boolean {
  if (typeof value === 'string') return isStorable(value);
  if (typeof value !== 'object' || value === null) return true;
  return Object.entries(value).every(([key, inner]) => isStorable(key) && isAllStorable(inner));
}

const storable = (text: string) => text.replaceAll('\0', '').toWellFormed();

/** A fault with the beginning of the value that the row has there. */
function withValue(fault: Fault, row: object): Fault {
  const value = fault.field
    .split('.')
    .reduce<unknown>((inner, key) => (inner as Record<string, unknown> | undefined)?.[key], row);
  return typeof value === 'string' ? { ...fault, value: value.slice(0, MOST_OF_VALUE).toWellFormed() } : fault;
}
