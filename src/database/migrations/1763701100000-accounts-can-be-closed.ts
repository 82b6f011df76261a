import type { MigrationInterface, QueryRunner } from 'typeorm';

export class AccountsCanBeClosed1763701100000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE tenants ADD COLUMN suspended_at timestamptz;
      ALTER TABLE users
        ADD COLUMN suspended_at timestamptz,
        -- A session is good for the generation that it was opened in; the next generation ends all before it.
        ADD COLUMN session_generation integer NOT NULL DEFAULT 0;

      -- A deleted user keeps the id that other rows refer to, and nothing else.
      UPDATE users SET email = '', login = '', password_hash = '', first_name = NULL, last_name = NULL, mobile = NULL
        WHERE deleted_at IS NOT NULL;
      ALTER TABLE users ADD CONSTRAINT users_deleted_are_empty CHECK (deleted_at IS NULL
        OR (email = '' AND login = '' AND password_hash = ''
          AND first_name IS NULL AND last_name IS NULL AND mobile IS NULL));

      -- Entries go only together with their tenant, whose removal names it; the application may not delete them at all.
      CREATE OR REPLACE FUNCTION ledger_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
          IF TG_OP = 'DELETE' AND current_setting('app.removed_tenant', true) = OLD.tenant_id::text THEN
            RETURN OLD;
          END IF;
          RAISE EXCEPTION 'ledger entries are added, never changed';
        END $$;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE OR REPLACE FUNCTION ledger_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN RAISE EXCEPTION 'ledger entries are added, never changed'; END $$;
      ALTER TABLE users
        DROP CONSTRAINT users_deleted_are_empty, DROP COLUMN session_generation, DROP COLUMN suspended_at;
      ALTER TABLE tenants DROP COLUMN suspended_at;
    `);
  }
}
