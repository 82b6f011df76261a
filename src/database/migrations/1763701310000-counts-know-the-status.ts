import type { MigrationInterface, QueryRunner } from 'typeorm';
import { ofEachTenant } from './of-each-tenant.js';

/** A trigger's function that adds to the counts. Each is a statement of its own with values: Citus sends only those. */
const counting = (name: string, changes: string) => `
      CREATE FUNCTION ${name}() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
        DECLARE change record;
        BEGIN
          FOR change IN ${changes} LOOP
            INSERT INTO customer_counts AS counts (tenant_id, part, status, living)
              VALUES (change.tenant_id, pg_backend_pid() % 8, change.status, change.more)
              ON CONFLICT (tenant_id, part, status) DO UPDATE SET living = counts.living + excluded.living;
          END LOOP;
          RETURN NULL;
        END $$;`;

const TURNED = `
            SELECT NEW.tenant_id, turned.status, sum(turned.more) AS more
            FROM (VALUES (OLD.status, OLD.deleted_at, -1), (NEW.status, NEW.deleted_at, 1)) AS turned (status, deleted_at, more)
            WHERE turned.deleted_at IS NULL GROUP BY turned.status ORDER BY turned.status`;

/** Living customers are counted by their status, so that a list of one status need not count them. */
export class CountsKnowTheStatus1763701310000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP TRIGGER customers_turned ON customers;
      DROP TRIGGER customers_added ON customers;
      DROP TRIGGER customers_removed ON customers;
      DROP FUNCTION count_turned, count_added, count_removed, count_customers;
      TRUNCATE customer_counts;
      ALTER TABLE customer_counts DROP CONSTRAINT customer_counts_pkey, DROP COLUMN inactive, ADD COLUMN status text NOT NULL,
        ADD PRIMARY KEY (tenant_id, part, status);

      ${counting('count_added', 'SELECT tenant_id, status, count(*) AS more FROM added WHERE deleted_at IS NULL GROUP BY tenant_id, status ORDER BY tenant_id, status')}
      ${counting('count_removed', 'SELECT tenant_id, status, -count(*) AS more FROM removed WHERE deleted_at IS NULL GROUP BY tenant_id, status ORDER BY tenant_id, status')}
      -- Two transactions may change the same two counts. Both take them in the order of their status, so neither waits
      -- for the other while the other waits for it.
      ${counting('count_turned', TURNED)}
      REVOKE EXECUTE ON FUNCTION count_added, count_removed, count_turned FROM PUBLIC;
      CREATE TRIGGER customers_added AFTER INSERT ON customers REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION count_added();
      CREATE TRIGGER customers_removed AFTER DELETE ON customers REFERENCING OLD TABLE AS removed FOR EACH STATEMENT EXECUTE FUNCTION count_removed();
      CREATE TRIGGER customers_turned AFTER UPDATE OF status, deleted_at ON customers FOR EACH ROW
        WHEN ((OLD.status, OLD.deleted_at IS NULL) IS DISTINCT FROM (NEW.status, NEW.deleted_at IS NULL)) EXECUTE FUNCTION count_turned();
    `);
    await runner.query(
      ofEachTenant(
        'INSERT INTO customer_counts (tenant_id, part, status, living) SELECT tenant, 0, status, count(*) FROM customers WHERE tenant_id = tenant AND deleted_at IS NULL GROUP BY status',
      ),
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP TRIGGER customers_turned ON customers;
      DROP TRIGGER customers_added ON customers;
      DROP TRIGGER customers_removed ON customers;
      DROP FUNCTION count_added, count_removed, count_turned;
      TRUNCATE customer_counts;
      ALTER TABLE customer_counts DROP CONSTRAINT customer_counts_pkey, DROP COLUMN status, ADD COLUMN inactive bigint NOT NULL,
        ADD PRIMARY KEY (tenant_id, part);

      CREATE FUNCTION count_customers(tenant bigint, more_living bigint, more_inactive bigint) RETURNS void LANGUAGE sql AS $$
        INSERT INTO public.customer_counts AS counts VALUES (tenant, pg_backend_pid() % 8, more_living, more_inactive)
          ON CONFLICT (tenant_id, part) DO UPDATE SET living = counts.living + excluded.living, inactive = counts.inactive + excluded.inactive;
      $$;
      CREATE FUNCTION count_added() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
        BEGIN
          PERFORM count_customers(tenant_id, count(*), count(*) FILTER (WHERE status = 'I')) FROM added WHERE deleted_at IS NULL GROUP BY tenant_id;
          RETURN NULL;
        END $$;
      CREATE FUNCTION count_removed() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
        BEGIN
          PERFORM count_customers(tenant_id, -count(*), -count(*) FILTER (WHERE status = 'I')) FROM removed WHERE deleted_at IS NULL GROUP BY tenant_id;
          RETURN NULL;
        END $$;
      CREATE FUNCTION count_turned() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
        DECLARE
          was int := (OLD.deleted_at IS NULL)::int;
          is_now int := (NEW.deleted_at IS NULL)::int;
        BEGIN
          PERFORM count_customers(NEW.tenant_id, is_now - was, is_now * (NEW.status = 'I')::int - was * (OLD.status = 'I')::int);
          RETURN NULL;
        END $$;
      REVOKE EXECUTE ON FUNCTION count_customers, count_added, count_removed, count_turned FROM PUBLIC;
      CREATE TRIGGER customers_added AFTER INSERT ON customers REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION count_added();
      CREATE TRIGGER customers_removed AFTER DELETE ON customers REFERENCING OLD TABLE AS removed FOR EACH STATEMENT EXECUTE FUNCTION count_removed();
      CREATE TRIGGER customers_turned AFTER UPDATE OF status, deleted_at ON customers FOR EACH ROW
        WHEN ((OLD.status = 'I', OLD.deleted_at IS NULL) IS DISTINCT FROM (NEW.status = 'I', NEW.deleted_at IS NULL)) EXECUTE FUNCTION count_turned();
    `);
    await runner.query(
      ofEachTenant(
        "INSERT INTO customer_counts SELECT tenant, 0, count(*), count(*) FILTER (WHERE status = 'I') FROM customers WHERE tenant_id = tenant AND deleted_at IS NULL",
      ),
    );
  }
}
