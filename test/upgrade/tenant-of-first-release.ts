import type { OwnPostgres } from '../support/own-postgres.js';

/** A tenant in a database of 0.1.0, which the services of today cannot make. Returns its ID. */
export async function aTenantOfFirstRelease(postgres: OwnPostgres): Promise<number> {
  const [tenant] = await postgres.run<{ id: number }>(
    `INSERT INTO tenants (slug, domain, name, base_currency, default_country, time_zone)
     VALUES ('many', 'many.example', 'Many', 'USD', 'US', 'UTC') RETURNING id::int`,
  );
  return tenant!.id;
}
