import { type INestApplication, RequestMethod, type Type } from '@nestjs/common';
import { DiscoveryService, MetadataScanner, ModulesContainer } from '@nestjs/core';
import { ACCESS, type Access } from './auth/access.js';
import { CONTRACT, type Contract } from './contracts/contract.js';

/** One handler of one controller, with what it declares. */
export interface Route {
  controller: Type;
  handler: string;
  method: string;
  /** As it was declared, with its parameters: `/apidev/v1/clients/:id`. */
  path: string;
  contract?: Contract;
  access?: Access;
}

/** Every route of the application, as its decorators tell it. */
export function routesOf(app: INestApplication): Route[] {
  const discovery = new DiscoveryService(app.get(ModulesContainer));
  const scanner = new MetadataScanner();
  return discovery.getControllers().flatMap(({ metatype }) => {
    const controller = metatype as Type;
    const prototype = controller.prototype as Record<string, object>;
    return scanner.getAllMethodNames(prototype).flatMap((handler) => {
      const method = Reflect.getMetadata('method', prototype[handler]!) as RequestMethod | undefined;
      if (method === undefined) return [];
      return {
        controller,
        handler,
        method: RequestMethod[method],
        path: pathOf(controller, prototype[handler]!),
        contract: Reflect.getMetadata(CONTRACT, controller) as Contract | undefined,
        access: Reflect.getMetadata(ACCESS, prototype[handler]!) as Access | undefined,
      };
    });
  });
}

/** Denies by default: a route that wears no contract or declares no access keeps the application from starting. */
export function assertRoutesAreGuarded(app: INestApplication): void {
  const open = routesOf(app).filter(({ contract, access }) => !contract || !access);
  if (open.length === 0) return;
  const names = open.map(({ controller, handler }) => `${controller.name}.${handler}`);
  throw new Error(`These routes declare no contract or no access: ${names.join(', ')}`);
}

// Either side of a path may be a list of alternatives; the first stands for all.
const pathOf = (controller: Type, handler: object): string =>
  ['', ...[controller, handler].map((target) => [Reflect.getMetadata('path', target) as string | string[]].flat()[0])]
    .join('/')
    .replace(/\/+/g, '/')
    .replace(/(.)\/$/, '$1');
