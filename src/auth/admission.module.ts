import { type CanActivate, Global, Module } from '@nestjs/common';
import { GUARDS } from '../contracts/admission.js';
import { AccessGuard } from './access.guard.js';
import { AuthModule } from './auth.module.js';
import { IdempotencyGuard } from './idempotency/idempotency.guard.js';
import { ThrottleGuard } from './throttle/throttle.guard.js';

/** The guards of every route of every contract. Global: any module may have such routes. */
@Global()
@Module({
  imports: [AuthModule],
  providers: [
    ThrottleGuard,
    {
      provide: GUARDS,
      inject: [AccessGuard, IdempotencyGuard, ThrottleGuard],
      useFactory: (...guards: CanActivate[]) => guards,
    },
  ],
  exports: [GUARDS],
})
export class AdmissionModule {}
