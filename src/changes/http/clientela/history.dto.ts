import { ApiProperty, ApiSchema } from '@nestjs/swagger';
import { Moment, QueryText, QueryWhole, Word } from '../../../contracts/fields.js';
import { idFrom, NO_ID } from '../../../contracts/id-text.js';
import { exactMoment } from '../../../contracts/iso-time.js';
import { MOST_PER_PAGE, NextCursor } from '../../../contracts/short-lists.js';
import { invalidField } from '../../../problem.js';
import type { HistoryPage, HistoryQuery } from '../../history.service.js';
import { ChangeOutput, fromRecordWord, RECORD_WORDS, toChange } from './words.js';

const DEFAULT_LIMIT = 50;

const Time = (description: string) => Moment({ nullable: false, description, example: '2024-01-15T10:30:00Z' });

export class ListChangesQuery {
  @QueryText({
    max: 100,
    description: 'Only changes of this field, as the record calls it.',
    example: 'displayName',
  })
  field?: string;
  @Word({
    words: RECORD_WORDS,
    nullable: false,
    description: 'Only changes of records of this kind.',
    example: 'customer',
  })
  record?: string;
  @QueryText({ max: 200, description: 'Only changes by this caller.', example: 'key:9' }) actor?: string;
  @QueryText({ max: 100, description: 'Only changes through this contract.', example: 'billing' }) contract?: string;
  @Time('Only changes at this time or later.') from?: string;
  @Time('Only changes before this time.') to?: string;
  @QueryText({ max: 100, description: 'The `next` of the page before.', example: cursorOf(1) }) after?: string;
  @QueryWhole({ min: 1, max: MOST_PER_PAGE, fallback: DEFAULT_LIMIT, description: 'Changes per page.' }) limit?: number;
}

@ApiSchema({ description: 'A page of the history of a customer.' })
export class HistoryOutput {
  @ApiProperty({ type: [ChangeOutput], maxItems: MOST_PER_PAGE, description: 'The changes, the newest first.' })
  data: ChangeOutput[];
  @NextCursor() next: string | null;
}

export const fromListChanges = (
  { record, from, to, after, ...query }: ListChangesQuery,
  mayReadLedger: boolean,
): HistoryQuery => ({
  ...query,
  limit: query.limit ?? DEFAULT_LIMIT,
  record: record === undefined ? undefined : fromRecordWord(record),
  from: from === undefined ? undefined : exactMoment(from),
  to: to === undefined ? undefined : exactMoment(to),
  after: after === undefined ? undefined : placeIn(after),
  mayReadLedger,
});

export const toHistory = ({ entries, next }: HistoryPage): HistoryOutput => ({
  data: entries.map(toChange),
  next: next === null ? null : cursorOf(next),
});

function cursorOf(place: number): string {
  return Buffer.from(`before ${place}`).toString('base64url');
}

function placeIn(cursor: string): number {
  const place = idFrom(/^before (\d+)$/.exec(Buffer.from(cursor, 'base64url').toString())?.[1] ?? '');
  if (place === NO_ID) throw invalidField('after', 'cursor', 'is no cursor that a list has answered');
  return place;
}
