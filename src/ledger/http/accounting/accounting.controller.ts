import { Controller, Get, Post } from '@nestjs/common';
import { ApiOperation } from '@nestjs/swagger';
import { Reads, Writes } from '../../../auth/access.js';
import { InTenant } from '../../../auth/principal.js';
import { accounting } from '../../../contracts/accounting.js';
import { Answers, Refuses } from '../../../contracts/answers.js';
import { Chapter } from '../../../contracts/chapter.js';
import { renamesOf } from '../../../contracts/footprint.js';
import { Id, Ref } from '../../../contracts/id.js';
import { Fields, Query } from '../../../contracts/input.js';
import { renaming } from '../../../contracts/renaming.js';
import { showing } from '../../../contracts/request-ids.js';
import { PresentOnly } from '../../../contracts/versioned.js';
import { LeadsTo } from '../../../contracts/links.js';
import { Speaks } from '../../../contracts/speaks.js';
import type { TenantId } from '../../../engine/tenant-database/index.js';
import type { RecordRef } from '../../../own-ids.js';
import { duplicate } from '../../../problem.js';
import { LedgerService } from '../../ledger.service.js';
import { spelling } from '../../../customers/http/accounting/accounting.dto.js';
import { ACCOUNTING_FOOTPRINT } from '../../../customers/http/accounting/words.js';
import {
  CreateLedgerEntryInput,
  fromLedgerEntry,
  LedgerEntryOutput,
  LedgerOutput,
  toLedger,
  toLedgerEntry,
} from './accounting.dto.js';
import { PageQuery, rowsOf } from '../../../customers/http/accounting/page.js';

const referenceTaken = duplicate('reference', 'This reference is already in the ledger.', {
  subject: 'ledger_entry',
  reason: 'REFERENCE_TAKEN',
});

const shown = showing({ id: 'ledger_entry', customerId: 'customer', payerId: 'customer' });

@Speaks(accounting)
@Chapter('Ledger', 'The entries that a balance is the sum of.')
@Controller('api/customers/:id/ledger-entries')
export class AccountingLedgerController {
  constructor(private readonly ledger: LedgerService) {}

  @Get()
  @PresentOnly()
  @Reads('ledger:read')
  @Answers(200, LedgerOutput)
  @ApiOperation({
    operationId: 'listLedgerEntries',
    summary: 'List the ledger entries behind a balance',
    description: 'Oldest first.',
  })
  async list(
    @InTenant() tenant: TenantId,
    @Ref('customer') id: RecordRef,
    @Query(PageQuery, { spelling }) page: PageQuery,
  ): Promise<LedgerOutput> {
    const [entries, total] = await this.ledger.list(tenant, id, rowsOf(page));
    return toLedger(entries, total, page);
  }

  @Post()
  @Writes('ledger:write')
  @Answers(201, LedgerEntryOutput)
  @Refuses(referenceTaken)
  @LeadsTo(['getCustomer', 'listLedgerEntries'], { id: '/customerId' })
  @ApiOperation({
    operationId: 'addLedgerEntry',
    summary: 'Add a ledger entry',
    description: 'Entries are added, never changed.',
  })
  async add(
    @InTenant() tenant: TenantId,
    @Id('customer') id: number,
    @Fields(CreateLedgerEntryInput, { spelling, names: { payerId: 'customer' } }) input: CreateLedgerEntryInput,
  ): Promise<LedgerEntryOutput> {
    const recorded = this.ledger.record(tenant, id, fromLedgerEntry(input));
    return toLedgerEntry(await shown(recorded.catch(renaming(renamesOf(ACCOUNTING_FOOTPRINT)))));
  }
}
