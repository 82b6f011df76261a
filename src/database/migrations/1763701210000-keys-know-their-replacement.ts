import type { MigrationInterface, QueryRunner } from 'typeorm';

export class KeysKnowTheirReplacement1763701210000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE api_keys
        ADD COLUMN replaced_by bigint,
        ADD CONSTRAINT api_keys_replacement FOREIGN KEY (tenant_id, replaced_by) REFERENCES api_keys (tenant_id, id);
      -- A tenant that is removed looks for what refers to each of its keys.
      CREATE INDEX api_keys_replaced_by_key ON api_keys (tenant_id, replaced_by) WHERE replaced_by IS NOT NULL;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE api_keys DROP COLUMN replaced_by');
  }
}
