import { Controller, Get } from '@nestjs/common';
import { ApiOperation } from '@nestjs/swagger';
import { Reads } from '../../../auth/access.js';
import { InTenant } from '../../../auth/principal.js';
import { Answers } from '../../../contracts/answers.js';
import { Chapter } from '../../../contracts/chapter.js';
import { CLIENTELA, clientela } from '../../../contracts/clientela.js';
import { Covers } from '../../../contracts/footprint.js';
import { ShowsRecord } from '../../../contracts/face.js';
import { Id, TEXT_ID } from '../../../contracts/id.js';
import { LeadsTo } from '../../../contracts/links.js';
import { Speaks } from '../../../contracts/speaks.js';
import type { TenantId } from '../../../engine/tenant-database/index.js';
import { CustomerCardsService } from '../../customer-cards.service.js';
import { CustomerCardOutput, toCard } from './clientela.dto.js';
import { CARD_VIEW, RECORDS_FOOTPRINT } from './words.js';

@Speaks(clientela)
@Covers(RECORDS_FOOTPRINT)
@Chapter('Customers')
@Controller(`${CLIENTELA}/customers`)
export class ClientelaCardsController {
  constructor(private readonly cards: CustomerCardsService) {}

  @Get(':id')
  @ShowsRecord()
  @Reads('customers:read')
  @Answers(200, CustomerCardOutput)
  @LeadsTo(['updateCustomer'], { 'If-Match': 'ETag' })
  @LeadsTo(['listCustomerChanges', 'listFaces'])
  @ApiOperation({ operationId: 'getCustomer', summary: 'Read a customer with all of its records' })
  async get(@InTenant() tenant: TenantId, @Id('customer', 'id', TEXT_ID) id: number): Promise<CustomerCardOutput> {
    const card = await this.cards.getWhole(tenant, id, CARD_VIEW);
    return toCard(card);
  }
}
