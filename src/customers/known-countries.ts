import type { Database, TenantId } from '../engine/tenant-database/index.js';
import { asksForNationalNumbers, type Condition, type KnownCountries, type Searchable } from './criteria.js';

const NONE: KnownCountries = { ofTenant: null, ofCustomers: [] };

/**
 * The countries that phone numbers in these conditions may be from. They are read only if a number has no country code.
 */
export async function countriesFor<Field extends string>(
  database: Database,
  tenant: TenantId,
  conditions: readonly Condition<Field>[],
  table: Readonly<Record<Field, Searchable>>,
): Promise<KnownCountries> {
  if (!asksForNationalNumbers(conditions, table)) return NONE;
  const rows = await database.read<{ country: string | null; isOfTenant: boolean }>(tenant, {
    text: COUNTRIES,
    values: [tenant],
  });
  return {
    ofTenant: rows.find(({ isOfTenant }) => isOfTenant)?.country ?? null,
    ofCustomers: [
      ...new Set(
        rows.flatMap(({ country, isOfTenant }) => (isOfTenant || country === null ? [] : [country.toUpperCase()])),
      ),
    ],
  };
}

// Jumps through the index from one country to the next: a tenant has many customers and few countries.
const COUNTRIES = `
  WITH RECURSIVE known (country) AS (
    (SELECT country_iso FROM customers WHERE tenant_id = $1 AND country_iso IS NOT NULL ORDER BY country_iso LIMIT 1)
    UNION ALL
    SELECT (SELECT country_iso FROM customers WHERE tenant_id = $1 AND country_iso > known.country ORDER BY country_iso LIMIT 1)
    FROM known WHERE known.country IS NOT NULL
  )
  SELECT country, false AS "isOfTenant" FROM known WHERE country IS NOT NULL
  UNION ALL SELECT upper(default_country), true FROM tenants WHERE id = $1`;
