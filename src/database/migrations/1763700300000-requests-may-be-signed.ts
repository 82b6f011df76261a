import type { MigrationInterface, QueryRunner } from 'typeorm';

export class RequestsMayBeSigned1763700300000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      -- What a key pair has signed with; a signature is worth nothing after its window, and its nonce is forgotten some time after that.
      CREATE TABLE signed_nonces (
        tenant_id bigint NOT NULL REFERENCES tenants (id),
        public_key text NOT NULL,
        nonce text NOT NULL,
        remembered_until timestamptz NOT NULL,
        PRIMARY KEY (tenant_id, public_key, nonce)
      );
      CREATE INDEX signed_nonces_outdated ON signed_nonces (tenant_id, remembered_until);
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE signed_nonces');
  }
}
