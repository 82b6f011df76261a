import {
  type CallHandler,
  createParamDecorator,
  type ExecutionContext,
  type NestInterceptor,
  UseInterceptors,
} from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { type Observable, tap } from 'rxjs';
import { requestOf } from '../request-of.js';

/** The address of this server, as the caller knows it. */
export const BaseUrl = createParamDecorator(
  (_: unknown, context: ExecutionContext): string => requestOf(context).baseUrl,
);

/** Sets the `Location` header to the URL of the record whose `id` is in the answer. */
export const LocatedUnder = (path: string): MethodDecorator => UseInterceptors(new Location(path));

class Location implements NestInterceptor<{ id: number }> {
  constructor(private readonly path: string) {}

  intercept(context: ExecutionContext, next: CallHandler<{ id: number }>): Observable<{ id: number }> {
    const reply = context.switchToHttp().getResponse<FastifyReply>();
    return next
      .handle()
      .pipe(tap(({ id }) => void reply.header('Location', `${requestOf(context).baseUrl}/${this.path}/${id}`)));
  }
}
