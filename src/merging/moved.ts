import type { RecordKind } from '../database/kept-changes.js';
import { CUSTOMER_POINTERS } from '../database/record-fields.js';

/** A row as JSON, by column. */
export type Row = Record<string, unknown>;

/** The kinds of records that go from one customer to the other. */
export type Kind = Exclude<RecordKind, 'customer' | 'ledger_entry'>;
export const KINDS = ['email', 'phone', 'company_name', 'contact_person'] as const satisfies Kind[];

/** A column that a merge set: its value before and after. */
export interface SetColumn {
  column: string;
  before: unknown;
  after: unknown;
}

/** A column of a record of the customer that stays, which got a value of an equal record. */
export interface SetOfRecord extends SetColumn {
  kind: Kind;
  id: number;
}

export interface MovedRecord {
  kind: Kind;
  id: number;
}

/** A record that stays with the row of the customer that is gone, because the other one has an equal record. */
export interface JoinedRecord extends MovedRecord {
  into: number;
}

/** The pointers of a contact person: those that it had, and those that it got. */
export interface MovedPerson {
  id: number;
  email: number | null;
  phone: number | null;
  newEmail: number | null;
  newPhone: number | null;
}

/** An entry of the ledger, as it was before the merge. */
export interface MovedEntry {
  id: number;
  customer: number;
  payer: number | null;
}

/** An ID of a contract, and the record that it led to before the merge. */
export interface MovedId {
  contract: string;
  kind: string;
  wireId: string;
  record: number;
  isCurrent: boolean;
}

export interface MovedLink {
  source: string;
  sourceId: string;
}

/** What a merge that stands has moved and set, and its undoing moves and sets back. */
export interface Moved {
  fields: SetColumn[];
  edits: SetOfRecord[];
  records: MovedRecord[];
  joined: JoinedRecord[];
  persons: MovedPerson[];
  /** The pointers of the customer that is gone, to records that were moved. */
  cleared: Record<string, number>;
  children: number[];
  entries: MovedEntry[];
  ids: MovedId[];
  links: MovedLink[];
  /** One of the two was erased since, so no value is known any more. */
  isErased?: boolean;
}

/** The columns of a customer that point at its records. */
export const POINTERS: Readonly<Record<string, Kind>> = CUSTOMER_POINTERS;

/** The rows of a customer, by kind. */
export type RecordRows = Record<Kind, Row[]> & { customer: Row[] };

export const isAfter = (time: unknown, mergedAt: Date): boolean =>
  typeof time === 'string' && Date.parse(time) > mergedAt.getTime();

export const nameOf = ({ kind, id }: MovedRecord): string => `${kind} ${id}`;
