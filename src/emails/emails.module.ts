import { Module } from '@nestjs/common';
import { CustomersModule } from '../customers/customers.module.js';
import { EmailsRepository } from './emails.repository.js';
import { EmailsService } from './emails.service.js';
import { EmailLockByGetController, EmailsController } from './http/contacts/contacts.controller.js';

@Module({
  imports: [CustomersModule],
  controllers: [EmailsController],
  providers: [EmailsRepository, EmailsService],
  exports: [EmailsService],
})
export class EmailsModule {}

/** GET on toggle-lock, where the setting asks for it. */
@Module({ imports: [EmailsModule], controllers: [EmailLockByGetController] })
export class EmailLockByGetModule {}
