import { Controller, Get } from '@nestjs/common';
import { ApiOperation } from '@nestjs/swagger';
import { may, Reads } from '../../../auth/access.js';
import { Caller } from '../../../auth/principal.js';
import type { Principal } from '../../../auth/principal.js';
import { Answers } from '../../../contracts/answers.js';
import { Chapter } from '../../../contracts/chapter.js';
import { CLIENTELA, clientela } from '../../../contracts/clientela.js';
import { Id, TEXT_ID } from '../../../contracts/id.js';
import { Query } from '../../../contracts/input.js';
import { Speaks } from '../../../contracts/speaks.js';
import { Unversioned } from '../../../contracts/versioned.js';
import { HistoryService } from '../../history.service.js';
import { fromListChanges, HistoryOutput, ListChangesQuery, toHistory } from './history.dto.js';

@Speaks(clientela)
@Chapter('Changes', 'What was changed, by whom and when, and how it is taken back.')
@Controller(`${CLIENTELA}/customers`)
export class HistoryController {
  constructor(private readonly history: HistoryService) {}

  @Get(':id/changes')
  @Unversioned()
  @Reads('customers:read')
  @Answers(200, HistoryOutput)
  @ApiOperation({
    operationId: 'listCustomerChanges',
    summary: 'Read the history of a customer',
    description:
      'The newest change comes first. A deleted customer has a history, too. Balances and entries of the ledger need ' +
      'the permission `ledger:read`.',
  })
  async list(
    @Caller() caller: Principal,
    @Id('customer', 'id', TEXT_ID) id: number,
    @Query(ListChangesQuery) query: ListChangesQuery,
  ): Promise<HistoryOutput> {
    return toHistory(await this.history.of(caller.tenant.id, id, fromListChanges(query, may(caller, 'ledger:read'))));
  }
}
