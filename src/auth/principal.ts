import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import type { TenantId } from '../engine/tenant-database/index.js';
import type { Permission } from './permissions.js';

/** How the keys of accounting's answers are spelled. */
export const ACCOUNTING_CASES = ['camel', 'snake'] as const;
export type AccountingCase = (typeof ACCOUNTING_CASES)[number];

/** How billing answers times: ISO 8601 with the tenant's offset, or `YYYY-MM-DD HH:MM:SS` on the tenant's clocks. */
export const BILLING_TIMES = ['iso', 'local'] as const;
export type BillingTimes = (typeof BILLING_TIMES)[number];

/** What an operator can choose for a tenant at any time. */
export interface TenantSettings {
  accountingCase: AccountingCase;
  billingTimes: BillingTimes;
}

export interface Tenant extends TenantSettings {
  id: TenantId;
  /** The erp `{account}`. */
  slug: string;
  /** The clients `tenant` header. */
  domain: string;
  name: string;
  baseCurrency: string;
  defaultCountry: string;
  timeZone: string;
}

/** One tenant that a credential opens, and what it may do there. */
export interface TenantGrant {
  tenant: Tenant;
  permissions: readonly Permission[];
}

/** What one credential proves. */
export interface Grant {
  /** `user:7` or `key:9`: whom throttle and nonces count. */
  caller: string;
  tenants: readonly TenantGrant[];
  userId?: number;
  keyId?: number;
}

/** What a header or a path asks for; it can only ever narrow what is granted. */
export type Choice = (tenant: Tenant) => boolean;

/** Who is asking, and for which tenant: the result of all credentials of a request. */
export interface Principal {
  tenant: Tenant;
  caller: string;
  permissions: readonly Permission[];
  userId?: number;
  /** The key that opened the tenant, also where it opened a session first. */
  keyId?: number;
  /** The request is part of another one, which was let in and counted for both. */
  delegated?: boolean;
}

declare module 'fastify' {
  interface FastifyRequest {
    principal?: Principal;
    /** For sign-ins, which have no principal yet: the tenant that a header or the path asks for. */
    chosen?: Choice;
  }
}

export const requestOf = (context: ExecutionContext) => context.switchToHttp().getRequest<FastifyRequest>();

/** The caller, for handlers that need more than the tenant. */
export const Caller = createParamDecorator((_: unknown, context: ExecutionContext): Principal => {
  const { principal } = requestOf(context);
  if (!principal) throw new Error('This route has no credential and so no caller');
  return principal;
});

/** The tenant that the credentials of this request opened. */
export const InTenant = createParamDecorator((_: unknown, context: ExecutionContext): TenantId => {
  const { principal } = requestOf(context);
  if (!principal) throw new Error('This route has no credential and so no tenant');
  return principal.tenant.id;
});

/** For sign-ins: the address that the request comes from. */
export const Address = createParamDecorator((_: unknown, context: ExecutionContext): string => requestOf(context).ip);

/** For sign-ins: the tenant that the request asks for; it still takes a password or a token to be let in. */
export const Chosen = createParamDecorator(
  (_: unknown, context: ExecutionContext): Choice => requestOf(context).chosen ?? (() => true),
);
