import { applyDecorators, Header, SetMetadata, UseFilters, UseGuards } from '@nestjs/common';
import { HEADERS_METADATA, HTTP_CODE_METADATA, METHOD_METADATA } from '@nestjs/common/constants.js';
import { RouteConfig } from '@nestjs/platform-fastify';
import { ApiExtension, DECORATORS } from '@nestjs/swagger';
import { Admission } from './admission.js';
import { activeRequest } from '../active-request.js';
import { copyMetadata } from './aliases.js';
import type { Contract, EntityTags } from './contract.js';
import { type AnyOf, CREDENTIALS } from './credentials.js';
import { finished } from './finished.js';
import type { ContractName, RegisteredContract } from './index.js';
import type { IdForms } from '../own-ids.js';
import { queryOfRecord } from './face.js';
import { pathOfRecords } from './location.js';
import { followingMerges } from './merged-customers.js';
import { Refusals } from './refusals.filter.js';
import { takesStream } from './streamed-body.js';
import { versionUseOf } from './versioned.js';

export const CONTRACT = 'clientela:contract';

/** Binds a controller to a registered contract: its guards, its refusals and what its document says about both. */
export const Speaks = (contract: RegisteredContract): ClassDecorator =>
  applyDecorators(
    SetMetadata(CONTRACT, contract),
    SetMetadata(CREDENTIALS, contract.credentials),
    UseGuards(Admission, ...(contract.guards ?? [])),
    UseFilters(new Refusals(contract)),
    ApiExtension('x-contract', contract.name),
    namedHandlers(contract),
  );

/** Replaces the contract's credentials on one route: a sign-in that only chooses a tenant, or needs none. */
export const withCredentials = (credentials: AnyOf): MethodDecorator => SetMetadata(CREDENTIALS, credentials);

/** Tells openapi.ts which handler an operation belongs to. It is removed from the document. */
export const HANDLER = 'x-handler';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** The contract of the route; none for routes outside all contracts. */
    contract?: ContractName;
    /** The operation, as the contract's document names it. */
    operation?: string;
    /** Wraps the route's answers. */
    success?: Contract['success'];
    /** The path of the record in an answer, for the `Location` header. */
    locatedUnder?: string;
    tags?: EntityTags;
    anewInEachTry?: readonly string[];
    ids?: IdForms;
    /** Whether a request must say which version of the record it is for. */
    requiresVersion?: boolean;
    /** Whether the handler reads the body while it arrives. */
    streamsBody?: boolean;
    /** Set where the route shows one record as a whole: the query that names the record, or nothing. */
    recordQuery?: string;
  }
}

const namedHandlers =
  (contract: RegisteredContract): ClassDecorator =>
  ({ name, prototype }) => {
    for (const [key, descriptor] of Object.entries(Object.getOwnPropertyDescriptors(prototype as object))) {
      if (typeof descriptor.value !== 'function' || !Reflect.hasMetadata(METHOD_METADATA, descriptor.value as object))
        continue;
      ApiExtension(HANDLER, `${name}.${key}`)(prototype as object, key, descriptor);
      keepFromCaches(prototype as object, key, descriptor);
      const locatedUnder = pathOfRecords(descriptor.value as object);
      const { name: contractName, success, tags, anewInEachTry, ids } = contract;
      const operation = operationOf(descriptor.value as object);
      const recordQuery = queryOfRecord(descriptor.value as object);
      const requiresVersion = versionUseOf(descriptor.value as object) === 'requires';
      RouteConfig({
        contract: contractName,
        operation,
        success,
        locatedUnder,
        recordQuery,
        tags,
        anewInEachTry,
        ids,
        requiresVersion,
        streamsBody: takesStream(descriptor.value as object),
      })(prototype as object, key, descriptor);
      keepAnswers(prototype as object, key, descriptor.value as Handler);
    }
  };

const operationOf = (handler: object) =>
  (Reflect.getMetadata(DECORATORS.API_OPERATION, handler) as { operationId?: string } | undefined)?.operationId;

type Handler = (...given: unknown[]) => Promise<unknown>;

/**
 * Lets a guard keep the answer of a handler: `Keeping`. It wraps the handler, because with an interceptor Nest takes
 * the way through RxJS, which takes a tenth of the time of an update.
 */
function keepAnswers(prototype: object, key: string, handler: Handler): void {
  const status = Reflect.getMetadata(HTTP_CODE_METADATA, handler) as number;
  const keeping = {
    [key](this: unknown, ...given: unknown[]) {
      const kept = activeRequest()?.keeping;
      const handle = () => followingMerges(prototype, key, given, (all) => handler.apply(this, [...all]));
      if (!kept) return handle();
      return kept.once(async () => finished(kept.request, await handle(), status));
    },
  }[key]!;
  Object.defineProperty(prototype, key, { value: keeping, writable: true, configurable: true });
  copyMetadata([handler], [keeping]);
}

/** Sets `Cache-Control` unless the route does. A cache keeps a record for one caller, who revalidates it each time. */
const keepFromCaches: MethodDecorator = (prototype, key, descriptor) => {
  const handler = descriptor.value as object;
  const set = (Reflect.getMetadata(HEADERS_METADATA, handler) as { name: string }[] | undefined) ?? [];
  if (set.some(({ name }) => name === CACHE_CONTROL)) return;
  Header(CACHE_CONTROL, 'private, no-cache')(prototype, key, descriptor);
};

const CACHE_CONTROL = 'Cache-Control';
