import { Injectable } from '@nestjs/common';
import type { TenantId } from '../engine/tenant-database/index.js';
import { duplicate, invalidField } from '../problem.js';
import { AccountEvents } from './account-events.js';
import { requiredLine } from './single-line.js';
import { ContractTerms } from './contract-terms.js';
import { readCountry, readCurrency, readDomain, readNewSlug, readTimeZone } from './new-tenant.js';
import {
  ACCOUNTING_CASES,
  BILLING_TIMES,
  SCORES,
  type ServedTenant,
  type Tenant,
  type TenantSettings,
} from './principal.js';
import { type IdChanges, type TenantChanges, TenantsRepository } from './tenants.repository.js';
import { REVOCATION_LAG_MS, TtlCache } from './ttl-cache.js';

@Injectable()
export class TenantsService {
  private readonly cached = new TtlCache<TenantId, Tenant>(REVOCATION_LAG_MS);

  constructor(
    private readonly tenants: TenantsRepository,
    private readonly events: AccountEvents,
    private readonly terms: ContractTerms,
  ) {}

  async create(input: NewTenant): Promise<Tenant> {
    const slug = readNewSlug(input.slug, this.terms.reservedSlugs);
    const baseCurrency = readCurrency(input.baseCurrency);
    const {
      domain = `${slug}.localhost`,
      accountingCase = 'camel',
      billingTimes = 'iso',
      joinAt = SCORES.joinAt,
      reviewAt = SCORES.reviewAt,
      ...checked
    } = checkedSettings(input);
    const { name, defaultCountry, timeZone } = checked as Required<typeof checked>;
    const settings = { name, domain, defaultCountry, timeZone, accountingCase, billingTimes, joinAt, reviewAt };
    const tenant = await this.tenants.add({ slug, baseCurrency, ...settings }).catch(taken);
    this.events.record('tenant.created', { tenant: tenant.id });
    return tenant;
  }

  /** Changes what is given. Every process uses the new values within a second. */
  async set(slug: string, settings: TenantChanges): Promise<Tenant> {
    const tenant = await this.tenants.change(slug.toLowerCase(), checkedSettings(settings)).catch(taken);
    if (!tenant) throw new Error(`There is no tenant ${slug}`);
    this.events.record('tenant.changed', { tenant: tenant.id });
    this.cached.clear();
    return tenant;
  }

  async get(id: TenantId): Promise<Tenant> {
    const tenant = await this.cached.get(id, () => this.tenants.find(id));
    if (!tenant) throw new Error(`There is no tenant ${id}`);
    return tenant;
  }

  /** With its version of the settings and the IDs of its contracts. */
  async served(id: TenantId): Promise<ServedTenant> {
    const tenant = await this.tenants.findServed(id);
    if (!tenant) throw new Error(`There is no tenant ${id}`);
    return tenant;
  }

  /** Changes which IDs contracts show. Every process follows within a second. */
  async setIds(id: TenantId, changes: IdChanges): Promise<void> {
    await this.tenants.setIds(id, changes);
    this.events.record('tenant.changed', { tenant: id });
    this.cached.clear();
  }

  /** Clients are to read records again, because a contract shows other IDs of this kind. */
  async showAnew(id: TenantId, kind: string): Promise<void> {
    await this.tenants.showAnew(id, kind);
    this.cached.clear();
  }

  bySlug(slug: string): Promise<Tenant | undefined> {
    return this.tenants.findBySlug(slug.toLowerCase());
  }

  all(): Promise<Tenant[]> {
    return this.tenants.list();
  }

  isEmptyDatabase(): Promise<boolean> {
    return this.tenants.isEmpty();
  }
}

type NewTenant = Omit<Tenant, 'id' | 'domain' | keyof TenantSettings> & Partial<TenantSettings> & { domain?: string };

/**
 * Checks the given settings and returns them as they are stored. The slug and the currency never change: clients store
 * them.
 */
function checkedSettings({
  accountingCase,
  billingTimes,
  joinAt,
  reviewAt,
  name,
  domain,
  defaultCountry,
  timeZone,
}: TenantChanges): TenantChanges {
  assertOneOf('accountingCase', accountingCase, ACCOUNTING_CASES);
  assertOneOf('billingTimes', billingTimes, BILLING_TIMES);
  assertScore('joinAt', joinAt);
  assertScore('reviewAt', reviewAt);
  return {
    accountingCase,
    billingTimes,
    joinAt,
    reviewAt,
    name: name === undefined ? undefined : requiredLine('name', name),
    domain: domain === undefined ? undefined : readDomain(domain),
    defaultCountry: defaultCountry === undefined ? undefined : readCountry(defaultCountry),
    timeZone: timeZone === undefined ? undefined : readTimeZone(timeZone),
  };
}

function assertOneOf(field: string, word: string | undefined, words: readonly string[]): void {
  if (word !== undefined && !words.includes(word))
    throw invalidField(field, 'oneOf', `must be one of ${words.join(', ')}`);
}

function assertScore(field: string, score: number | undefined): void {
  const { lowest, highest } = SCORES;
  if (score !== undefined && (!Number.isInteger(score) || score < lowest || score > highest))
    throw invalidField(field, 'range', `must be a whole number from ${lowest} to ${highest}`);
}

function taken(error: unknown): never {
  throw (error as { kind?: string }).kind === 'duplicate'
    ? duplicate('slug', 'A tenant with this slug or domain exists already.', { cause: error })
    : error;
}
