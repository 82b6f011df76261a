import { Global, Module } from '@nestjs/common';
import { AuthModule } from '../auth/auth.module.js';
import { IdLookUps } from '../contracts/request-ids.js';
import { DatabaseModule } from '../database/database.module.js';
import { ClientelaIdsController } from './http/clientela/ids.controller.js';
import { StoredIdLookUps } from './id-look-ups.js';
import { NumberingService } from './numbering.service.js';
import { WireIdsRepository } from './wire-ids.repository.js';
import { WireIdsService } from './wire-ids.service.js';

/** Global: any module may have routes, and each looks up the IDs of its contract. */
@Global()
@Module({
  imports: [AuthModule, DatabaseModule],
  controllers: [ClientelaIdsController],
  providers: [
    NumberingService,
    StoredIdLookUps,
    WireIdsRepository,
    WireIdsService,
    { provide: IdLookUps, useExisting: StoredIdLookUps },
  ],
  exports: [IdLookUps, NumberingService, WireIdsService],
})
export class WireIdsModule {}
