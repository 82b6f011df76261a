import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A server does the work of imports by itself, and can pull their rows from a running system. */
export class ImportsRunByThemselves1763702350000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE imports
        -- The work that a server is to do.
        ADD wanted text CHECK (wanted IN ('pull', 'plan', 'run', 'undo')),
        -- Why the last work ended before its end.
        ADD failure text,
        -- Of the running system that rows are pulled from. The credentials are encrypted, and removed after the pull.
        ADD pulled_from text,
        ADD credentials bytea,
        -- The next page.
        ADD place text;
      CREATE INDEX imports_wanted ON imports (tenant_id, id) WHERE wanted IS NOT NULL;

      -- Of a row that joins a customer: fields with another value there, and which of the two it keeps.
      ALTER TABLE import_rows ADD disagreements jsonb;

      -- The policy of the table holds the owner too. The function below reads the imports of all tenants.
      CREATE POLICY whose_import ON imports FOR SELECT TO CURRENT_USER USING (true);

      CREATE FUNCTION wanted_imports(without_tenants bigint[]) RETURNS TABLE (tenant_id bigint, id bigint)
        LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
        SELECT DISTINCT ON (i.tenant_id) i.tenant_id, i.id FROM imports i JOIN tenants ON tenants.id = i.tenant_id
        WHERE i.wanted IS NOT NULL AND i.tenant_id <> ALL (without_tenants) AND tenants.suspended_at IS NULL
        ORDER BY i.tenant_id, i.id LIMIT 100 $$;
      REVOKE EXECUTE ON FUNCTION wanted_imports FROM PUBLIC;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP FUNCTION wanted_imports;
      DROP POLICY whose_import ON imports;
      ALTER TABLE import_rows DROP disagreements;
      ALTER TABLE imports DROP wanted, DROP failure, DROP pulled_from, DROP credentials, DROP place;
    `);
  }
}
