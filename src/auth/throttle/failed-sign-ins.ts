import { type CallHandler, type ExecutionContext, Injectable, type NestInterceptor } from '@nestjs/common';
import { from, lastValueFrom, type Observable } from 'rxjs';
import { FailedAttempts } from './failed-attempts.js';

/** For sign-in routes: refuses an address with too many failures before anything is verified. */
@Injectable()
export class CountFailedSignIns implements NestInterceptor {
  constructor(private readonly failed: FailedAttempts) {}

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    return from(this.failed.from(context, () => lastValueFrom(next.handle())));
  }
}
