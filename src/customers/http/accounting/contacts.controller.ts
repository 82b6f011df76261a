import { Controller, Get, Patch } from '@nestjs/common';
import { ApiOperation } from '@nestjs/swagger';
import { Reads, Writes } from '../../../auth/access.js';
import { InTenant } from '../../../auth/principal.js';
import { accounting } from '../../../contracts/accounting.js';
import { Answers, AnswersList, Refuses } from '../../../contracts/answers.js';
import { Chapter } from '../../../contracts/chapter.js';
import { Id, Ref } from '../../../contracts/id.js';
import { Query } from '../../../contracts/input.js';
import { withShownIds } from '../../../contracts/request-ids.js';
import { LeadsTo } from '../../../contracts/links.js';
import { Speaks } from '../../../contracts/speaks.js';
import type { TenantId } from '../../../engine/tenant-database/index.js';
import type { RecordRef } from '../../../own-ids.js';
import type { Rows } from '../../../rows.js';
import { CustomersService } from '../../customers.service.js';
import { MOST_FOUND } from '../../mentions.js';
import { CustomerOutput } from './accounting.dto.js';
import {
  ActivatedOutput,
  alreadyActive,
  alreadyInactive,
  AutoCompleteQuery,
  ContactOutput,
  toContact,
} from './contacts.dto.js';
import { ACCOUNTING_VIEW, toCustomer } from './words.js';

const MOST = 10;

@Speaks(accounting)
@Chapter('Contacts', 'Customers, by the name that they share with vendors.')
@Controller('api/contacts')
export class AccountingContactsController {
  constructor(private readonly customers: CustomersService) {}

  @Get('auto-complete')
  @Reads('customers:read')
  @AnswersList(ContactOutput, MOST)
  @LeadsTo(['getContact', 'activateContact', 'inactivateContact'], { id: '/0/id' })
  @ApiOperation({
    operationId: 'autoCompleteContacts',
    summary: 'Suggest customers for an incomplete name',
    description:
      `At most ${MOST} active customers: first those whose name begins with the keyword, then by name. Of words that ` +
      `more than ${MOST_FOUND} customers have, only names that begin with the keyword. If no name has the words, names ` +
      'with one typing error in a word of five letters or more, with `isSimilar`.',
  })
  async autoComplete(
    @InTenant() tenant: TenantId,
    @Query(AutoCompleteQuery) { keyword = '' }: AutoCompleteQuery,
  ): Promise<Rows<ContactOutput>> {
    const { rows, isSimilar } = await this.customers.suggest(tenant, keyword, MOST, ACCOUNTING_VIEW);
    return rows.map((row) => toContact(row, isSimilar));
  }

  @Get(':id')
  @Reads('customers:read')
  @Answers(200, CustomerOutput)
  @ApiOperation({
    operationId: 'getContact',
    summary: 'Read a customer as a contact',
    description: 'The answer is that of `GET /api/customers/{id}`.',
  })
  async get(@InTenant() tenant: TenantId, @Ref('customer') id: RecordRef): Promise<CustomerOutput> {
    return toCustomer(await this.customers.get(tenant, id, ACCOUNTING_VIEW));
  }

  @Patch(':id/activate')
  @Writes('customers:write')
  @Answers(200, ActivatedOutput)
  @Refuses(alreadyActive())
  @ApiOperation({ operationId: 'activateContact', summary: 'Make a customer active' })
  async activate(@InTenant() tenant: TenantId, @Id('customer') id: number): Promise<ActivatedOutput> {
    if (!(await this.customers.activate(tenant, id))) throw alreadyActive();
    return { ...(await withShownIds({ id }, { id: 'customer' })), activated: true };
  }

  // `activated` here too: the modelled API says only that a change was made.
  @Patch(':id/inactivate')
  @Writes('customers:write')
  @Answers(200, ActivatedOutput)
  @Refuses(alreadyInactive())
  @ApiOperation({ operationId: 'inactivateContact', summary: 'Make a customer inactive' })
  async inactivate(@InTenant() tenant: TenantId, @Id('customer') id: number): Promise<ActivatedOutput> {
    if (!(await this.customers.inactivate(tenant, id))) throw alreadyInactive();
    return { ...(await withShownIds({ id }, { id: 'customer' })), activated: true };
  }
}
