import { Controller, Get } from '@nestjs/common';
import { ApiOperation } from '@nestjs/swagger';
import { assertMay, Reads } from '../../../auth/access.js';
import { Caller } from '../../../auth/principal.js';
import type { Principal } from '../../../auth/principal.js';
import { Chapter } from '../../../contracts/chapter.js';
import { CLIENTELA, clientela } from '../../../contracts/clientela.js';
import { Query } from '../../../contracts/input.js';
import { AnswersLines, LinesAnswer } from '../../../contracts/lines-answer.js';
import { Speaks } from '../../../contracts/speaks.js';
import { ExportsService } from '../../exports.service.js';
import { ExportQuery } from './imports.dto.js';

@Speaks(clientela)
@Chapter('Imports')
@Controller(`${CLIENTELA}/export`)
export class ExportController {
  constructor(private readonly exports: ExportsService) {}

  @Get()
  @Reads('customers:read')
  @AnswersLines('All customers, one JSON object per line.')
  @ApiOperation({
    operationId: 'exportCustomers',
    summary: 'Read all customers in the words of a contract',
    description:
      'As an import of that contract reads them, all from one moment. An answer that breaks off is not complete: its ' +
      'connection is closed. It needs `ledger:read`, too.',
  })
  read(@Caller() caller: Principal, @Query(ExportQuery) { contract }: ExportQuery): LinesAnswer {
    assertMay(caller, 'ledger:read');
    return new LinesAnswer(this.exports.lines(caller.tenant.id, contract, 'ndjson'));
  }
}
