import { Module } from '@nestjs/common';
import { AuthModule } from '../auth/auth.module.js';
import { ChangesModule } from '../changes/changes.module.js';
import { CompanyNamesModule } from '../company-names/company-names.module.js';
import { ContactPersonsModule } from '../contact-persons/contact-persons.module.js';
import { CustomersModule } from '../customers/customers.module.js';
import { CustomerCardsModule } from '../customer-cards/customer-cards.module.js';
import { EmailsModule } from '../emails/emails.module.js';
import { ErasureModule } from '../erasure/erasure.module.js';
import { PhonesModule } from '../phones/phones.module.js';
import { CreationRepository } from './creation.repository.js';
import { ExportsService } from './exports.service.js';
import { contactsSource } from './http/contacts/source.js';
import { accountingSource } from './http/accounting/source.js';
import { billingSource } from './http/billing/source.js';
import { clientelaSource } from './http/clientela/source.js';
import { clientsSource } from './http/clients/source.js';
import { erpSource } from './http/erp/source.js';
import { contactsPuller } from './http/contacts/puller.js';
import { accountingPuller } from './http/accounting/puller.js';
import { billingPuller } from './http/billing/puller.js';
import { clientelaPuller } from './http/clientela/puller.js';
import { clientsPuller } from './http/clients/puller.js';
import { erpPuller } from './http/erp/puller.js';
import { ImportsController } from './http/clientela/imports.controller.js';
import { ExportController } from './http/clientela/export.controller.js';
import { ImportWorker } from './import-worker.js';
import { ImportsRepository } from './imports.repository.js';
import { ImportsService } from './imports.service.js';
import { JoiningModule } from '../joining/joining.module.js';
import { ImportPorts } from './joining.js';
import { JoiningByEvidence } from './joining-by-evidence.js';
import { NumberedCreation } from './numbered-creation.js';
import { PlanningService } from './planning.service.js';
import { Pullers } from './pullers.js';
import { PullingService } from './pulling.service.js';
import { RunFigures } from './run-figures.js';
import { RunRepository } from './run.repository.js';
import { RunningService } from './running.service.js';
import { Sources } from './sources.js';
import { StagedCopy } from './staged-copy.js';
import { StagedRowsRepository } from './staged-rows.repository.js';
import { StagingService } from './staging.service.js';
import { UndoRepository } from './undo.repository.js';
import { UndoingService } from './undoing.service.js';
import { UpdatingRepository } from './updating.repository.js';
import { UpdatingService } from './updating.service.js';
import { ImportWork } from './work.service.js';

const SOURCES = [contactsSource, billingSource, clientsSource, erpSource, accountingSource, clientelaSource];
const PULLERS = [contactsPuller, billingPuller, clientsPuller, erpPuller, accountingPuller, clientelaPuller];

@Module({
  imports: [
    AuthModule,
    ChangesModule,
    CustomerCardsModule,
    CustomersModule,
    EmailsModule,
    PhonesModule,
    CompanyNamesModule,
    ContactPersonsModule,
    ErasureModule,
    JoiningModule,
  ],
  controllers: [ExportController, ImportsController],
  providers: [
    CreationRepository,
    ExportsService,
    ImportPorts,
    ImportWork,
    ImportWorker,
    ImportsRepository,
    ImportsService,
    JoiningByEvidence,
    NumberedCreation,
    PlanningService,
    PullingService,
    RunFigures,
    RunRepository,
    RunningService,
    StagedCopy,
    StagedRowsRepository,
    StagingService,
    UndoRepository,
    UndoingService,
    UpdatingRepository,
    UpdatingService,
    { provide: Pullers, useValue: new Pullers(PULLERS) },
    { provide: Sources, useValue: new Sources(SOURCES) },
  ],
  exports: [ExportsService, ImportPorts, ImportsService],
})
export class ImportsModule {}
