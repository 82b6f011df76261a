import { Module } from '@nestjs/common';
import { AuthModule } from '../auth/auth.module.js';
import { Copies } from './copies.js';
import { ErasureRepository } from './erasure.repository.js';
import { ErasureService } from './erasure.service.js';
import { KeptAnswersCopy } from './kept-answers.js';
import { SubjectExport } from './subject-export.js';

@Module({
  imports: [AuthModule],
  providers: [Copies, ErasureRepository, ErasureService, KeptAnswersCopy, SubjectExport],
  exports: [Copies, ErasureService, SubjectExport],
})
export class ErasureModule {}
