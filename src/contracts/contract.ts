import { applyDecorators, Header, SetMetadata, UseFilters, UseGuards } from '@nestjs/common';
import { HEADERS_METADATA, METHOD_METADATA } from '@nestjs/common/constants.js';
import { RouteConfig } from '@nestjs/platform-fastify';
import { ApiExtension } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { ACCESS, type Access } from '../auth/access.js';
import { AccessGuard, CREDENTIALS } from '../auth/access.guard.js';
import type { AnyOf } from '../auth/credentials.js';
import type { Principal } from '../auth/principal.js';
import { ThrottleGuard } from '../auth/throttle/throttle.guard.js';
import type { Problem } from '../problem.js';
import { Refusals } from './refusals.filter.js';
import type { Schema } from './schema.js';

export type ContractName = 'contacts' | 'billing' | 'clients' | 'erp' | 'accounting';

/** A refusal in a contract's own words. */
export interface Refusal {
  status: number;
  body: unknown;
}

/** How one published API speaks: who may come in, what an answer is wrapped in, what a refusal looks like. */
export interface Contract {
  readonly name: ContractName;
  readonly title: string;
  /** For the first page of its OpenAPI document; Markdown. */
  readonly description: string;
  readonly credentials: AnyOf;
  /** The authentication scheme that a refusal offers in `WWW-Authenticate`. */
  readonly scheme: 'Basic' | 'Bearer';
  readonly success: (result: unknown, status: number, asker?: Principal) => unknown;
  failure(problem: Problem, request: Pick<FastifyRequest, 'id' | 'url'>): Refusal;
  /** Why an address, or a method of it, is refused where the modelled API has it and this server has not. */
  unserved?(request: Pick<FastifyRequest, 'url' | 'query'>): Problem | undefined;
  /** The schema of what `success` makes of an answer; `paged` when that is a Page. */
  envelope(answer: Schema, { status, paged }: { status: number; paged: boolean }): Schema;
  /** The schema of what `failure` answers. */
  readonly refusal: Schema;
}

export const CONTRACT = 'clientela:contract';

/** Makes the decorator that the contract's controllers wear. What it enforces and what it documents are one line. */
export const speak = (contract: Contract) => (): ClassDecorator =>
  applyDecorators(
    SetMetadata(CONTRACT, contract),
    SetMetadata(CREDENTIALS, contract.credentials),
    UseGuards(AccessGuard, ThrottleGuard),
    UseFilters(new Refusals(contract)),
    ApiExtension('x-contract', contract.name),
    namedHandlers(contract),
  );

/** Other credentials for one route of a contract: a sign-in that only chooses a tenant, or asks nothing. */
export const withCredentials = (credentials: AnyOf): MethodDecorator => SetMetadata(CREDENTIALS, credentials);

/** Tells openapi.ts which handler an operation is of; it does not reach the document. */
export const HANDLER = 'x-handler';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Whose route it is; none for what belongs to no contract. */
    contract?: ContractName;
    /** What its answers are wrapped in. */
    success?: Contract['success'];
  }
}

const namedHandlers =
  (contract: Contract): ClassDecorator =>
  ({ name, prototype }) => {
    for (const [key, descriptor] of Object.entries(Object.getOwnPropertyDescriptors(prototype as object))) {
      if (typeof descriptor.value !== 'function' || !Reflect.hasMetadata(METHOD_METADATA, descriptor.value as object))
        continue;
      ApiExtension(HANDLER, `${name}.${key}`)(prototype as object, key, descriptor);
      keepFromCaches(prototype as object, key, descriptor);
      RouteConfig({ contract: contract.name, success: contract.success })(prototype as object, key, descriptor);
    }
  };

/** What caches are told of an answer, unless its handler says it: they store no secret, and show a record to one caller, who asks anew each time. */
const keepFromCaches: MethodDecorator = (prototype, key, descriptor) => {
  const handler = descriptor.value as object;
  const set = (Reflect.getMetadata(HEADERS_METADATA, handler) as { name: string }[] | undefined) ?? [];
  if (set.some(({ name }) => name === CACHE_CONTROL)) return;
  Header(
    CACHE_CONTROL,
    isSecret(Reflect.getMetadata(ACCESS, handler) as Access | undefined) ? 'no-store' : 'private, no-cache',
  )(prototype, key, descriptor);
};

const CACHE_CONTROL = 'Cache-Control';

const isSecret = (access: Access | undefined) =>
  access?.kind === 'signsIn' || access?.permission?.startsWith('keys:') === true;
