import { Module } from '@nestjs/common';
import { AuthModule } from '../auth/auth.module.js';
import { ClashesRepository } from './clashes.repository.js';
import { ClashesService } from './clashes.service.js';
import { CustomerRules } from './customer-rules.js';
import { CustomerWriter } from './customer-writer.js';
import { CustomersRepository } from './customers.repository.js';
import { CustomersService } from './customers.service.js';
import { BillingCustomersController } from './http/billing/billing.controller.js';
import { AccountingBulkController } from './http/accounting/bulk.controller.js';
import { AccountingContactsController } from './http/accounting/contacts.controller.js';
import { AccountingCustomersController } from './http/accounting/accounting.controller.js';
import { ClientelaCustomersController } from './http/clientela/clientela.controller.js';
import { RestoredCustomersController } from './http/clientela/restore.controller.js';
import { ClientsController } from './http/clients/clients.controller.js';
import { ContactsCustomersController } from './http/contacts/contacts.controller.js';
import { ErpCustomersController } from './http/erp/erp.controller.js';
import { ContactPointStores } from './places.js';
import { CustomerPorts } from './ports.js';

@Module({
  imports: [AuthModule],
  controllers: [
    AccountingCustomersController,
    AccountingBulkController,
    BillingCustomersController,
    ClientelaCustomersController,
    RestoredCustomersController,
    ClientsController,
    ContactsCustomersController,
    ErpCustomersController,
  ],
  providers: [
    ClashesRepository,
    ClashesService,
    CustomerPorts,
    CustomerRules,
    CustomerWriter,
    CustomersRepository,
    CustomersService,
    ContactPointStores,
  ],
  exports: [CustomersService, CustomerWriter, CustomerPorts, CustomerRules, ContactPointStores],
})
export class CustomersModule {}

/** Documents list routes in the order of modules, and these come after those of the ledger. */
@Module({ imports: [CustomersModule], controllers: [AccountingContactsController] })
export class AccountingContactsModule {}
