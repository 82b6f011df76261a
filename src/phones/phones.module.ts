import { Module } from '@nestjs/common';
import { AuthModule } from '../auth/auth.module.js';
import { CustomersModule } from '../customers/customers.module.js';
import { PhonesRepository } from './phones.repository.js';
import { PhonesService } from './phones.service.js';
import { PhoneLockByGetController, PhonesController } from './http/contacts/contacts.controller.js';

@Module({
  imports: [AuthModule, CustomersModule],
  controllers: [PhonesController],
  providers: [PhonesRepository, PhonesService],
  exports: [PhonesService],
})
export class PhonesModule {}

/** GET on toggle-lock, where the setting asks for it. */
@Module({ imports: [PhonesModule], controllers: [PhoneLockByGetController] })
export class PhoneLockByGetModule {}
