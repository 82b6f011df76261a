import { Injectable } from '@nestjs/common';
import { Database, type TenantId } from '../engine/tenant-database/index.js';
import { duplicate, invalidField } from '../problem.js';
import { AccountEvents } from './account-events.js';
import { requiredLine } from './single-line.js';
import { ContractTerms } from './contract-terms.js';
import { readCountry, readCurrency, readDomain, readNewSlug, readTimeZone } from './new-tenant.js';
import { ACCOUNTING_CASES, BILLING_TIMES, type Tenant, type TenantSettings } from './principal.js';
import { REVOCATION_LAG_MS, TtlCache } from './ttl-cache.js';

export const TENANT_COLUMNS = `
  tenants.id, tenants.slug, tenants.domain, tenants.name, tenants.base_currency AS "baseCurrency",
  tenants.default_country AS "defaultCountry", tenants.time_zone AS "timeZone",
  tenants.accounting_case AS "accountingCase", tenants.billing_times AS "billingTimes"`;

@Injectable()
export class TenantsService {
  private readonly known = new TtlCache<TenantId, Tenant>(REVOCATION_LAG_MS);

  constructor(
    private readonly database: Database,
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
      ...checked
    } = checkedSettings(input);
    const [tenant] = await this.database
      .system<Tenant>({
        text: `INSERT INTO tenants (slug, domain, name, base_currency, default_country, time_zone, accounting_case, billing_times)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8) RETURNING ${TENANT_COLUMNS}`,
        values: [
          slug,
          domain,
          checked.name,
          baseCurrency,
          checked.defaultCountry,
          checked.timeZone,
          accountingCase,
          billingTimes,
        ],
      })
      .catch(taken);
    this.events.tell('tenant.created', { tenant: tenant!.id });
    return tenant!;
  }

  /** Changes what is given. Every process follows within a second, as it does for a revoked key. */
  async set(slug: string, settings: Partial<Changeable>): Promise<Tenant> {
    const { accountingCase, billingTimes, name, domain, defaultCountry, timeZone } = checkedSettings(settings);
    const [tenant] = await this.database
      .system<Tenant>({
        text: `UPDATE tenants SET accounting_case = coalesce($2, accounting_case), billing_times = coalesce($3, billing_times), name = coalesce($4, name),
         domain = coalesce($5, domain), default_country = coalesce($6, default_country), time_zone = coalesce($7, time_zone)
         WHERE slug = $1 RETURNING ${TENANT_COLUMNS}`,
        values: [slug.toLowerCase(), accountingCase, billingTimes, name, domain, defaultCountry, timeZone],
      })
      .catch(taken);
    if (!tenant) throw new Error(`There is no tenant ${slug}`);
    this.events.tell('tenant.changed', { tenant: tenant.id });
    this.known.clear();
    return tenant;
  }

  async get(id: TenantId): Promise<Tenant> {
    const tenant = await this.known.get(id, () => this.find(id));
    if (!tenant) throw new Error(`There is no tenant ${id}`);
    return tenant;
  }

  private async find(id: TenantId): Promise<Tenant | undefined> {
    const [tenant] = await this.database.system<Tenant>({
      text: `SELECT ${TENANT_COLUMNS} FROM tenants WHERE id = $1`,
      values: [id],
      connection: 'shared',
    });
    return tenant;
  }

  async bySlug(slug: string): Promise<Tenant | undefined> {
    const [tenant] = await this.database.system<Tenant>({
      text: `SELECT ${TENANT_COLUMNS} FROM tenants WHERE slug = $1`,
      values: [slug.toLowerCase()],
    });
    return tenant;
  }

  all(): Promise<Tenant[]> {
    return this.database.system<Tenant>({ text: `SELECT ${TENANT_COLUMNS} FROM tenants ORDER BY id` });
  }

  async isEmptyDatabase(): Promise<boolean> {
    const [row] = await this.database.system<{ empty: boolean }>({
      text: 'SELECT NOT EXISTS (SELECT 1 FROM tenants) AS empty',
    });
    return row!.empty;
  }
}

type NewTenant = Omit<Tenant, 'id' | 'domain' | keyof TenantSettings> & Partial<TenantSettings> & { domain?: string };

/** What can be changed of a tenant. Its slug and its currency are in what clients have stored. */
export type Changeable = TenantSettings & Pick<Tenant, 'name' | 'domain' | 'defaultCountry' | 'timeZone'>;

/** What is given, checked and in the form in which it is stored. */
function checkedSettings({
  accountingCase,
  billingTimes,
  name,
  domain,
  defaultCountry,
  timeZone,
}: Partial<Changeable>): Partial<Changeable> {
  assertOneOf('accountingCase', accountingCase, ACCOUNTING_CASES);
  assertOneOf('billingTimes', billingTimes, BILLING_TIMES);
  return {
    accountingCase,
    billingTimes,
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

function taken(error: unknown): never {
  throw (error as { kind?: string }).kind === 'duplicate'
    ? duplicate('slug', 'A tenant with this slug or domain exists already.', { cause: error })
    : error;
}
