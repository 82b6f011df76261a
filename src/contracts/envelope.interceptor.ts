import type { CallHandler, ExecutionContext, NestInterceptor } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { map, type Observable } from 'rxjs';
import type { Contract } from './contract.js';

/** Wraps what a controller answers in the contract's envelope. */
export class Envelope implements NestInterceptor {
  constructor(private readonly contract: Pick<Contract, 'success'>) {}

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const reply = context.switchToHttp().getResponse<FastifyReply>();
    return next.handle().pipe(map((result: unknown) => (reply.statusCode === 204 ? undefined : this.contract.success(result, reply.statusCode))));
  }
}
