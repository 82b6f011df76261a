import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { requestOf } from '../request-of.js';
import type { TenantId } from '../engine/tenant-database/index.js';
import type { Permission } from './permissions.js';

/** The case of property names in accounting responses. */
export const ACCOUNTING_CASES = ['camel', 'snake'] as const;
export type AccountingCase = (typeof ACCOUNTING_CASES)[number];

/**
 * The form of times in billing responses: ISO 8601 with the tenant's offset, or `YYYY-MM-DD HH:MM:SS` in its time zone.
 */
export const BILLING_TIMES = ['iso', 'local'] as const;
export type BillingTimes = (typeof BILLING_TIMES)[number];

/**
 * Scores of pairs: the range of the settings, and their first values. Of generated pairs from 72 on, 997 of 1,000 are
 * right, and they are 91 of 100 of all; with those from 35 on it is 98 of 100.
 */
export const SCORES = { lowest: 30, highest: 1000, joinAt: 72, reviewAt: 35 } as const;

/** Settings of a tenant that an operator can change at any time. */
export interface TenantSettings {
  accountingCase: AccountingCase;
  billingTimes: BillingTimes;
  /** From this score on, two rows of a move are taken for one customer. */
  joinAt: number;
  /** From this score on, a person decides whether two customers are one. */
  reviewAt: number;
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

/** A tenant as requests know it. */
export interface ServedTenant extends Tenant {
  /** Rises with each change of the settings, because they change how records are shown. */
  settingsVersion: number;
  /** `clients.customer`: the kinds of IDs that a contract has of its own. */
  ownIds: string[];
  /** The kinds of IDs that new records get: those, and one that is being switched on. */
  givenIds: string[];
}

/** A tenant that a credential grants, with the permissions there. */
export interface TenantGrant {
  tenant: ServedTenant;
  permissions: readonly Permission[];
}

/** What one credential grants. */
export interface Grant {
  /** `user:7` or `key:9`: rate limits and nonces are counted per caller. */
  caller: string;
  tenants: readonly TenantGrant[];
  userId?: number;
  keyId?: number;
}

/** The tenant that a header or a path selects. It can only narrow what is granted. */
export type Choice = (tenant: Tenant) => boolean;

/** The authenticated caller and its tenant: the result of all credentials of a request. */
export interface Principal {
  tenant: ServedTenant;
  caller: string;
  permissions: readonly Permission[];
  userId?: number;
  /** The key that granted the tenant, directly or through a session. */
  keyId?: number;
  /** The request is part of another one, which was already authenticated and counted. */
  delegated?: boolean;
  /** Names the place of a delegated request in the outer one, for its idempotency key. */
  part?: string;
}

declare module 'fastify' {
  interface FastifyRequest {
    principal?: Principal;
    /** Whether the route is a sign-in. */
    signsIn?: boolean;
    /** For sign-ins, which have no principal yet: the tenant that a header or the path selects. */
    chosen?: Choice;
  }
}

/** The caller, for handlers that need more than the tenant. */
export const Caller = createParamDecorator((_: unknown, context: ExecutionContext): Principal => {
  const { principal } = requestOf(context);
  if (!principal) throw new Error('This route has no credential and so no caller');
  return principal;
});

/** The tenant that the credentials of this request grant. */
export const InTenant = createParamDecorator((_: unknown, context: ExecutionContext): TenantId => {
  const { principal } = requestOf(context);
  if (!principal) throw new Error('This route has no credential and so no tenant');
  return principal.tenant.id;
});

/** For sign-ins: the address that the request comes from. */
export const Address = createParamDecorator((_: unknown, context: ExecutionContext): string => requestOf(context).ip);

/** For sign-ins: the tenant that the request selects, which the password or token must still grant. */
export const Chosen = createParamDecorator(
  (_: unknown, context: ExecutionContext): Choice => requestOf(context).chosen ?? (() => true),
);
