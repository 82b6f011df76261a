import type { TestTenant } from '../../factories/tenant.js';
import type { Answer, TestApp } from '../../support/app.js';

/** What one field of a contract may become, and what it refuses. */
export interface FieldCase {
  field: string;
  stored: unknown;
  other: unknown;
  /** How the other value is read, where it is not read as it was written. */
  reads?: unknown;
  /** How a cleared field is read. A field without it cannot be cleared. */
  cleared?: unknown;
  /** Values that clear the field, or that are refused because nothing clears it. */
  empty: unknown[];
  /** Values that the field refuses, each under the reason. */
  refused: Record<string, unknown>;
  /** Other fields that change when this one is set, or cleared. */
  alsoSet?: object;
  alsoCleared?: object;
}

/** A record that a contract reads and updates. */
export interface Updatable {
  /** The ID of the customer. */
  customer: number;
  /** The fields of the record, side by side. */
  read(): Promise<Record<string, unknown>>;
  put(changes: object): Promise<Answer>;
  /** The record in the form in which a client writes it back, where that is not how `read` shows it. */
  writable?(): Promise<Record<string, unknown>>;
}

/** Makes and updates the records of one tenant over one contract. */
export interface Records {
  /** A record in which every field has its stored value. `before`: its fields as they are then. */
  create(): Promise<Updatable & { before: Record<string, unknown> }>;
  /** Records with values that are longer than the contract takes. */
  beyondLimits(): Promise<Updatable[]>;
}

/** How one contract updates one kind of record. */
export interface UpdateFace {
  title: string;
  fields: FieldCase[];
  records(app: TestApp, tenant: TestTenant): Records;
  /** The status of an update. */
  status: number;
  /** What an update of a field answers. `after`: the record as it must be now. */
  updated(record: Updatable, field: string, value: unknown, after: Record<string, unknown>): object;
  refused(field: string): object;
  /** A change that is sent beside a refused value: none of it may be written. */
  beside(field: string): object;
  /** Fields that change with every update. */
  changing?: object;
  /** Values above the limit for a field that holds another value above the limit: they are refused. */
  stillTooLong?: Record<string, unknown>;
}

/** All fields with their stored values. */
export const storedOf = (fields: FieldCase[]): Record<string, unknown> =>
  Object.fromEntries(fields.map(({ field, stored }) => [field, stored]));
