import { Module } from '@nestjs/common';
import { Copies } from './copies.js';
import { ErasureRepository } from './erasure.repository.js';
import { ErasureService } from './erasure.service.js';
import { SubjectExport } from './subject-export.js';

@Module({
  providers: [Copies, ErasureRepository, ErasureService, SubjectExport],
  exports: [Copies, ErasureService, SubjectExport],
})
export class ErasureModule {}
