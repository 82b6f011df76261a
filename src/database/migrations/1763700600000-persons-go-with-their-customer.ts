import type { MigrationInterface, QueryRunner } from 'typeorm';
import { ofEachTenant } from './of-each-tenant.js';

export class PersonsGoWithTheirCustomer1763700600000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(
      ofEachTenant(`
        UPDATE contact_persons person SET deleted_at = customer.deleted_at FROM customers customer
          WHERE customer.tenant_id = tenant AND person.tenant_id = tenant AND customer.id = person.customer_id AND customer.deleted_at IS NOT NULL AND person.deleted_at IS NULL`),
    );
  }

  // Persons that were deleted with their customer cannot be told from those deleted before. No contract shows either.
  async down(): Promise<void> {}
}
