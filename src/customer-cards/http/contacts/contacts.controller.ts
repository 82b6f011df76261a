import { Controller, Get } from '@nestjs/common';
import { ApiOperation } from '@nestjs/swagger';
import { Reads } from '../../../auth/access.js';
import { InTenant } from '../../../auth/principal.js';
import { Answers } from '../../../contracts/answers.js';
import { Chapter } from '../../../contracts/chapter.js';
import { contacts } from '../../../contracts/contacts.js';
import { ShowsRecord } from '../../../contracts/face.js';
import { Ref } from '../../../contracts/id.js';
import { LeadsTo } from '../../../contracts/links.js';
import { Speaks } from '../../../contracts/speaks.js';
import { CONTACTS_VIEW } from '../../../customers/http/contacts/contacts.dto.js';
import type { TenantId } from '../../../engine/tenant-database/index.js';
import type { RecordRef } from '../../../own-ids.js';
import { CustomerCardsService } from '../../customer-cards.service.js';
import { CustomerCardOutput, toCustomerCard } from './contacts.dto.js';

@Speaks(contacts)
@Chapter('Customers')
@Controller('api/customers/getCustomers')
export class CustomerCardsController {
  constructor(private readonly cards: CustomerCardsService) {}

  @Get(':id')
  @ShowsRecord()
  @Reads('customers:read')
  @LeadsTo(['listEmails', 'addEmail', 'listPhones', 'addPhone', 'listCompanyNames', 'addCompanyName'])
  @ApiOperation({ operationId: 'getCustomer', summary: 'Read a customer with its emails, phones and company names' })
  @Answers(200, CustomerCardOutput)
  async get(@InTenant() tenant: TenantId, @Ref('customer') id: RecordRef): Promise<CustomerCardOutput> {
    return toCustomerCard(await this.cards.get(tenant, id, CONTACTS_VIEW));
  }
}
