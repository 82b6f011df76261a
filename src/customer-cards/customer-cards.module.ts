import { Module } from '@nestjs/common';
import { CompanyNamesModule } from '../company-names/company-names.module.js';
import { ContactPersonsModule } from '../contact-persons/contact-persons.module.js';
import { CustomersModule } from '../customers/customers.module.js';
import { EmailsModule } from '../emails/emails.module.js';
import { PhonesModule } from '../phones/phones.module.js';
import { CustomerCardsService } from './customer-cards.service.js';
import { ClientelaCardsController } from './http/clientela/clientela.controller.js';
import { CustomerCardsController } from './http/contacts/contacts.controller.js';

@Module({
  imports: [CustomersModule, EmailsModule, PhonesModule, CompanyNamesModule, ContactPersonsModule],
  controllers: [ClientelaCardsController, CustomerCardsController],
  providers: [CustomerCardsService],
  exports: [CustomerCardsService],
})
export class CustomerCardsModule {}
