import { Module } from '@nestjs/common';
import { AuthModule } from '../auth/auth.module.js';
import { ChangedRecords } from '../database/changed-records.js';
import { Copies } from './copies.js';
import { ErasureRepository } from './erasure.repository.js';
import { ErasureService } from './erasure.service.js';
import { PersonalDataController } from './http/clientela/personal-data.controller.js';
import { KeptAnswersCopy } from './kept-answers.js';
import { SubjectExport } from './subject-export.js';

@Module({
  imports: [AuthModule],
  controllers: [PersonalDataController],
  providers: [ChangedRecords, Copies, ErasureRepository, ErasureService, KeptAnswersCopy, SubjectExport],
  exports: [Copies, ErasureService, SubjectExport],
})
export class ErasureModule {}
