import { AsyncLocalStorage } from 'node:async_hooks';
import {
  Database,
  type ReadStatement,
  type Snapshot,
  type Statement,
  type WriteStatement,
} from '../../src/engine/tenant-database/index.js';

/** A database that runs nothing and keeps the statements that it is given. */
export class Recorder extends Database {
  readonly isInTransaction = false;
  private readonly kept = new AsyncLocalStorage<string[]>();

  /** The statements of `work`. */
  async recorded(work: () => unknown): Promise<string[]> {
    const kept: string[] = [];
    await this.kept.run(kept, async () => work());
    return kept;
  }

  read = <Row>(_: unknown, statement: Statement) => this.keep<Row>('read', statement);
  write = <Row>(_: unknown, statement: Statement) => this.keep<Row>('write', statement);
  reserve = <Row>(_: unknown, statement: Statement) => this.keep<Row>('reserve', statement);
  system = <Row>(statement: Statement) => this.keep<Row>('system', statement);

  transaction(): never {
    throw new Error('Repositories open no transaction');
  }

  afterCommit(): never {
    throw new Error('Repositories open no transaction');
  }

  async snapshot(): Promise<Snapshot> {
    return { rows: (statement) => this.keep('snapshot', statement), end: () => {} };
  }

  private keep<Row>(kind: string, statement: ReadStatement & Pick<WriteStatement, 'atCommit'>): Promise<Row[]> {
    const { text, values = [], prepare, connection, maxBytes, atCommit } = statement;
    const words = [
      kind,
      prepare,
      connection && `${connection} connection`,
      maxBytes && `at most ${maxBytes} bytes`,
      atCommit && 'with COMMIT',
    ].filter(Boolean);
    const shown = values.map((value, at) => `$${at + 1} = ${visible(JSON.stringify(value ?? null))}`);
    this.kept
      .getStore()!
      .push([`-- ${words.join(', ')}`, ...shown.map((line) => `-- ${line}`), `${inLines(text)};`].join('\n'));
    return Promise.resolve([ROW as Row]);
  }
}

/** Each statement finds this row: with the lists that methods which go on expect. */
const LISTS = { ids: ['7'], emails: [], names: [], taxIds: [], companyNames: [], addresses: [] };
const ROW = { ...LISTS, country: 'US', ahead: '{}' };

const CLAUSE =
  /(?<!DISTINCT|DELETE|INNER|LEFT|CROSS)\s(?=(?:FROM|(?:INNER |LEFT |CROSS )?JOIN|WHERE|ORDER BY|LIMIT|RETURNING|VALUES|SET|ON CONFLICT|UNION|UPDATE|SELECT|FOR (?:NO KEY )?UPDATE)\b)/;

/** A line for each clause, indented by its parentheses, and at most 120 columns where a comma or an AND allows it. */
function inLines(text: string): string {
  const lines: string[] = [];
  let depth = 0;
  for (const clause of text.trim().replace(/\s+/g, ' ').split(CLAUSE)) {
    const indent = '  '.repeat(depth);
    lines.push(indent);
    for (const part of clause.split(/(?<=, )|(?<= )(?=AND )/)) {
      const isTooLong = (lines.at(-1)! + part).trimEnd().length > 120;
      if (isTooLong && lines.at(-1) !== indent) lines.push(`${indent}  `);
      lines[lines.length - 1] += part;
    }
    depth += clause.split('(').length - clause.split(')').length;
  }
  return lines.map((line) => line.trimEnd()).join('\n');
}

/** Only ASCII, so that a value is one line that can be seen. */
const visible = (json: string) =>
  json.replace(/[^ -~]/g, (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`);
