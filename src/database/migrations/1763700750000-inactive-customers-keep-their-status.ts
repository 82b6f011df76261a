import type { MigrationInterface, QueryRunner } from 'typeorm';
import { ofEachTenant } from './of-each-tenant.js';

export class InactiveCustomersKeepTheirStatus1763700750000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE customers ADD COLUMN status_before text');
    // A customer with an active company name has had its first one already, so no further name becomes the default by itself.
    await runner.query(
      ofEachTenant(`
        UPDATE customers SET company_name_chosen = true
          WHERE tenant_id = tenant AND NOT company_name_chosen AND EXISTS (
            SELECT 1 FROM company_names name WHERE name.tenant_id = tenant AND name.customer_id = customers.id AND name.is_active)`),
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE customers DROP COLUMN status_before');
  }
}
