import { Module } from '@nestjs/common';
import { CustomersModule } from '../customers/customers.module.js';
import { ContactPersonsRepository } from './contact-persons.repository.js';
import { ContactPersonsService } from './contact-persons.service.js';
import { BillingUsersController } from './http/billing/billing.controller.js';
import { MainContacts } from './main-contact.js';

@Module({
  imports: [CustomersModule],
  controllers: [BillingUsersController],
  providers: [ContactPersonsRepository, ContactPersonsService, MainContacts],
  exports: [ContactPersonsService],
})
export class ContactPersonsModule {}
