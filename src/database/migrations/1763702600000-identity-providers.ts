import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Accounts at identity providers that sign in as users. They belong to no tenant, as users do. */
export class IdentityProviders1763702600000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE user_identities (
        -- As the provider writes them: compared byte for byte.
        issuer text NOT NULL,
        subject text NOT NULL,
        user_id bigint NOT NULL REFERENCES users,
        created_at timestamptz NOT NULL DEFAULT now(),
        PRIMARY KEY (issuer, subject),
        UNIQUE (user_id, issuer)
      )`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE user_identities');
  }
}
