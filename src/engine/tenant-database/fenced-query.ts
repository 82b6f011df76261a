import { memoized } from '../kit/memoized.js';
import { UNPREPARED } from './failures.js';
import { type DataRow, type QueryCallback, QueryToExtend, type RowShape, type Wire } from './pg-internals.js';
import { replacedBy } from './prepared-names.js';
import { rowReader } from './row-reader.js';

/** A statement that is sent ahead of another one, in its transaction. It is prepared if it has a name. */
export interface Opening {
  name?: string;
  text: string;
  values: readonly string[];
}

/**
 * One statement and, ahead of it, the opening that sets its tenant. Both are one pipeline with one Sync, and PostgreSQL
 * runs what is between two Syncs as one transaction: a setting that is local to the transaction holds for the statement
 * and for nothing after it. There is one round trip, and the rows arrive when the transaction is committed.
 *
 * A prepared statement is described once for each connection. Its rows have the same shape ever after.
 */
export class FencedQuery<Row> extends QueryToExtend {
  /** The row of the opening, as text. */
  opened: readonly (string | null)[] = [];
  /** Whether rows were left out because there were more bytes than `maxBytes`. The first row is never left out. */
  isCut = false;
  private bytes = 0;
  declare private statement?: string;
  private isOpen: boolean;
  private isSent = false;
  private shapes?: Map<string, RowShape>;

  constructor(
    { name, text, values }: { name?: string; text: string; values: unknown[] },
    private readonly opening: Opening | undefined,
    callback: QueryCallback<Row>,
    private readonly maxBytes = Infinity,
  ) {
    // pg copies a configuration with all descriptors of its properties, which takes longer than the rest of its work.
    super(text, values, callback as QueryCallback<unknown>);
    this.statement = name;
    this.isOpen = opening === undefined;
  }

  // When the server reports that it has prepared a statement, pg notes that under this name. Until the opening has its
  // answer, the report is about the opening and not about the statement.
  override get name(): string | undefined {
    return this.isSent && !this.isOpen ? undefined : this.statement;
  }

  override set name(name: string | undefined) {
    this.statement = name;
  }

  override requiresPreparation(): boolean {
    return true;
  }

  override prepare(wire: Wire): void {
    const known = knownOn(wire);
    const replaced = replacedBy(this.name, known.recent);
    if (replaced !== undefined) close(replaced, wire);
    if (this.opening) sendOpening(wire, this.opening, known.openings);
    this.shapes = known.shapes;
    const shape = this.name === undefined ? undefined : known.shapes.get(this.name);
    if (shape) {
      Object.assign(this._result, shape);
      this._accumulateRows = true;
    }
    super.prepare(shape ? known.undescribed : wire);
    this.isSent = true;
  }

  override handleError(error: Error & { code?: string }, wire: Wire): void {
    // The server may or may not have prepared the opening, so the connection cannot be used again.
    if (!this.isOpen) wire.stream.destroy();
    else if (this.statement !== undefined) forgetUnprepared(this.statement, error, wire);
    super.handleError(error, wire);
  }

  override handleRowDescription(message: unknown): void {
    super.handleRowDescription(message);
    const parseRow = (this._result.parseRow = rowReader(this._result) ?? this._result.parseRow);
    const { fields, _parsers, _prebuiltEmptyResultObject } = this._result;
    if (this.name !== undefined)
      this.shapes?.set(this.name, { fields, _parsers, _prebuiltEmptyResultObject, parseRow });
  }

  override handleDataRow(message: DataRow): void {
    if (!this.isOpen) this.opened = message.fields;
    else if (this.fits(message)) super.handleDataRow(message);
  }

  private fits({ length }: DataRow): boolean {
    const isFirst = this.bytes === 0;
    this.bytes += length;
    this.isCut ||= !isFirst && this.bytes > this.maxBytes;
    return !this.isCut;
  }

  override handleCommandComplete(message: unknown, wire: Wire): void {
    if (this.isOpen) super.handleCommandComplete(message, wire);
    this.isOpen = true;
  }
}

/** If the server did not prepare the statement, statements pipelined behind it fail too; they are retried. */
function forgetUnprepared(statement: string, { code }: { code?: string }, wire: Wire): void {
  if (code === UNPREPARED) Reflect.deleteProperty(wire.parsedStatements, statement);
  if (wire.parsedStatements[statement] === undefined) forget(statement, wire);
}

function forget(statement: string, wire: Wire): void {
  Reflect.deleteProperty(wire.parsedStatements, statement);
  Reflect.deleteProperty(wire.submittedNamedStatements, statement);
  knownOn(wire).shapes.delete(statement);
}

/** The server forgets a statement. The message comes first after a Sync, so it is never skipped. */
function close(statement: string, wire: Wire): void {
  wire.close({ type: 'S', name: statement });
  forget(statement, wire);
}

interface Known {
  /** Names of openings that the server has prepared. */
  openings: Set<string>;
  /** Statements that are prepared while they are recent, the one used last at the end. */
  recent: Map<string, string>;
  shapes: Map<string, RowShape>;
  /** The connection, except that it does not request a description. */
  undescribed: Wire;
}

const connections = new WeakMap<Wire, Known>();

const knownOn = (wire: Wire): Known =>
  memoized(connections, wire, () => ({
    openings: new Set(),
    recent: new Map(),
    shapes: new Map(),
    undescribed: Object.create(wire, { describe: { value: () => {} } }) as Wire,
  }));

// The opening comes first after a Sync, so no earlier error can have kept the server from preparing it.
function sendOpening(wire: Wire, { name = '', text, values }: Opening, prepared: Set<string>): void {
  if (!prepared.has(name)) wire.parse({ name, text });
  if (name !== '') prepared.add(name);
  wire.bind({ portal: '', statement: name, values });
  wire.execute({ portal: '', rows: 0 });
}
