import { Module } from '@nestjs/common';
import { AuthModule } from '../auth/auth.module.js';
import { CompanyNamesModule } from '../company-names/company-names.module.js';
import { ContactPersonsModule } from '../contact-persons/contact-persons.module.js';
import { CustomersModule } from '../customers/customers.module.js';
import { EmailsModule } from '../emails/emails.module.js';
import { PhonesModule } from '../phones/phones.module.js';
import { ChangedRecords } from '../database/changed-records.js';
import { ChangesRepository } from './changes.repository.js';
import { ChangesSinceService } from './changes-since.service.js';
import { HistoryController } from './http/clientela/history.controller.js';
import { RevertsController } from './http/clientela/reverts.controller.js';
import { StatisticsController } from './http/clientela/statistics.controller.js';
import { HistoryService } from './history.service.js';
import { ReversalChecks } from './reversal-checks.js';
import { ReversalWriter } from './reversal-writer.js';
import { RevertsService } from './reverts.service.js';
import { StatisticsService } from './statistics.service.js';

@Module({
  imports: [AuthModule, CustomersModule, EmailsModule, PhonesModule, CompanyNamesModule, ContactPersonsModule],
  controllers: [HistoryController, RevertsController, StatisticsController],
  providers: [
    ChangedRecords,
    ChangesRepository,
    ChangesSinceService,
    HistoryService,
    ReversalChecks,
    ReversalWriter,
    RevertsService,
    StatisticsService,
  ],
  exports: [ChangesSinceService, HistoryService, RevertsService],
})
export class ChangesModule {}
