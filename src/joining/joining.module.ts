import { Module } from '@nestjs/common';
import { AuthModule } from '../auth/auth.module.js';
import { ErasureModule } from '../erasure/erasure.module.js';
import { BlocksRepository } from './blocks.repository.js';
import { ComparisonsService } from './comparisons.service.js';
import { DescriptionsRepository } from './descriptions.repository.js';
import { PairsController } from './http/clientela/pairs.controller.js';
import { PairsRepository } from './pairs.repository.js';
import { PairsService } from './pairs.service.js';

@Module({
  imports: [AuthModule, ErasureModule],
  controllers: [PairsController],
  providers: [BlocksRepository, ComparisonsService, DescriptionsRepository, PairsRepository, PairsService],
  exports: [ComparisonsService, PairsService],
})
export class JoiningModule {}
