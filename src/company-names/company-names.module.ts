import { Module } from '@nestjs/common';
import { CustomersModule } from '../customers/customers.module.js';
import { CompanyNamesRepository } from './company-names.repository.js';
import { CompanyNamesService } from './company-names.service.js';
import { CompanyNamesController, DefaultCompanyNameByGetController } from './http/contacts/contacts.controller.js';

@Module({
  imports: [CustomersModule],
  controllers: [CompanyNamesController],
  providers: [CompanyNamesRepository, CompanyNamesService],
  exports: [CompanyNamesService],
})
export class CompanyNamesModule {}

/** The controller for GET on set-default, if the setting allows it. */
@Module({ imports: [CompanyNamesModule], controllers: [DefaultCompanyNameByGetController] })
export class DefaultCompanyNameByGetModule {}
