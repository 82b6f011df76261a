import type { Writable } from 'node:stream';
import { type PoolClient, Query } from 'pg';

// All members of pg that are not part of its public interface and that this engine uses. pg is pinned to one version,
// and test/engine/tenant-database/pg-internals.spec.ts fails if one of them is missing.

/** A connection's socket, and the messages of the extended protocol that it sends. */
export interface Wire {
  parse(statement: { name: string; text: string }): void;
  bind(portal: { portal: string; statement: string; values: readonly string[] }): void;
  execute(portal: { portal: string; rows: number }): void;
  describe(): void;
  close(statement: { type: 'S'; name: string }): void;
  stream: Writable;
  /** Prepared statements that the server has, and those that it was sent. */
  parsedStatements: Record<string, string>;
  submittedNamedStatements: Record<string, string>;
}

export interface Column {
  name: string;
  format: 'text' | 'binary';
}

/** How the rows of a statement are parsed, as the server described them. */
export interface RowShape {
  fields: Column[];
  _parsers: ((text: string) => unknown)[];
  _prebuiltEmptyResultObject: unknown;
  parseRow: (values: readonly (string | null)[]) => object;
}

/** The message with one row; `length` is its bytes. */
export interface DataRow {
  length: number;
  fields: (string | null)[];
}

export type QueryCallback<Row> = (error: Error | null, result: { rows: Row[] }) => void;

/** The parts of pg's Query that a subclass uses or overrides. */
export interface ExtensibleQuery {
  name?: string;
  _result: RowShape;
  _accumulateRows: boolean;
  prepare(wire: Wire): void;
  handleError(error: Error, wire: Wire): void;
  requiresPreparation(): boolean;
  handleRowDescription(message: unknown): void;
  handleDataRow(message: DataRow): void;
  handleCommandComplete(message: unknown, wire: Wire): void;
}

export const QueryToExtend = Query as unknown as new (
  text: string,
  values: unknown[],
  callback: QueryCallback<unknown>,
) => ExtensibleQuery;

export const wireOf = (client: PoolClient): Wire => (client as unknown as { connection: Wire }).connection;

/** The address of a connection's server, and what the server wants to hear when a statement is to be cancelled. */
export interface Session {
  host: string;
  port: number;
  processID: number | null;
  secretKey: number | null;
}

export const sessionOf = (client: PoolClient): Session => client as unknown as Session;
