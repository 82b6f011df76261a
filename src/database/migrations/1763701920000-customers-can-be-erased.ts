import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Personal data can be removed from what is kept of a customer. */
export class CustomersCanBeErased1763701920000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      -- The value of a personal column in a patch. That there was one is still to be seen, and what it was is not.
      CREATE FUNCTION erased_value(value jsonb, is_change boolean) RETURNS jsonb LANGUAGE sql IMMUTABLE AS $$
        SELECT CASE WHEN is_change
          THEN (SELECT jsonb_agg(nullif(one <> 'null', false) ORDER BY place)
            FROM jsonb_array_elements(value) WITH ORDINALITY AS pair (one, place))
          ELSE 'true' END $$;
      REVOKE EXECUTE ON FUNCTION erased_value FROM PUBLIC;

      -- Removes personal data from the changes and from the ledger of a customer of the current tenant. What this
      -- transaction changed is replaced by one change that says that the customer was erased. "personal": columns by
      -- kind of record.
      CREATE FUNCTION erase_changes(customer bigint, personal jsonb) RETURNS void
        LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
        DECLARE tenant bigint := current_tenant();
        BEGIN
          DELETE FROM changes WHERE tenant_id = tenant AND customer_id = customer
            AND era = (SELECT max(id) FROM feed_eras) AND written_by = pg_current_xact_id();
          UPDATE changes SET
            origin = CASE WHEN origin[5] IS NULL THEN origin ELSE origin[1:4] || NULL::text END,
            patch = (SELECT coalesce(jsonb_object_agg(key, CASE WHEN personal -> record ? key
                THEN erased_value(value, kind = 'changed') ELSE value END), '{}') FROM jsonb_each(patch))
            WHERE tenant_id = tenant AND customer_id = customer AND kind <> 'erased';
          PERFORM set_config('app.erased_customer', customer::text, true);
          UPDATE ledger_entries SET reference = NULL
            WHERE tenant_id = tenant AND customer_id = customer AND reference IS NOT NULL;
          INSERT INTO changes (tenant_id, customer_id, version, record, record_id, kind, origin, patch)
            SELECT tenant_id, id, version, 'customer', id, 'erased',
              nullif(current_setting('app.origin', true), '')::text[], '{}' FROM customers
            WHERE tenant_id = tenant AND id = customer;
        END $$;
      REVOKE EXECUTE ON FUNCTION erase_changes FROM PUBLIC;

      -- Entries go only together with their tenant, whose removal names it. They lose their reference only together with
      -- the personal data of their customer. The application may do neither by itself.
      CREATE OR REPLACE FUNCTION ledger_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
          IF TG_OP = 'DELETE' AND current_setting('app.removed_tenant', true) = OLD.tenant_id::text THEN
            RETURN OLD;
          END IF;
          IF TG_OP = 'UPDATE' AND current_setting('app.erased_customer', true) = OLD.customer_id::text
            AND NEW.reference IS NULL AND to_jsonb(NEW) - 'reference' = to_jsonb(OLD) - 'reference' THEN
            RETURN NEW;
          END IF;
          RAISE EXCEPTION 'ledger entries are added, never changed';
        END $$;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP FUNCTION erase_changes(bigint, jsonb), erased_value(jsonb, boolean);
      CREATE OR REPLACE FUNCTION ledger_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
          IF TG_OP = 'DELETE' AND current_setting('app.removed_tenant', true) = OLD.tenant_id::text THEN
            RETURN OLD;
          END IF;
          RAISE EXCEPTION 'ledger entries are added, never changed';
        END $$`);
  }
}
