import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Billing reads customers by their token. */
export class TokensNameCustomers1763700850000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('CREATE INDEX customers_by_token ON customers (tenant_id, token) WHERE deleted_at IS NULL');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP INDEX customers_by_token');
  }
}
