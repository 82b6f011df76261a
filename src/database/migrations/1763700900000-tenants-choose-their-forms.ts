import type { MigrationInterface, QueryRunner } from 'typeorm';

export class TenantsChooseTheirForms1763700900000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE tenants
        ADD COLUMN accounting_case text NOT NULL DEFAULT 'camel' CHECK (accounting_case IN ('camel', 'snake')),
        ADD COLUMN billing_times text NOT NULL DEFAULT 'iso' CHECK (billing_times IN ('iso', 'local'));
      -- NULL: the key answers as its tenant does.
      ALTER TABLE api_keys ADD COLUMN accounting_case text CHECK (accounting_case IN ('camel', 'snake'));
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE api_keys DROP COLUMN accounting_case;
      ALTER TABLE tenants DROP COLUMN accounting_case, DROP COLUMN billing_times;
    `);
  }
}
