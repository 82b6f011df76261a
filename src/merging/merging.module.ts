import { Module } from '@nestjs/common';
import { CustomersModule } from '../customers/customers.module.js';
import { ErasureModule } from '../erasure/erasure.module.js';
import { MergedCopy } from './merged-copy.js';
import { MergesController } from './http/clientela/merges.controller.js';
import { MergesRepository } from './merges.repository.js';
import { MergingService } from './merging.service.js';

@Module({
  imports: [CustomersModule, ErasureModule],
  controllers: [MergesController],
  providers: [MergedCopy, MergesRepository, MergingService],
  exports: [MergingService],
})
export class MergingModule {}
