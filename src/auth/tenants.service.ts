import { Injectable } from '@nestjs/common';
import { Database } from '../database/database.js';
import type { TenantId } from '../database/tenant-id.js';
import { countryCode, isCountry } from '../normal-forms/countries.js';
import { isCurrency } from '../normal-forms/currencies.js';
import { oneLine } from '../normal-forms/texts.js';
import { duplicate, invalidField } from '../problem.js';
import { AccountEvents } from './account-events.js';
import { hostNameAlone } from './host-name.js';
import { requiredLine } from './lines.js';
import { ACCOUNTING_CASES, BILLING_TIMES, type Tenant, type TenantSettings } from './principal.js';
import { BRIEFLY, Remembered } from './remembered.js';

export const TENANT_COLUMNS = `
  tenants.id, tenants.slug, tenants.domain, tenants.name, tenants.base_currency AS "baseCurrency",
  tenants.default_country AS "defaultCountry", tenants.time_zone AS "timeZone",
  tenants.accounting_case AS "accountingCase", tenants.billing_times AS "billingTimes"`;

/** An erp account is a path segment beside these, so no tenant may be called like one. */
const RESERVED_SLUGS = ['customers', 'contacts', 'customer', 'user', 'v3', 'v4', 'v4.0.0', 'login', 'auth', 'api', 'api-keys', 'apidev', 'docs', 'health', 'metrics', '_bulk'];

@Injectable()
export class TenantsService {
  private readonly known = new Remembered<TenantId, Tenant>(BRIEFLY);

  constructor(
    private readonly database: Database,
    private readonly events: AccountEvents,
  ) {}

  async create(input: NewTenant): Promise<Tenant> {
    const slug = oneLine(input.slug).toLowerCase();
    const baseCurrency = oneLine(input.baseCurrency).toUpperCase();
    if (!/^[a-z0-9][a-z0-9_-]{0,62}$/.test(slug)) throw invalidField('slug', 'format', 'must have letters, digits, - and _ only');
    if (RESERVED_SLUGS.includes(slug)) throw invalidField('slug', 'reserved', `cannot be "${slug}": a path of the API has that name`);
    if (!isCurrency(baseCurrency)) throw invalidField('baseCurrency', 'currency', 'must be an ISO 4217 code');
    const { domain = `${slug}.localhost`, accountingCase = 'camel', billingTimes = 'iso', ...checked } = checkedSettings(input);
    const [tenant] = await this.database
      .queryBeforeTenant<Tenant>(
        `INSERT INTO tenants (slug, domain, name, base_currency, default_country, time_zone, accounting_case, billing_times)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8) RETURNING ${TENANT_COLUMNS}`,
        [slug, domain, checked.name, baseCurrency, checked.defaultCountry, checked.timeZone, accountingCase, billingTimes],
      )
      .catch(taken);
    this.events.tell('tenant.created', { tenant: tenant!.id });
    return tenant!;
  }

  /** Changes what is given. Every process follows within a second, as it does for a revoked key. */
  async set(slug: string, settings: Partial<Changeable>): Promise<Tenant> {
    const { accountingCase, billingTimes, name, domain, defaultCountry, timeZone } = checkedSettings(settings);
    const [tenant] = await this.database
      .queryBeforeTenant<Tenant>(
        `UPDATE tenants SET accounting_case = coalesce($2, accounting_case), billing_times = coalesce($3, billing_times), name = coalesce($4, name),
         domain = coalesce($5, domain), default_country = coalesce($6, default_country), time_zone = coalesce($7, time_zone)
         WHERE slug = $1 RETURNING ${TENANT_COLUMNS}`,
        [slug.toLowerCase(), accountingCase, billingTimes, name, domain, defaultCountry, timeZone],
      )
      .catch(taken);
    if (!tenant) throw new Error(`There is no tenant ${slug}`);
    this.events.tell('tenant.changed', { tenant: tenant.id });
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

/** What can be changed of a tenant. Its slug and its currency are in what clients have stored. */
export type Changeable = TenantSettings & Pick<Tenant, 'name' | 'domain' | 'defaultCountry' | 'timeZone'>;

/** What is given, checked and in the form in which it is stored. */
function checkedSettings({ accountingCase, billingTimes, timeZone, ...given }: Partial<Changeable>): Partial<Changeable> {
  assertOneOf('accountingCase', accountingCase, ACCOUNTING_CASES);
  assertOneOf('billingTimes', billingTimes, BILLING_TIMES);
  const name = given.name === undefined ? undefined : requiredLine('name', given.name);
  const defaultCountry = given.defaultCountry === undefined ? undefined : countryCode(oneLine(given.defaultCountry));
  if (defaultCountry !== undefined && !isCountry(defaultCountry)) throw invalidField('defaultCountry', 'country', 'must be an ISO 3166-1 code of two letters');
  if (timeZone !== undefined && !isTimeZone(timeZone)) throw invalidField('timeZone', 'timeZone', 'must be an IANA time zone');
  const domain = given.domain === undefined ? undefined : hostNameAlone(given.domain);
  if (given.domain !== undefined && domain === undefined) throw invalidField('domain', 'hostName', 'must be a host name alone, such as "acme.example": no scheme, port, path or blanks');
  return { accountingCase, billingTimes, timeZone, name, defaultCountry, domain };
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

function taken(error: unknown): never {
  throw (error as { kind?: string }).kind === 'duplicate'
    ? duplicate('slug', 'A tenant with this slug or domain exists already.', { cause: error })
    : error;
}
