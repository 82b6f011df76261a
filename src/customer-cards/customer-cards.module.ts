import { Module } from '@nestjs/common';
import { CompanyNamesModule } from '../company-names/company-names.module.js';
import { CustomersModule } from '../customers/customers.module.js';
import { EmailsModule } from '../emails/emails.module.js';
import { PhonesModule } from '../phones/phones.module.js';
import { CustomerCardsService } from './customer-cards.service.js';
import { CustomerCardsController } from './http/contacts/contacts.controller.js';

@Module({
  imports: [CustomersModule, EmailsModule, PhonesModule, CompanyNamesModule],
  controllers: [CustomerCardsController],
  providers: [CustomerCardsService],
})
export class CustomerCardsModule {}
