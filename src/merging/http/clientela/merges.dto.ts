import { ApiProperty, ApiSchema } from '@nestjs/swagger';
import {
  LONGEST_CALLER,
  LONGEST_FIELD,
  LONGEST_WORD,
  RECORD_WORDS,
  ShownValue,
  toRecordWord,
  toValue,
} from '../../../changes/http/clientela/words.js';
import { Example } from '../../../contracts/example.js';
import { IdText, QueryText, QueryWhole, ShownId, ShownText, Text, Texts } from '../../../contracts/fields.js';
import { idFrom } from '../../../contracts/id-text.js';
import { cursorOf, idIn, MOST_PER_PAGE, NextCursor } from '../../../contracts/short-lists.js';
import { MOST_OF_REFUSAL } from '../../../problem.js';
import type { ListedMerge } from '../../merges.repository.js';
import type { Merge, MergeRequest, Unmerge } from '../../merging.service.js';

const DEFAULT_LIMIT = 50;
const MOST_FIELDS = 100;
/** A chosen field that does not exist is named as it came. */
const LONGEST_CHOICE = 100;
const LONGEST_DIGEST = 32;
const FIELD_RULES = ['into', 'gone', 'only', 'both', 'locked'] as const;
const REASONS = ['changed', 'removed', 'added', 'twin', 'joined', 'pointer', 'cycle', 'shared', 'erased'] as const;

export class ListMergesQuery {
  @IdText({ nullable: false, description: 'Only merges of this customer, whichever of the two it is.', example: '42' })
  customerId?: string;
  @QueryText({ max: 100, description: 'The `next` of the page before.', example: cursorOf(7) }) after?: string;
  @QueryWhole({ min: 1, max: MOST_PER_PAGE, fallback: DEFAULT_LIMIT, description: 'Merges per page.' }) limit?: number;
}

@ApiSchema({ description: 'Two customers that are one.' })
@Example('The dry run', { intoId: '42', goneId: '57' })
export class MergeInput {
  @IdText({ required: true, description: 'The customer that stays.', example: '42' }) intoId: string;
  @IdText({ required: true, description: 'The customer that becomes a part of it.', example: '57' }) goneId: string;
  @Texts({
    max: LONGEST_CHOICE,
    most: MOST_FIELDS,
    nullable: false,
    description: 'Fields that get the value of the customer that goes. Otherwise, the one that stays keeps its values.',
    example: ['website'],
  })
  take?: string[];
  @Text({ max: 100, description: 'The digest of the dry run. With it, the customers are merged.', example: null })
  digest?: string | null;
}

@ApiSchema({ description: 'What is to be undone.' })
@Example('The dry run', {})
export class UndoMergeInput {
  @Text({ max: 100, description: 'The digest of the dry run. With it, the merge is undone.', example: null })
  digest?: string | null;
}

@ApiSchema({ description: 'A field in which the two customers differ.' })
export class MergedFieldOutput {
  @ShownText('The field, as the record calls it.', 'website', { max: LONGEST_FIELD }) field: string;
  @ShownValue('The value of the customer that stays.', 'https://acme.example') into: unknown;
  @ShownValue('The value of the customer that goes.', 'https://acme.test') gone: unknown;
  @ShownValue('The value of the merged customer.', 'https://acme.example') value: unknown;
  @ApiProperty({
    enum: FIELD_RULES,
    description:
      '`into`, `gone`: it is the value of the one that stays, or of the one that goes. `only`: only the one that ' +
      'goes has a value. `both`: the sum of both. `locked`: a locked record keeps its place.',
    example: 'into',
  })
  rule: string;
}

@ApiSchema({ description: 'A record of the customer that goes.' })
export class MergedRecordOutput {
  @ApiProperty({ enum: RECORD_WORDS, description: 'The kind of record.', example: 'email' }) record: string;
  @ShownId('record') id: string;
  @ApiProperty({
    type: String,
    nullable: true,
    pattern: '^[1-9][0-9]{0,15}$',
    maxLength: 16,
    description: 'The equal record of the customer that stays. Null: the record moves.',
    example: null,
  })
  equalId: string | null;
}

@ApiSchema({ description: 'A reason why the two cannot be merged.' })
export class MergeRefusalOutput {
  @ShownText('The reason, as one word.', 'CURRENCY', { max: LONGEST_WORD }) reason: string;
  @ShownText('The field that it is about.', 'currency', { max: LONGEST_CHOICE }) field: string;
  @ShownText('The reason in words.', 'currency must be the same for both customers', { max: MOST_OF_REFUSAL.detail })
  message: string;
}

const Count = (description: string, example: number) =>
  ApiProperty({ type: 'integer', minimum: 0, description, example });

const Digest = () =>
  ShownText('Names what this does. Send it with the same fields to do it.', 'kq3Yv0pQ0m0Jt0bS2H2u9gQk7n5a3X1c', {
    max: LONGEST_DIGEST,
  });

const Children = (description: string) =>
  ApiProperty({ type: [String], items: { type: 'string', maxLength: 16 }, description, example: ['58'] });

@ApiSchema({ description: 'A merge: its dry run, or what was done.' })
export class MergeOutput {
  @ShownId('merge', { nullable: true }) id: string | null;
  @ApiProperty({ description: 'Whether the customers were merged. False: this is the dry run.', example: false })
  isApplied: boolean;
  @ShownId('customer that stays') intoId: string;
  @ShownId('customer that goes') goneId: string;
  @ApiProperty({ type: [MergedFieldOutput], description: 'Fields in which the two differ.' })
  fields: MergedFieldOutput[];
  @ApiProperty({ type: [MergedRecordOutput], description: 'The records of the customer that goes.' })
  records: MergedRecordOutput[];
  @Children('Customers that get the one that stays as their parent.') children: string[];
  @Count('Entries of the ledger that follow.', 3) ledgerEntries: number;
  @ApiProperty({ type: [MergeRefusalOutput], description: 'Why the two cannot be merged. Empty if they can.' })
  refusals: MergeRefusalOutput[];
  @Digest() digest: string;
}

@ApiSchema({ description: 'Something that is not as it was before the merge.' })
export class NotRestoredOutput {
  @ApiProperty({ enum: RECORD_WORDS, description: 'The kind of record.', example: 'email' }) record: string;
  @ShownId('record') id: string;
  @ShownText('The field. Null for the whole record.', null, { max: LONGEST_FIELD, nullable: true })
  field: string | null;
  @ApiProperty({
    enum: REASONS,
    description:
      '`changed`: it was changed since, and stays. `removed`: it was removed since. `added`: it came since, and stays ' +
      'with the customer that stays. `twin`: the other customer has an equal one. `joined`: it stood for an equal one ' +
      'and was changed since. `pointer`: what it pointed at belongs to the other customer. `cycle`: a parent would be ' +
      'below itself. `shared`: it stands for an equal one of another merged customer, which stays with that one. `erased`: personal data was erased since.',
    example: 'changed',
  })
  reason: string;
}

@ApiSchema({ description: 'The undoing of a merge: its dry run, or what was done.' })
export class UndoMergeOutput {
  @ShownId('merge') id: string;
  @ApiProperty({ description: 'Whether the merge was undone. False: this is the dry run.', example: false })
  isApplied: boolean;
  @ShownId('customer that stayed') intoId: string;
  @ShownId('customer that comes back') goneId: string;
  @ApiProperty({ type: [MergedRecordOutput], description: 'The records that go back, with all edits since.' })
  records: MergedRecordOutput[];
  @Children('Customers that get the one that comes back as their parent.') children: string[];
  @Count('Entries of the ledger that go back.', 3) ledgerEntries: number;
  @ApiProperty({ type: [NotRestoredOutput], description: 'What is not as it was before the merge.' })
  notRestored: NotRestoredOutput[];
  @Digest() digest: string;
}

@ApiSchema({ description: 'A merge.' })
export class ListedMergeOutput {
  @ShownId('merge') id: string;
  @ShownId('customer that stays') intoId: string;
  @ShownId('customer that went') goneId: string;
  @ApiProperty({ format: 'date-time', description: 'When.', example: '2024-01-15T10:30:00.000Z' }) mergedAt: string;
  @ShownText('Who has merged them: `user:7` or `key:9`.', 'user:7', { max: LONGEST_CALLER }) mergedBy: string;
  @ApiProperty({
    type: String,
    format: 'date-time',
    nullable: true,
    description: 'When it was undone. Null: it stands.',
    example: null,
  })
  undoneAt: string | null;
}

@ApiSchema({ description: 'A page of merges.' })
export class MergeListOutput {
  @ApiProperty({ type: [ListedMergeOutput], maxItems: MOST_PER_PAGE, description: 'The merges, the newest first.' })
  data: ListedMergeOutput[];
  @NextCursor() next: string | null;
}

export const fromMerge = ({ intoId, goneId, take = [] }: MergeInput): MergeRequest => ({
  intoId: idFrom(intoId),
  goneId: idFrom(goneId),
  take,
});

export const fromListMerges = ({ customerId, after, limit = DEFAULT_LIMIT }: ListMergesQuery) => ({
  customer: customerId === undefined ? null : idFrom(customerId),
  before: after === undefined ? null : idIn(after),
  limit,
});

export const toMergeList = (rows: readonly ListedMerge[], limit: number): MergeListOutput => ({
  data: rows.slice(0, limit).map(toListedMerge),
  next: rows.length > limit ? cursorOf(rows[limit - 1]!.id) : null,
});

const toListedMerge = ({ id, intoId, goneId, mergedAt, mergedBy, undoneAt }: ListedMerge): ListedMergeOutput => ({
  id: String(id),
  intoId: String(intoId),
  goneId: String(goneId),
  mergedAt: mergedAt.toISOString(),
  mergedBy,
  undoneAt: undoneAt && undoneAt.toISOString(),
});

/** Balances are shown to those who may read the ledger. */
export function toMerge(merge: Merge, mayReadLedger: boolean): MergeOutput {
  const { moved } = merge;
  const shown = merge.fields.filter(({ isOfLedger }) => mayReadLedger || !isOfLedger);
  return {
    id: merge.id === null ? null : String(merge.id),
    isApplied: merge.id !== null,
    intoId: String(merge.intoId),
    goneId: String(merge.goneId),
    fields: shown.map(({ field, into, gone, value, rule }) => ({
      field,
      into: toValue(field, into),
      gone: toValue(field, gone),
      value: toValue(field, value),
      rule,
    })),
    records: [
      ...moved.records.map(({ kind, id }) => ({ record: toRecordWord(kind), id: String(id), equalId: null })),
      ...moved.joined.map(({ kind, id, into }) => ({
        record: toRecordWord(kind),
        id: String(id),
        equalId: String(into),
      })),
    ],
    children: merge.children.map(String),
    ledgerEntries: merge.entries,
    refusals: merge.refusals.map(({ reason, field, message }) => ({ reason, field, message: `${field} ${message}` })),
    digest: merge.digest,
  };
}

export const toUndoMerge = (undo: Unmerge, isApplied: boolean): UndoMergeOutput => ({
  id: String(undo.id),
  isApplied,
  intoId: String(undo.intoId),
  goneId: String(undo.goneId),
  records: undo.returned.map(({ kind, id }) => ({ record: toRecordWord(kind), id: String(id), equalId: null })),
  children: undo.children.map(String),
  ledgerEntries: undo.entries,
  notRestored: undo.notRestored.map(({ record, id, field, reason }) => ({
    record: toRecordWord(record),
    id: String(id),
    field,
    reason,
  })),
  digest: undo.digest,
});
