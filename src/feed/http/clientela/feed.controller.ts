import { Controller, Get } from '@nestjs/common';
import { ApiOperation } from '@nestjs/swagger';
import { may, Reads } from '../../../auth/access.js';
import { Caller } from '../../../auth/principal.js';
import type { Principal } from '../../../auth/principal.js';
import { Answers, Refuses } from '../../../contracts/answers.js';
import { Chapter } from '../../../contracts/chapter.js';
import { CLIENTELA, clientela } from '../../../contracts/clientela.js';
import { Query } from '../../../contracts/input.js';
import { LeadsTo } from '../../../contracts/links.js';
import { Speaks } from '../../../contracts/speaks.js';
import { ChangedRecords } from '../../../database/changed-records.js';
import { startAgain } from '../../feed-cursor.js';
import { FeedService } from '../../feed.service.js';
import { DEFAULT_LIMIT, FeedOutput, FollowChangesQuery, NOW, toFeed } from './feed.dto.js';

@Speaks(clientela)
@Chapter('Changes')
@Controller(`${CLIENTELA}/changes`)
export class FeedController {
  constructor(
    private readonly feed: FeedService,
    private readonly records: ChangedRecords,
  ) {}

  @Get()
  @Reads('customers:read')
  @Answers(200, FeedOutput)
  @Refuses(startAgain())
  @LeadsTo(['getCustomer'], { id: '/data/0/customerId' })
  @ApiOperation({
    operationId: 'followChanges',
    summary: 'Follow the changes of all customers',
    description:
      'Nothing appears behind a cursor that was given out. A deleted customer is a change of the kind `deleted`. ' +
      'Changes that a caller has still to read are kept as long as it goes on to read. Balances and entries of the ' +
      'ledger need the permission `ledger:read`.',
  })
  async follow(
    @Caller() caller: Principal,
    @Query(FollowChangesQuery) { after, limit = DEFAULT_LIMIT, wait }: FollowChangesQuery,
  ): Promise<FeedOutput> {
    const { tenant, caller: consumer } = caller;
    if (after === NOW) return { data: [], next: await this.feed.now(tenant.id, consumer) };
    const page = await this.feed.read(tenant.id, { after, limit, wait, consumer });
    return toFeed(page, this.records, may(caller, 'ledger:read'));
  }
}
