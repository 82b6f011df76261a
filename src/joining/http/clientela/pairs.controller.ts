import { Controller, Get, Post } from '@nestjs/common';
import { ApiOperation } from '@nestjs/swagger';
import { Reads, Writes } from '../../../auth/access.js';
import { Caller, InTenant } from '../../../auth/principal.js';
import type { Principal } from '../../../auth/principal.js';
import { Answers, Refuses } from '../../../contracts/answers.js';
import { Chapter } from '../../../contracts/chapter.js';
import { CLIENTELA, clientela } from '../../../contracts/clientela.js';
import { type Item, Items, Query } from '../../../contracts/input.js';
import { LeadsTo } from '../../../contracts/links.js';
import { Speaks } from '../../../contracts/speaks.js';
import type { TenantId } from '../../../engine/tenant-database/index.js';
import { notFound } from '../../../problem.js';
import { PairsService } from '../../pairs.service.js';
import {
  DecidedOutput,
  DecisionInput,
  fromDecisions,
  fromListPairs,
  ListPairsQuery,
  MOST_DECISIONS,
  PairListOutput,
  PairSearchOutput,
  toPairPage,
} from './pairs.dto.js';

/** How long a search may take. A client sends another one as long as customers are left. */
const SECONDS = 5;

@Speaks(clientela)
@Chapter('Pairs', 'Customers that the tenant may have twice.')
@Controller(`${CLIENTELA}/pairs`)
export class PairsController {
  constructor(private readonly pairs: PairsService) {}

  @Get()
  @Reads('customers:read')
  @Answers(200, PairListOutput)
  @LeadsTo(['getCustomer'], { id: '/data/0/oneId' })
  @ApiOperation({
    operationId: 'listPairs',
    summary: 'List pairs of customers that may be one',
    description:
      'Without `decision`: the pairs that wait for one, with a score from the tenant’s `reviewAt` on. ' +
      'The highest score of the last search comes first. The evidence is that of now.',
  })
  async list(@InTenant() tenant: TenantId, @Query(ListPairsQuery) query: ListPairsQuery): Promise<PairListOutput> {
    return toPairPage(await this.pairs.list(tenant, fromListPairs(query)));
  }

  @Post()
  @Writes('customers:write')
  @Answers(200, DecidedOutput)
  @Refuses(notFound('customer'))
  @ApiOperation({
    operationId: 'decidePairs',
    summary: 'Say of pairs whether they are one customer',
    description:
      'All decisions are kept, or none if one is refused. Imports and later searches respect them. ' +
      'A decision merges nothing.',
  })
  async decide(
    @Caller() { tenant, caller }: Principal,
    @Items(DecisionInput, { most: MOST_DECISIONS }) items: Item<DecisionInput>[],
  ): Promise<DecidedOutput> {
    const decisions = fromDecisions(items);
    await this.pairs.decide(tenant.id, decisions, caller);
    return { decided: decisions.length };
  }

  @Post('search')
  @Writes('customers:write')
  @Answers(200, PairSearchOutput)
  @ApiOperation({
    operationId: 'searchPairs',
    summary: 'Look for pairs of customers that may be one',
    description:
      'It looks at customers that were added or changed since the last search, for at most some seconds. ' +
      'If `left` is not 0, send it again.',
  })
  async search(@InTenant() tenant: TenantId): Promise<PairSearchOutput> {
    return this.pairs.search(tenant, SECONDS);
  }
}
