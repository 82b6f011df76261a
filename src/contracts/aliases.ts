import { RequestMethod } from '@nestjs/common';
import { METHOD_METADATA, ROUTE_ARGS_METADATA } from '@nestjs/common/constants.js';
import { ApiOperation, DECORATORS } from '@nestjs/swagger';

type Method = 'PUT' | 'PATCH';

/**
 * Serves a route by further methods. Each gets a handler of its own, `toggleLockByPut` for `toggleLock`, so it has a
 * budget of its own in the throttle. It stands above all other decorators of the handler, because it copies them.
 */
export const AlsoBy =
  (...methods: Method[]): MethodDecorator =>
  (prototype, key, descriptor) => {
    const handler = descriptor.value as (...given: unknown[]) => unknown;
    const { operationId } = Reflect.getMetadata(DECORATORS.API_OPERATION, handler) as { operationId: string };
    const served = RequestMethod[Reflect.getMetadata(METHOD_METADATA, handler) as RequestMethod];
    for (const method of methods) {
      const suffix = `By${method[0]}${method.slice(1).toLowerCase()}`;
      const name = `${String(key)}${suffix}`;
      const alias = {
        [name](this: unknown, ...given: unknown[]) {
          return handler.apply(this, given);
        },
      }[name]!;
      const added = { value: alias, writable: true, configurable: true };
      Object.defineProperty(prototype, name, added);
      copyMetadata([handler], [alias]);
      copyMetadata([prototype, key], [prototype, name]);
      const parameters: unknown = Reflect.getMetadata(ROUTE_ARGS_METADATA, prototype.constructor, key);
      Reflect.defineMetadata(ROUTE_ARGS_METADATA, parameters, prototype.constructor, name);
      Reflect.defineMetadata(METHOD_METADATA, RequestMethod[method], alias);
      Reflect.deleteMetadata(DECORATORS.API_OPERATION, alias);
      ApiOperation({ operationId: `${operationId}${suffix}`, summary: `Alias of ${served}` })(prototype, name, added);
    }
  };

type Target = [object, (string | symbol)?];

/** Copies what decorators have said about a handler or a method. */
export function copyMetadata([from, fromKey]: Target, [to, toKey]: Target): void {
  for (const key of Reflect.getMetadataKeys(from, fromKey!) as string[])
    Reflect.defineMetadata(key, Reflect.getMetadata(key, from, fromKey!), to, toKey!);
}
