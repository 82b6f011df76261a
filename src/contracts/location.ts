import { createParamDecorator, type ExecutionContext, SetMetadata } from '@nestjs/common';
import { requestOf } from '../request-of.js';

/** The address of this server, as the caller knows it. */
export const BaseUrl = createParamDecorator(
  (_: unknown, context: ExecutionContext): string => requestOf(context).baseUrl,
);

/**
 * Sets the `Location` header to the URL of the record whose `id` is in the answer. `EnvelopingAdapter` sets it: with an
 * interceptor, Nest takes the way through RxJS, which takes a tenth of the time of an update.
 */
export const LocatedUnder = (path: string): MethodDecorator => SetMetadata(LOCATED_UNDER, path);

/** The path that `LocatedUnder` gave to a handler. */
export const pathOfRecords = (handler: object) => Reflect.getMetadata(LOCATED_UNDER, handler) as string | undefined;

const LOCATED_UNDER = 'clientela:located-under';
