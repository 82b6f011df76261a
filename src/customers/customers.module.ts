import { Module } from '@nestjs/common';
import { AuthModule } from '../auth/auth.module.js';
import { ClashesService } from './clashes.service.js';
import { ContactPersonsRepository } from './contact-persons.repository.js';
import { ContactPersonsService } from './contact-persons.service.js';
import { CustomersRepository } from './customers.repository.js';
import { CustomersService } from './customers.service.js';
import { BillingCustomersController } from './http/billing/billing.controller.js';
import { AccountingBulkController } from './http/accounting/bulk.controller.js';
import { AccountingContactsController } from './http/accounting/contacts.controller.js';
import { BillingUsersController } from './http/billing/users.controller.js';
import { AccountingCustomersController } from './http/accounting/accounting.controller.js';
import { AccountingLedgerController } from './http/accounting/ledger.controller.js';
import { ClientsController } from './http/clients/clients.controller.js';
import { ContactsCustomersController } from './http/contacts/contacts.controller.js';
import { ErpCustomersController } from './http/erp/erp.controller.js';
import { LedgerRepository } from './ledger.repository.js';
import { LedgerService } from './ledger.service.js';
import { MainContacts } from './main-contact.js';
import { PlaceKeepers } from './places.js';

@Module({
  imports: [AuthModule],
  controllers: [
    AccountingCustomersController,
    AccountingBulkController,
    AccountingLedgerController,
    AccountingContactsController,
    BillingCustomersController,
    BillingUsersController,
    ClientsController,
    ContactsCustomersController,
    ErpCustomersController,
  ],
  providers: [
    ContactPersonsRepository,
    ContactPersonsService,
    ClashesService,
    CustomersRepository,
    CustomersService,
    LedgerRepository,
    LedgerService,
    MainContacts,
    PlaceKeepers,
  ],
  exports: [CustomersService, PlaceKeepers],
})
export class CustomersModule {}
