import { Injectable } from '@nestjs/common';
import { Database } from '../database/database.js';
import type { TenantId } from '../database/tenant-id.js';
import { countryCode, isCountry } from '../normal-forms/countries.js';
import { isCurrency } from '../normal-forms/currencies.js';
import { oneLine } from '../normal-forms/texts.js';
import { duplicate, invalidField } from '../problem.js';
import { hostNameAlone } from './host-name.js';
import { requiredLine } from './lines.js';
import { ACCOUNTING_CASES, BILLING_TIMES, type Tenant, type TenantSettings } from './principal.js';
import { Remembered } from './remembered.js';

export const TENANT_COLUMNS = `
  tenants.id, tenants.slug, tenants.domain, tenants.name, tenants.base_currency AS "baseCurrency",
  tenants.default_country AS "defaultCountry", tenants.time_zone AS "timeZone",
  tenants.accounting_case AS "accountingCase", tenants.billing_times AS "billingTimes"`;

/** An erp account is a path segment beside these, so no tenant may be called like one. */
const RESERVED_SLUGS = ['customers', 'contacts', 'customer', 'user', 'v3', 'v4', 'v4.0.0', 'login', 'auth', 'api', 'api-keys', 'apidev', 'docs', 'health', 'metrics', '_bulk'];

/** A tenant's name, currency, country and time zone change by hand and rarely. Requests read the settings from their grant instead. */
const REMEMBERED_MS = 60_000;

@Injectable()
export class TenantsService {
  private readonly known = new Remembered<TenantId, Tenant>(REMEMBERED_MS);

  constructor(private readonly database: Database) {}

  async create(input: NewTenant): Promise<Tenant> {
    const slug = oneLine(input.slug).toLowerCase();
    const name = requiredLine('name', input.name);
    const [baseCurrency, defaultCountry] = [oneLine(input.baseCurrency).toUpperCase(), countryCode(oneLine(input.defaultCountry))];
    if (!/^[a-z0-9][a-z0-9_-]{0,62}$/.test(slug)) throw invalidField('slug', 'format', 'must have letters, digits, - and _ only');
    if (RESERVED_SLUGS.includes(slug)) throw invalidField('slug', 'reserved', `cannot be "${slug}": a path of the API has that name`);
    if (!isCurrency(baseCurrency)) throw invalidField('baseCurrency', 'currency', 'must be an ISO 4217 code');
    if (!isCountry(defaultCountry)) throw invalidField('defaultCountry', 'country', 'must be an ISO 3166-1 code of two letters');
    if (!isTimeZone(input.timeZone)) throw invalidField('timeZone', 'timeZone', 'must be an IANA time zone');
    const domain = input.domain === undefined ? `${slug}.localhost` : hostNameAlone(input.domain);
    if (domain === undefined) throw invalidField('domain', 'hostName', 'must be a host name alone, such as "acme.example": no scheme, port, path or blanks');
    assertSettings(input);
    const { accountingCase = 'camel', billingTimes = 'iso' } = input;
    const [tenant] = await this.database
      .queryBeforeTenant<Tenant>(
        `INSERT INTO tenants (slug, domain, name, base_currency, default_country, time_zone, accounting_case, billing_times)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8) RETURNING ${TENANT_COLUMNS}`,
        [slug, domain, name, baseCurrency, defaultCountry, input.timeZone, accountingCase, billingTimes],
      )
      .catch((error: unknown) => {
        throw taken(error);
      });
    return tenant!;
  }

  /** Changes the settings that are given. Every process follows within a second, as it does for a revoked key. */
  async set(slug: string, settings: Partial<TenantSettings>): Promise<Tenant> {
    assertSettings(settings);
    const [tenant] = await this.database.queryBeforeTenant<Tenant>(
      `UPDATE tenants SET accounting_case = coalesce($2, accounting_case), billing_times = coalesce($3, billing_times)
       WHERE slug = $1 RETURNING ${TENANT_COLUMNS}`,
      [slug.toLowerCase(), settings.accountingCase ?? null, settings.billingTimes ?? null],
    );
    if (!tenant) throw new Error(`There is no tenant ${slug}`);
    this.known.forget();
    return tenant;
  }

  async get(id: TenantId): Promise<Tenant> {
    const tenant = await this.known.get(id, () => this.find(id));
    if (!tenant) throw new Error(`There is no tenant ${id}`);
    return tenant;
  }

  private async find(id: TenantId): Promise<Tenant | undefined> {
    const [tenant] = await this.database.queryBeforeTenant<Tenant>(`SELECT ${TENANT_COLUMNS} FROM tenants WHERE id = $1`, [id]);
    return tenant;
  }

  async bySlug(slug: string): Promise<Tenant | undefined> {
    const [tenant] = await this.database.queryBeforeTenant<Tenant>(`SELECT ${TENANT_COLUMNS} FROM tenants WHERE slug = $1`, [slug.toLowerCase()]);
    return tenant;
  }

  all(): Promise<Tenant[]> {
    return this.database.queryBeforeTenant<Tenant>(`SELECT ${TENANT_COLUMNS} FROM tenants ORDER BY id`);
  }

  async isEmptyDatabase(): Promise<boolean> {
    const [row] = await this.database.queryBeforeTenant<{ empty: boolean }>('SELECT NOT EXISTS (SELECT 1 FROM tenants) AS empty');
    return row!.empty;
  }
}

type NewTenant = Omit<Tenant, 'id' | 'domain' | keyof TenantSettings> & Partial<TenantSettings> & { domain?: string };

function assertSettings({ accountingCase, billingTimes }: Partial<TenantSettings>): void {
  assertOneOf('accountingCase', accountingCase, ACCOUNTING_CASES);
  assertOneOf('billingTimes', billingTimes, BILLING_TIMES);
}

function assertOneOf(field: string, word: string | undefined, words: readonly string[]): void {
  if (word !== undefined && !words.includes(word)) throw invalidField(field, 'oneOf', `must be one of ${words.join(', ')}`);
}

function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}

function taken(error: unknown): unknown {
  return (error as { kind?: string }).kind === 'duplicate'
    ? duplicate('slug', 'A tenant with this slug or domain exists already.', { cause: error })
    : error;
}
