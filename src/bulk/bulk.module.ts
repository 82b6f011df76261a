import { Module } from '@nestjs/common';
import { AuthModule } from '../auth/auth.module.js';
import { BillingBulkController } from './http/billing/billing.controller.js';
import { InnerRequests } from './inner-requests.js';

@Module({ imports: [AuthModule], controllers: [BillingBulkController], providers: [InnerRequests] })
export class BulkModule {}
