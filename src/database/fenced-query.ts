import { Query, type QueryConfig } from 'pg';
import { memoized } from '../engine/kit/memoized.js';

/** What this needs of a pg connection: the messages of the extended protocol. */
interface Wire {
  parse(statement: { name: string; text: string }): void;
  bind(portal: { portal: string; statement: string; values: readonly string[] }): void;
  execute(portal: { portal: string; rows: number }): void;
  describe(): void;
  stream: { destroy(): void };
  /** Names that the server has, and names that it was sent. */
  parsedStatements: Record<string, string>;
  submittedNamedStatements: Record<string, string>;
}

/** How the rows of a prepared statement are read, as the server described them. */
interface Shape {
  fields: unknown[];
  _parsers: unknown;
  _prebuiltEmptyResultObject: unknown;
}

/** A row on its way from the server, and its bytes. */
interface DataRow {
  length: number;
  fields: (string | null)[];
}

/** The parts of pg's Query that it shares with those who extend it. */
interface Extensible {
  name?: string;
  _result: Shape;
  _accumulateRows: boolean;
  prepare(wire: Wire): void;
  handleError(error: Error, wire: Wire): void;
  requiresPreparation(): boolean;
  handleRowDescription(message: unknown): void;
  handleDataRow(message: DataRow): void;
  handleCommandComplete(message: unknown, wire: Wire): void;
}

/** The name of a statement that the server does not have. */
export const UNPREPARED = '26000';

type Answered<Row> = (error: Error | null, result: { rows: Row[] }) => void;

const Base = Query as unknown as new (config: QueryConfig, callback: Answered<unknown>) => Extensible;

/** A statement that is sent ahead, in the same transaction. Prepared where it has a name. */
export interface Opening {
  name?: string;
  text: string;
  values: readonly string[];
}

/**
 * One statement and, ahead of it, what opens the rows for it. Both are one pipeline with one Sync, and what PostgreSQL
 * runs between two Syncs is one transaction: a setting that is local to it holds for the statement and for nothing after
 * it. It waits for the server once, and has its answer when that is committed.
 *
 * A prepared statement is described once for each connection; its rows look the same ever after.
 */
export class FencedQuery<Row> extends Base {
  /** What the opening answered, as text. */
  opened: readonly (string | null)[] = [];
  /** Were there more bytes of rows than `most`? The rows that are too many are left out; the first one never is. */
  isCut = false;
  private bytes = 0;
  declare private statement?: string;
  private isOpen: boolean;
  private isSent = false;
  private shapes?: Map<string, Shape>;

  constructor(
    config: QueryConfig,
    private readonly opening: Opening | undefined,
    answered: Answered<Row>,
    private readonly most = Infinity,
  ) {
    super(config, answered as Answered<unknown>);
    this.isOpen = opening === undefined;
  }

  // What the server says it has prepared, pg takes for what the name says: until the opening has its answer, that is the opening.
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
    if (this.opening) open(wire, this.opening, known.openings);
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
    // Whether the server has the opening now, nobody knows: such a connection is of no more use.
    if (!this.isOpen) wire.stream.destroy();
    else if (this.statement !== undefined) forget(this.statement, error, wire);
    super.handleError(error, wire);
  }

  override handleRowDescription(message: unknown): void {
    super.handleRowDescription(message);
    const { fields, _parsers, _prebuiltEmptyResultObject } = this._result;
    if (this.name !== undefined) this.shapes?.set(this.name, { fields, _parsers, _prebuiltEmptyResultObject });
  }

  override handleDataRow(message: DataRow): void {
    if (!this.isOpen) this.opened = message.fields;
    else if (this.fits(message)) super.handleDataRow(message);
  }

  private fits({ length }: DataRow): boolean {
    const isFirst = this.bytes === 0;
    this.bytes += length;
    this.isCut ||= !isFirst && this.bytes > this.most;
    return !this.isCut;
  }

  override handleCommandComplete(message: unknown, wire: Wire): void {
    if (this.isOpen) super.handleCommandComplete(message, wire);
    this.isOpen = true;
  }
}

/** Of what the server did not come to prepare it has nothing; who was sent behind it in the belief that it has begins again. */
function forget(statement: string, { code }: { code?: string }, wire: Wire): void {
  if (code === UNPREPARED) Reflect.deleteProperty(wire.parsedStatements, statement);
  if (wire.parsedStatements[statement] !== undefined) return;
  Reflect.deleteProperty(wire.submittedNamedStatements, statement);
  knownOn(wire).shapes.delete(statement);
}

interface Known {
  /** Names of openings that the server has. */
  openings: Set<string>;
  shapes: Map<string, Shape>;
  /** The connection, asking for no description. */
  undescribed: Wire;
}

const connections = new WeakMap<Wire, Known>();

const knownOn = (wire: Wire): Known =>
  memoized(connections, wire, () => ({
    openings: new Set(),
    shapes: new Map(),
    undescribed: Object.create(wire, { describe: { value: () => {} } }) as Wire,
  }));

// It comes first after a Sync, so nothing before it can have kept the server from preparing it.
function open(wire: Wire, { name = '', text, values }: Opening, prepared: Set<string>): void {
  if (!prepared.has(name)) wire.parse({ name, text });
  if (name !== '') prepared.add(name);
  wire.bind({ portal: '', statement: name, values });
  wire.execute({ portal: '', rows: 0 });
}
