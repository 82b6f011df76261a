import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The first answer to a write with an idempotency key is stored in the transaction of the write. */
export class AnswersAreKept1763701700000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE kept_answers (
        tenant_id bigint NOT NULL REFERENCES tenants (id),
        caller text NOT NULL,
        route text NOT NULL,
        key text NOT NULL CHECK (length(key) BETWEEN 1 AND 255),
        request_hash bytea NOT NULL CHECK (length(request_hash) = 32),
        status integer NOT NULL,
        headers jsonb NOT NULL,
        body bytea NOT NULL,
        customer_ids bigint[] NOT NULL,
        created_at timestamptz NOT NULL DEFAULT now(),
        PRIMARY KEY (tenant_id, caller, route, key)
      );
      CREATE INDEX kept_answers_outdated ON kept_answers (tenant_id, created_at);
      ALTER TABLE kept_answers ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
      CREATE POLICY its_tenant ON kept_answers USING (tenant_id = current_tenant());
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE kept_answers');
  }
}
