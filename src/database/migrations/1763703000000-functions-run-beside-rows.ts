import type { MigrationInterface, QueryRunner } from 'typeorm';

const ORIGIN = "nullif(current_setting('app.origin', true), '')::text[]";

const LEDGER = ['payer_id', 'kind', 'amount', 'currency', 'occurred_at', 'reference', 'created_at'];
const ledgerValues = LEDGER.map((column) => `'${column}', moved.${column}${column === 'amount' ? '::text' : ''}`).join(
  ', ',
);

const entryMoved = (kind: 'added' | 'removed', customer: string, payer: string) => `
              INSERT INTO changes (tenant_id, customer_id, record, record_id, kind, origin, patch)
                VALUES (tenant, ${customer}, 'ledger_entry', moved.id, '${kind}', ${ORIGIN},
                  jsonb_strip_nulls(jsonb_build_object(${ledgerValues}) || jsonb_build_object('payer_id', ${payer})));`;

/** The end of erase_changes: before, it selected the row of the customer. */
const erased = (insert: string) => `
      CREATE OR REPLACE FUNCTION erase_changes(customer bigint, personal jsonb) RETURNS void
        LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
        DECLARE
          tenant bigint := current_tenant();
          present customers%ROWTYPE;
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
          ${insert}
        END $$;`;

const moving = (insert: string) => `
      CREATE OR REPLACE FUNCTION move_ledger_entries(entries bigint[], customers bigint[], payers bigint[]) RETURNS void
        LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
        DECLARE tenant bigint := current_tenant();
        DECLARE moved record;
        BEGIN
          PERFORM set_config('app.moved_entries', tenant::text, true);
          FOR moved IN
            SELECT old.*, named.customer AS to_customer, named.payer AS to_payer
              FROM unnest(entries, customers, payers) AS named (id, customer, payer)
              JOIN ledger_entries old ON old.tenant_id = tenant AND old.id = named.id
              WHERE (old.customer_id, old.payer_id) IS DISTINCT FROM (named.customer, named.payer) ORDER BY old.id
          LOOP
            UPDATE ledger_entries SET customer_id = moved.to_customer, payer_id = moved.to_payer
              WHERE tenant_id = tenant AND id = moved.id;
            IF moved.to_customer = moved.customer_id THEN
              INSERT INTO changes (tenant_id, customer_id, record, record_id, kind, origin, patch)
                VALUES (tenant, moved.customer_id, 'ledger_entry', moved.id, 'changed', ${ORIGIN},
                  jsonb_build_object('payer_id', jsonb_build_array(moved.payer_id, moved.to_payer)));
            ELSE ${insert}
            END IF;
          END LOOP;
          PERFORM set_config('app.moved_entries', '', true);
        END $$;`;

const WANTED = `SELECT DISTINCT ON (i.tenant_id) i.tenant_id, i.id FROM imports i JOIN tenants ON tenants.id = i.tenant_id
        WHERE i.wanted IS NOT NULL AND i.tenant_id <> ALL (without_tenants) AND tenants.suspended_at IS NULL
        ORDER BY i.tenant_id, i.id LIMIT 100`;

const wanted = (language: string, body: string) => `
      CREATE OR REPLACE FUNCTION wanted_imports(without_tenants bigint[]) RETURNS TABLE (tenant_id bigint, id bigint)
        LANGUAGE ${language} STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
        ${body} $$;`;

/**
 * With Citus, these functions run on the server of a tenant's rows, inside of a statement. There an INSERT has values:
 * one that selects is sent to all servers. And Citus plans no parameters of functions in SQL.
 */
export class FunctionsRunBesideRows1763703000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      -- Keeps with a customer what no row says.
      CREATE FUNCTION note_change(customer bigint, version bigint, patch jsonb) RETURNS void LANGUAGE plpgsql AS $$
        BEGIN
          INSERT INTO public.changes (tenant_id, customer_id, version, record, record_id, kind, origin, patch)
            VALUES (public.current_tenant(), customer, version, 'customer', customer, 'changed', ${ORIGIN}, patch);
        END $$;
      REVOKE EXECUTE ON FUNCTION note_change FROM PUBLIC;
    `);
    await runner.query(
      erased(`SELECT * INTO present FROM customers WHERE tenant_id = tenant AND id = customer;
          INSERT INTO changes (tenant_id, customer_id, version, record, record_id, kind, origin, patch)
            VALUES (tenant, customer, present.version, 'customer', customer, 'erased', ${ORIGIN}, '{}');`),
    );
    await runner.query(
      moving(
        entryMoved('removed', 'moved.customer_id', 'moved.payer_id') +
          entryMoved('added', 'moved.to_customer', 'moved.to_payer'),
      ),
    );
    await runner.query(wanted('plpgsql', `#variable_conflict use_column\n        BEGIN RETURN QUERY ${WANTED}; END`));
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP FUNCTION note_change');
    await runner.query(
      erased(`INSERT INTO changes (tenant_id, customer_id, version, record, record_id, kind, origin, patch)
            SELECT tenant_id, id, version, 'customer', id, 'erased', ${ORIGIN}, '{}' FROM customers
            WHERE tenant_id = tenant AND id = customer;`),
    );
    await runner.query(
      moving(`
              INSERT INTO changes (tenant_id, customer_id, record, record_id, kind, origin, patch)
                SELECT tenant, one.customer, 'ledger_entry', moved.id, one.kind, ${ORIGIN},
                  jsonb_strip_nulls(jsonb_build_object(${ledgerValues})
                    || jsonb_build_object('payer_id', one.payer))
                FROM (VALUES (moved.customer_id, 'removed', moved.payer_id),
                  (moved.to_customer, 'added', moved.to_payer)) AS one (customer, kind, payer);`),
    );
    await runner.query(wanted('sql', WANTED));
  }
}
