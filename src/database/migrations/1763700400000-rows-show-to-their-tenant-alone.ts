import type { MigrationInterface, QueryRunner } from 'typeorm';

/** All tables that have a tenant. A test compares the list with the catalog. */
const TABLES = [
  'memberships',
  'api_keys',
  'erp_nonces',
  'signed_nonces',
  'customers',
  'emails',
  'phones',
  'company_names',
  'contact_persons',
  'ledger_entries',
];

export class RowsShowToTheirTenantAlone1763700400000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      -- After a transaction the setting reads '', not NULL. Without a tenant there are no rows.
      CREATE FUNCTION current_tenant() RETURNS bigint LANGUAGE sql STABLE PARALLEL SAFE
        AS $$ SELECT nullif(current_setting('app.tenant', true), '')::bigint $$;
    `);
    for (const table of TABLES) {
      await runner.query(`
        ALTER TABLE ${table} ENABLE ROW LEVEL SECURITY;
        ALTER TABLE ${table} FORCE ROW LEVEL SECURITY;
        CREATE POLICY its_tenant ON ${table} USING (tenant_id = current_tenant());
      `);
    }
    await runner.query(`
      -- Whose credential is it? Asked before any tenant is known, and answered for one hash, one name or one user at a time.
      CREATE FUNCTION keys_by_secret(hash bytea) RETURNS SETOF api_keys LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp
        AS $$ SELECT * FROM api_keys WHERE secret_hash = hash $$;
      CREATE FUNCTION keys_by_public(public_word text) RETURNS SETOF api_keys LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp
        AS $$ SELECT * FROM api_keys WHERE public_key = public_word $$;
      CREATE FUNCTION memberships_of(member bigint) RETURNS SETOF memberships LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp
        AS $$ SELECT * FROM memberships WHERE user_id = member $$;
      REVOKE EXECUTE ON FUNCTION keys_by_secret, keys_by_public, memberships_of FROM PUBLIC;

      -- The policies hold the owner too; these are what its three functions read.
      CREATE POLICY whose_key ON api_keys FOR SELECT TO CURRENT_USER USING (true);
      CREATE POLICY whose_user ON memberships FOR SELECT TO CURRENT_USER USING (true);
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(
      'DROP FUNCTION keys_by_secret, keys_by_public, memberships_of; DROP POLICY whose_key ON api_keys; DROP POLICY whose_user ON memberships',
    );
    for (const table of TABLES) {
      await runner.query(
        `DROP POLICY its_tenant ON ${table}; ALTER TABLE ${table} NO FORCE ROW LEVEL SECURITY; ALTER TABLE ${table} DISABLE ROW LEVEL SECURITY`,
      );
    }
    await runner.query('DROP FUNCTION current_tenant');
  }
}
