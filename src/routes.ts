import { type INestApplication, RequestMethod, type Type } from '@nestjs/common';
import { DiscoveryService, MetadataScanner, ModulesContainer } from '@nestjs/core';
import { ACCESS, type Access, OPEN } from './auth/access.js';
import type { RegisteredContract } from './contracts/index.js';
import { CONTRACT } from './contracts/speaks.js';

/** One handler of one controller, with what it declares. */
export interface Route {
  controller: Type;
  handler: string;
  method: string;
  /** As it was declared, with its parameters: `/apidev/v1/clients/:id`. */
  path: string;
  contract?: RegisteredContract;
  access?: Access;
  /** Why it is open to everybody, where it belongs to no contract. */
  open?: 'operation';
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
        contract: Reflect.getMetadata(CONTRACT, controller) as RegisteredContract | undefined,
        access: Reflect.getMetadata(ACCESS, prototype[handler]!) as Access | undefined,
        open: Reflect.getMetadata(OPEN, controller) as Route['open'],
      };
    });
  });
}

/** Denies by default: a route that wears no contract or declares no access, and is not `Open`, keeps the application from starting. */
export function assertRoutesAreGuarded(app: INestApplication): void {
  const undeclared = routesOf(app).filter(({ contract, access, open }) => (open ? contract : !contract || !access));
  if (undeclared.length === 0) return;
  const names = undeclared.map(({ controller, handler }) => `${controller.name}.${handler}`);
  throw new Error(`These routes declare no contract or no access: ${names.join(', ')}`);
}

// Either side of a path may be a list of alternatives; the first stands for all.
const pathOf = (controller: Type, handler: object): string =>
  ['', ...[controller, handler].map((target) => [Reflect.getMetadata('path', target) as string | string[]].flat()[0])]
    .join('/')
    .replace(/\/+/g, '/')
    .replace(/(.)\/$/, '$1');
