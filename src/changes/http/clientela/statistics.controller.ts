import { Controller, Get } from '@nestjs/common';
import { ApiOperation } from '@nestjs/swagger';
import { Reads } from '../../../auth/access.js';
import { InTenant } from '../../../auth/principal.js';
import { Answers } from '../../../contracts/answers.js';
import { Chapter } from '../../../contracts/chapter.js';
import { CLIENTELA, clientela } from '../../../contracts/clientela.js';
import { Query } from '../../../contracts/input.js';
import { Speaks } from '../../../contracts/speaks.js';
import type { TenantId } from '../../../engine/tenant-database/index.js';
import { StatisticsService } from '../../statistics.service.js';
import { DEFAULT_DAYS, StatisticsOutput, StatisticsQuery, toStatistics } from './statistics.dto.js';

@Speaks(clientela)
@Chapter('Statistics', 'Figures of the tenant.')
@Controller(`${CLIENTELA}/statistics`)
export class StatisticsController {
  constructor(private readonly statistics: StatisticsService) {}

  @Get()
  @Reads('customers:read')
  @Answers(200, StatisticsOutput)
  @ApiOperation({
    operationId: 'getStatistics',
    summary: 'Count writes and customers by day',
    description: 'Writes are counted by the contract through which they came. The counts begin where changes are kept.',
  })
  async list(
    @InTenant() tenant: TenantId,
    @Query(StatisticsQuery) { days = DEFAULT_DAYS }: StatisticsQuery,
  ): Promise<StatisticsOutput> {
    return toStatistics(await this.statistics.days(tenant, days));
  }
}
