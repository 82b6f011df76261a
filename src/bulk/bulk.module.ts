import { Module } from '@nestjs/common';
import { AuthModule } from '../auth/auth.module.js';
import { BillingBulkController } from './http/billing/billing.controller.js';
import { FacesController } from './http/clientela/faces.controller.js';
import { InProcessRequests } from './in-process-requests.js';

@Module({
  imports: [AuthModule],
  controllers: [BillingBulkController, FacesController],
  providers: [InProcessRequests],
  exports: [InProcessRequests],
})
export class BulkModule {}
