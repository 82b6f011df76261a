import type { MigrationInterface, QueryRunner } from 'typeorm';

export class PersonsGoWithTheirCustomer1763700600000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    // Of one tenant after the other: the policies hold the owner too.
    await runner.query(`
      DO $$
        DECLARE tenant bigint;
        BEGIN
          FOR tenant IN SELECT id FROM tenants LOOP
            PERFORM set_config('app.tenant', tenant::text, true);
            UPDATE contact_persons person SET deleted_at = customer.deleted_at FROM customers customer
              WHERE customer.tenant_id = tenant AND person.tenant_id = tenant AND customer.id = person.customer_id AND customer.deleted_at IS NOT NULL AND person.deleted_at IS NULL;
          END LOOP;
          PERFORM set_config('app.tenant', '', true);
        END $$;
    `);
  }

  // Who was deleted with the customer, and who before, cannot be told apart; neither shows.
  async down(): Promise<void> {}
}
