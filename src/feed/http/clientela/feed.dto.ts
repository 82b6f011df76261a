import { ApiProperty, ApiSchema } from '@nestjs/swagger';
import { ChangeOutput, toChange } from '../../../changes/http/clientela/words.js';
import { QueryText, QueryWhole, ShownId, ShownText } from '../../../contracts/fields.js';
import { MOST_PER_PAGE } from '../../../contracts/short-lists.js';
import type { ChangedRecords } from '../../../database/changed-records.js';
import type { FeedEvent } from '../../feed-event.js';
import type { FeedPage } from '../../feed.service.js';
import { LONGEST_WAIT } from '../../feed.service.js';

export const DEFAULT_LIMIT = 50;

const LONGEST_CURSOR = 200;

/** Stands for the cursor of what comes from now on. */
export const NOW = 'now';

export class FollowChangesQuery {
  @QueryText({
    max: LONGEST_CURSOR,
    description:
      'The `next` of the answer before. `now` answers a cursor for what comes from now on. When omitted, the feed begins ' +
      'with the oldest change that is kept.',
    example: NOW,
  })
  after?: string;
  @QueryWhole({ min: 1, max: MOST_PER_PAGE, fallback: DEFAULT_LIMIT, description: 'Changes per answer.' })
  limit?: number;
  @QueryWhole({
    max: LONGEST_WAIT,
    fallback: 0,
    description: 'For how many seconds the answer may wait for a change, if there is none.',
  })
  wait?: number;
}

@ApiSchema({ description: 'What one write changed of a customer.' })
export class FeedEventOutput extends ChangeOutput {
  @ShownText('The feed goes on after this change from here.', 'MS4xLjE', { max: LONGEST_CURSOR }) cursor: string;
  @ShownId('customer') customerId: string;
}

@ApiSchema({ description: 'Changes of customers, in an order that is final.' })
export class FeedOutput {
  @ApiProperty({ type: [FeedEventOutput], maxItems: MOST_PER_PAGE, description: 'The changes, the oldest first.' })
  data: FeedEventOutput[];
  @ShownText('Where the feed goes on, for `after`. Never null.', 'MS4xLjE', { max: LONGEST_CURSOR }) next: string;
}

/** Events that changed nothing but what the caller may not see are left out. */
export const toFeed = (
  { events, cursor }: FeedPage,
  shown: Pick<ChangedRecords, 'of'>,
  mayReadLedger: boolean,
): FeedOutput => ({ data: events.flatMap((event) => toEvent(event, shown, mayReadLedger)), next: cursor });

function toEvent(event: FeedEvent, shown: Pick<ChangedRecords, 'of'>, mayReadLedger: boolean): FeedEventOutput[] {
  const rows = event.records.map(({ id, ...row }) => ({ ...row, recordId: id }));
  const records = shown.of(rows, mayReadLedger);
  if (!records) return [];
  const { cursor, customerId, ...change } = event;
  return [{ cursor, customerId: String(customerId), ...toChange({ ...change, records }) }];
}
