import type { MigrationInterface, QueryRunner } from 'typeorm';

export class PrivateKeysAreStoredEncrypted1763701150000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      -- The first eight bytes name the key that it is encrypted under. NULL: the pair was made before, and its private key
      -- follows from the signing secret, which the database does not know; the next start of a server stores it.
      ALTER TABLE api_keys ADD COLUMN private_key bytea CHECK (private_key IS NULL OR contract = 'billing');

      -- Asked at a start, before any tenant is known: whose private keys are not encrypted under this key?
      CREATE FUNCTION tenants_with_other_keys(key_id bytea) RETURNS SETOF bigint LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp
        AS $$ SELECT DISTINCT tenant_id FROM api_keys
              WHERE contract = 'billing' AND revoked_at IS NULL AND (private_key IS NULL OR substr(private_key, 1, 8) <> key_id) $$;
      REVOKE EXECUTE ON FUNCTION tenants_with_other_keys FROM PUBLIC;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP FUNCTION tenants_with_other_keys; ALTER TABLE api_keys DROP COLUMN private_key');
  }
}
