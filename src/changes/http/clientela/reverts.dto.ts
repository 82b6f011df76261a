import { ApiProperty, ApiSchema } from '@nestjs/swagger';
import { Example } from '../../../contracts/example.js';
import { IdTexts, Moment, ShownId, ShownText, Text, Whole } from '../../../contracts/fields.js';
import { idFrom, NO_ID } from '../../../contracts/id-text.js';
import { exactMoment } from '../../../contracts/iso-time.js';
import { invalidField, MOST_OF_REFUSAL } from '../../../problem.js';
import type { RevertPlace } from '../../revert-order.js';
import type { RevertedCustomer, RevertedField } from '../../revert-report.js';
import type { RevertPart } from '../../reverts.service.js';
import type { Selection } from '../../selection.js';
import {
  LONGEST_CALLER,
  LONGEST_FIELD,
  LONGEST_WORD,
  RECORD_WORDS,
  ShownValue,
  toRecordWord,
  toValue,
} from './words.js';

const MOST_CUSTOMERS = 1_000;
const DEFAULT_LIMIT = 100;
const MOST_PER_PART = 1_000;
const LONGEST_DIGEST = 100;

@ApiSchema({ description: 'Which changes are taken back. `actor` or `requestId` is required, and not both.' })
@Example('The dry run for a key', { actor: 'key:9', to: '2024-01-15T10:30:00Z' })
@Example('The dry run for one request', { requestId: 'req-7' })
export class RevertInput {
  @Text({ nullable: false, max: 200, description: 'The caller whose changes are taken back.', example: 'key:9' })
  actor?: string;
  @Text({ max: 200, description: 'The request whose changes are taken back, by its ID.', example: null })
  requestId?: string | null;
  @Moment({ nullable: false, description: 'Only changes at this time or later.', example: '2024-01-15T10:00:00Z' })
  from?: string;
  @Moment({
    nullable: false,
    description: 'Only changes before this time, which must have passed. Required with `actor`.',
    example: '2024-01-15T10:30:00Z',
  })
  to?: string;
  @IdTexts({ nullable: false, most: MOST_CUSTOMERS, description: 'Only changes of these customers.', example: ['1'] })
  customers?: string[];
  @Text({
    nullable: false,
    max: 100,
    description: 'The `next` of the part before.',
    example: cursorOf({ turn: 0, id: 1 }),
  })
  after?: string;
  @Whole({
    nullable: false,
    min: 1,
    max: MOST_PER_PART,
    description: `The most customers of this part; ${DEFAULT_LIMIT} when omitted. Send the same number with the digest.`,
    example: DEFAULT_LIMIT,
  })
  limit?: number;
  @Text({
    max: LONGEST_DIGEST,
    description: 'The digest of the dry run of this part. With it, the changes are taken back.',
    example: null,
  })
  digest?: string | null;
}

const OUTCOMES = ['set', 'removed', 'added', 'deleted', 'restored', 'conflict', 'kept'] as const;

@ApiSchema({ description: 'The caller who changed the field later.' })
export class LaterWriterOutput {
  @ShownText('The caller.', 'user:7', { max: LONGEST_CALLER, nullable: true }) actor: string | null;
  @ApiProperty({ format: 'date-time', description: 'When.', example: '2024-01-15T10:30:00.000Z' }) at: string;
}

/** Of a whole record, the value is an object. */
const Value = (description: string) => ShownValue(description, 'Acme', { type: 'object', additionalProperties: true });

@ApiSchema({ description: 'What a revert does about a field, or about a whole record.' })
export class RevertedFieldOutput {
  @ApiProperty({ enum: RECORD_WORDS, description: 'The kind of record.', example: 'customer' }) record: string;
  @ShownId('record') recordId: string;
  @ShownText('The field. Null for the whole record, whose values are objects.', 'displayName', {
    max: LONGEST_FIELD,
    nullable: true,
  })
  field: string | null;
  @ApiProperty({
    enum: OUTCOMES,
    description:
      '`set`: the field gets its value `before`. `removed`, `added`: the record. `deleted`, `restored`: the customer. ' +
      '`conflict`: it stays, because another caller changed it later. `kept`: it stays, because of a rule.',
    example: 'set',
  })
  outcome: string;
  @ShownText('Why it stays, as one word.', null, { max: LONGEST_WORD, nullable: true })
  reason: string | null;
  @ApiProperty({
    anyOf: [{ $ref: '#/components/schemas/LaterWriterOutput' }, { type: 'null' }],
    description: 'The other caller, if that is why it stays.',
    example: null,
  })
  by: LaterWriterOutput | null;
  @Value('What it was without the changes.') before: unknown;
  @Value('What the changes left.') left: unknown;
  @Value('What it is.') now: unknown;
}

@ApiSchema({ description: 'What a revert does about a customer.' })
export class RevertedCustomerOutput {
  @ShownId('customer') id: string;
  @ApiProperty({ enum: ['stays', 'deleted', 'restored'], description: 'What becomes of it.', example: 'stays' })
  fate: string;
  @ShownText(
    'Why nothing of this customer was taken back: it has changed since the dry run, or a rule says no.',
    null,
    { max: MOST_OF_REFUSAL.message, nullable: true },
  )
  refused: string | null;
  @ApiProperty({ type: [RevertedFieldOutput], description: 'Its fields and records.' }) fields: RevertedFieldOutput[];
}

const Count = (description: string, example = 0) => ApiProperty({ type: 'integer', minimum: 0, description, example });

@ApiSchema({ description: 'One part of a revert: its dry run, or what was done.' })
export class RevertOutput {
  @ApiProperty({ description: 'Whether the changes were taken back. False: this is the dry run.', example: false })
  isApplied: boolean;
  @Count('How many customers the changes have changed, in all parts together.', 1) selected: number;
  @Count('How many customers this part has.', 1) customers: number;
  @Count('Fields and whole records that are taken back.', 1) takenBack: number;
  @Count('Those that stay because another caller changed them later.') conflicts: number;
  @Count('Those that stay because of a rule.') kept: number;
  @Count('Customers that were left as they are.') refused: number;
  @ShownText(
    'Names what this part does. Send it with the same fields to take the changes back.',
    'kq3Yv0pQ0m0Jt0bS2H2u9gQk7n5a3X1cZ8e6W4r2T0s',
    { max: LONGEST_DIGEST },
  )
  digest: string;
  @ApiProperty({
    type: [RevertedCustomerOutput],
    maxItems: MOST_PER_PART,
    description: 'The dry run: all customers of this part. Otherwise those with something that was not taken back.',
  })
  data: RevertedCustomerOutput[];
  @ApiProperty({
    type: String,
    nullable: true,
    maxLength: 100,
    description: 'The cursor of the next part, for `after`. Null after the last part.',
    example: null,
  })
  next: string | null;
}

export const fromRevert = ({ actor, requestId, from, to, customers, after, limit, digest }: RevertInput) => ({
  selection: {
    actor,
    requestId: requestId ?? undefined,
    from: from === undefined ? undefined : exactMoment(from),
    to: to === undefined ? undefined : exactMoment(to),
    customers: customers?.map(idFrom),
  } as Selection,
  digest: digest ?? undefined,
  after: after === undefined ? undefined : placeIn(after),
  limit: limit ?? DEFAULT_LIMIT,
});

export const toRevert = ({ data, next, ...part }: RevertPart, isApplied: boolean): RevertOutput => ({
  isApplied,
  selected: part.selected,
  customers: part.customers,
  takenBack: part.takenBack,
  conflicts: part.conflicts,
  kept: part.kept,
  refused: part.refused,
  digest: part.digest,
  data: data.map(toRevertedCustomer),
  next: next && cursorOf(next),
});

const toRevertedCustomer = ({ customerId, fate, refused, fields }: RevertedCustomer): RevertedCustomerOutput => ({
  id: String(customerId),
  fate,
  refused: refused ?? null,
  fields: fields.map(toRevertedField),
});

function toRevertedField({ record, recordId, field, outcome, reason, by, ...values }: RevertedField) {
  const shown = (value: unknown) => (field === null ? toRow(value) : toValue(field, value));
  return {
    record: toRecordWord(record),
    recordId: String(recordId),
    field,
    outcome,
    reason: reason ?? null,
    by: by ? { actor: by.actor, at: new Date(by.at).toISOString() } : null,
    before: shown(values.before),
    left: shown(values.left),
    now: shown(values.now),
  };
}

const toRow = (row: unknown): unknown =>
  row === null ? null : Object.fromEntries(Object.entries(row as object).map(([key, one]) => [key, toValue(key, one)]));

function cursorOf({ turn, id }: RevertPlace): string {
  return Buffer.from(`${turn} ${id}`).toString('base64url');
}

function placeIn(cursor: string): RevertPlace {
  const [, turn, digits = ''] = /^([0-3]) (\d+)$/.exec(Buffer.from(cursor, 'base64url').toString()) ?? [];
  const id = idFrom(digits);
  if (turn === undefined || id === NO_ID)
    throw invalidField('after', 'cursor', 'is no cursor that a revert has answered');
  return { turn: Number(turn), id };
}
