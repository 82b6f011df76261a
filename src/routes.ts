import { type INestApplication, RequestMethod, type Type } from '@nestjs/common';
import { DiscoveryService, MetadataScanner, ModulesContainer } from '@nestjs/core';
import { ACCESS, type Access, OPEN } from './auth/access.js';
import type { RegisteredContract } from './contracts/index.js';
import { CONTRACT } from './contracts/speaks.js';
import { UNDOCUMENTED } from './contracts/undocumented.js';

/** One handler of one controller, and its declarations. */
export interface Route {
  controller: Type;
  handler: string;
  method: string;
  /** The declared path with its parameters: `/apidev/v1/clients/:id`. */
  path: string;
  contract?: RegisteredContract;
  access?: Access;
  /** The reason why a route outside all contracts needs no credentials. */
  open?: 'operation';
  /** The reason why the document of the contract does not have it. */
  undocumented?: string;
}

/** All routes of the application, from their decorators. */
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
        undocumented: Reflect.getMetadata(UNDOCUMENTED, prototype[handler]!) as string | undefined,
        open: Reflect.getMetadata(OPEN, controller) as Route['open'],
      };
    });
  });
}

/** Denies by default: the application does not start if a route has no contract or no access, and is not `Open`. */
export function assertRoutesAreGuarded(app: INestApplication): void {
  const undeclared = routesOf(app).filter(({ contract, access, open }) => (open ? contract : !contract || !access));
  if (undeclared.length === 0) return;
  const names = undeclared.map(({ controller, handler }) => `${controller.name}.${handler}`);
  throw new Error(`These routes declare no contract or no access: ${names.join(', ')}`);
}

// Both parts of a path may be lists of alternatives; the first one is used.
const pathOf = (controller: Type, handler: object): string =>
  ['', ...[controller, handler].map((target) => [Reflect.getMetadata('path', target) as string | string[]].flat()[0])]
    .join('/')
    .replace(/\/+/g, '/')
    .replace(/(.)\/$/, '$1');
