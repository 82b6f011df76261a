import { type ExecutionContext, Global, Module } from '@nestjs/common';
import { ThrottlerModule } from '@nestjs/throttler';
import { ENV } from '../../config/config.module.js';
import type { Env } from '../../config/env.js';
import { ACCESS, type Access } from '../access.js';
import { SigningSecret } from '../signing-secret.js';
import { Counters } from './counters.js';
import { CountersInRedis } from './counters-in-redis.js';
import { CountFailedSignIns } from './failed-sign-ins.js';
import { FailedAttempts } from './failed-attempts.js';
import { AccountLockout } from './account-lockout.js';
import { SharedWindows } from './shared-windows.js';
import { FixedWindows, Windows } from './windows.js';

@Module({
  providers: [
    {
      provide: Windows,
      inject: [ENV, SigningSecret, { token: Counters, optional: true }],
      useFactory: ({ redisUrl }: Env, { secret }: SigningSecret, workers?: Counters) => {
        const counters = redisUrl ? new CountersInRedis(redisUrl, secret) : workers;
        return counters ? new SharedWindows(counters) : new FixedWindows();
      },
    },
  ],
  exports: [Windows],
})
class WindowsModule {}

@Global()
@Module({
  imports: [
    WindowsModule,
    ThrottlerModule.forRootAsync({
      imports: [WindowsModule],
      inject: [Windows, ENV],
      useFactory: (storage: Windows, { throttle }: Env) => ({
        storage,
        throttlers: [
          {
            ttl: 60_000,
            limit: (context) => (kindOf(context) === 'writes' ? throttle.write : throttle.read),
            skipIf: (context) => kindOf(context) === 'signsIn' || (kindOf(context) === 'reads' && throttle.read === 0),
          },
        ],
      }),
    }),
  ],
  providers: [FailedAttempts, CountFailedSignIns, AccountLockout],
  exports: [FailedAttempts, CountFailedSignIns, AccountLockout, ThrottlerModule, WindowsModule],
})
export class ThrottleModule {}

const kindOf = (context: ExecutionContext) => (Reflect.getMetadata(ACCESS, context.getHandler()) as Access).kind;
