import { ApiProperty, ApiSchema } from '@nestjs/swagger';
import { ShownId, ShownText } from '../../../contracts/fields.js';
import { LONGEST_REASON } from '../../../contracts/origin-of.js';
import type { Schema } from '../../../contracts/schema.js';
import type { ChangedRecord } from '../../../database/changed-records.js';
import type { RecordKind, RowChange, Turn } from '../../../database/kept-changes.js';
import { LONGEST_REQUEST_ID } from '../../../request-limits.js';

/** The words for the kinds of records. */
const RECORDS: Record<RecordKind, string> = {
  customer: 'customer',
  email: 'email',
  phone: 'phone',
  company_name: 'companyName',
  contact_person: 'contactPerson',
  ledger_entry: 'ledgerEntry',
};

export const RECORD_WORDS = Object.values(RECORDS);
export const toRecordWord = (record: RecordKind): string => RECORDS[record];
export const fromRecordWord = (word: string): RecordKind =>
  (Object.keys(RECORDS) as RecordKind[]).find((record) => RECORDS[record] === word)!;

const TURNS: readonly Turn[] = ['created', 'updated', 'deleted', 'restored', 'erased'];
const ROW_CHANGES: readonly RowChange[] = ['added', 'changed', 'removed', 'erased'];

/** `key:` and an ID. */
export const LONGEST_CALLER = 32;
export const LONGEST_WORD = 64;
export const LONGEST_FIELD = 64;

/** A note is the longest text of a record, and its tags are the longest list. */
const LONGEST_VALUE = 65_535;
const MOST_VALUES = 200;

/** Documents the value of any field. `others`: what it may be beside. */
export const ShownValue = (description: string, example: unknown, ...others: Schema[]) =>
  ApiProperty({
    anyOf: [
      { type: 'string', maxLength: LONGEST_VALUE },
      { type: 'number' },
      { type: 'boolean' },
      { type: 'array', items: { type: 'string', maxLength: LONGEST_VALUE }, maxItems: MOST_VALUES },
      ...others,
      { type: 'null' },
    ],
    description,
    example,
  });

/** Documents a text that may be missing. */
const OriginText = (description: string, example: string, max: number) =>
  ShownText(description, example, { max, nullable: true });

@ApiSchema({ description: 'A field before and after a change.' })
export class FieldChangeOutput {
  @ShownText('The field, as the record calls it.', 'displayName', { max: LONGEST_FIELD }) field: string;
  @ShownValue('Its value before. `true` stands for a value that was erased.', 'Acme') before: unknown;
  @ShownValue('Its value after. `true` stands for a value that was erased.', 'Acme Corporation') after: unknown;
}

@ApiSchema({ description: 'What a change did to one record.' })
export class ChangedRecordOutput {
  @ApiProperty({ enum: RECORD_WORDS, description: 'The kind of record.', example: 'customer' }) record: string;
  @ShownId('record') id: string;
  @ApiProperty({ enum: ROW_CHANGES, description: 'What happened to the record.', example: 'changed' }) kind: string;
  @ApiProperty({ type: [FieldChangeOutput], description: 'Its fields that changed.' }) fields: FieldChangeOutput[];
}

@ApiSchema({ description: 'What one write changed of a customer.' })
export class ChangeOutput {
  @ApiProperty({
    type: 'integer',
    format: 'int64',
    minimum: 1,
    nullable: true,
    description: 'The version of the customer after the change.',
    example: 3,
  })
  version: number | null;
  @ApiProperty({ enum: TURNS, description: 'What the change means for the customer.', example: 'updated' })
  kind: string;
  @ApiProperty({ format: 'date-time', description: 'When it began.', example: '2024-01-15T10:30:00.000Z' }) at: string;
  @OriginText('The caller: `user:` or `key:` and an ID, `cli`, or `server`.', 'key:9', LONGEST_CALLER) actor:
    string | null;
  @OriginText('The contract that was spoken.', 'billing', LONGEST_WORD) contract: string | null;
  @OriginText('The operation of the contract.', 'updateCustomer', LONGEST_WORD) operation: string | null;
  @OriginText('The ID of the request.', 'req-7', LONGEST_REQUEST_ID) requestId: string | null;
  @OriginText('The reason that the caller gave.', 'Ticket 4711', LONGEST_REASON) reason: string | null;
  @ApiProperty({ type: [ChangedRecordOutput], description: 'The records that it changed.' })
  records: ChangedRecordOutput[];
}

/** A change as the history and the feed have it. */
interface Change extends Omit<ChangeOutput, 'at' | 'records'> {
  at: Date;
  records: readonly ChangedRecord[];
}

export const toChange = ({ records, at, ...change }: Change): ChangeOutput => ({
  version: change.version,
  kind: change.kind,
  at: at.toISOString(),
  actor: change.actor,
  contract: change.contract,
  operation: change.operation,
  requestId: change.requestId,
  reason: change.reason,
  records: records.map(toChangedRecord),
});

export const toChangedRecord = ({ record, id, kind, fields }: ChangedRecord): ChangedRecordOutput => ({
  record: toRecordWord(record),
  id: String(id),
  kind,
  fields: fields.map(({ field, before, after }) => ({
    field,
    before: toValue(field, before),
    after: toValue(field, after),
  })),
});

/** A value of a field. IDs and times are texts. */
export function toValue(field: string, value: unknown): unknown {
  if (value instanceof Date) return value.toISOString();
  return typeof value === 'number' && /(^id|Id)$/.test(field) ? String(value) : (value ?? null);
}
