import { Module } from '@nestjs/common';
import { CustomersModule } from '../customers/customers.module.js';
import { AccountingLedgerController } from './http/accounting/accounting.controller.js';
import { LedgerRepository } from './ledger.repository.js';
import { LedgerService } from './ledger.service.js';

@Module({
  imports: [CustomersModule],
  controllers: [AccountingLedgerController],
  providers: [LedgerRepository, LedgerService],
})
export class LedgerModule {}
