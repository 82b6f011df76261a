import type { MigrationInterface, QueryRunner } from 'typeorm';
import { ofEachTenant } from './of-each-tenant.js';

export class ListsReadWhatTheyShow1763700500000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE EXTENSION IF NOT EXISTS btree_gin;

      -- Each list without a filter is the beginning of one of these; a customer is in two of the three.
      CREATE INDEX customers_living ON customers (tenant_id, id) WHERE deleted_at IS NULL;
      CREATE INDEX customers_newest_active ON customers (tenant_id, created_at DESC, id DESC) WHERE deleted_at IS NULL AND status <> 'I';
      CREATE INDEX customers_newest_inactive ON customers (tenant_id, created_at DESC, id DESC) WHERE deleted_at IS NULL AND status = 'I';
      DROP INDEX customers_newest;
      CREATE INDEX contact_persons_living ON contact_persons (tenant_id, id) WHERE deleted_at IS NULL;

      -- What is not yet in the index proper is looked at by every search, so that is kept short (kilobytes).
      CREATE INDEX customers_mentions ON customers USING gin (tenant_id, search_text gin_trgm_ops, folded(website) gin_trgm_ops) WITH (gin_pending_list_limit = 256);
      DROP INDEX customers_search;
      CREATE INDEX emails_mentions ON emails USING gin (tenant_id, folded(email) gin_trgm_ops) WITH (gin_pending_list_limit = 256);
      CREATE INDEX phones_mentions ON phones USING gin (tenant_id, folded(phone) gin_trgm_ops) WITH (gin_pending_list_limit = 256);
      CREATE INDEX contact_persons_mentions ON contact_persons
        USING gin (tenant_id, folded(first_name) gin_trgm_ops, folded(last_name) gin_trgm_ops) WITH (gin_pending_list_limit = 256);

      -- A change that no index is about finds room beside the row that it replaces, and leaves the indexes alone.
      ALTER TABLE customers SET (fillfactor = 85);
    `);
    for (const table of ['customers', 'emails', 'phones', 'contact_persons']) {
      await runner.query(`
        -- The policies hold the owner too; this is what its function below reads.
        CREATE POLICY who_mentions ON ${table} FOR SELECT TO CURRENT_USER USING (true);
      `);
    }
    await runner.query(`
      -- The pattern of LIKE for what has a text somewhere, without case and accents. Folding may make a pattern letter of another one, so it comes first.
      CREATE FUNCTION containing(value text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT
        AS $$ SELECT '%' || regexp_replace(folded(value), '([\\\\%_])', '\\\\\\1', 'g') || '%' $$;

      -- Customers of the current tenant that have a text (a pattern, folded) anywhere where somebody may search. LIKE is not
      -- leakproof, so under a policy it is asked of every row; as the owner it is asked of the indexes, and every part of
      -- it names the tenant by itself. It answers ids alone, and whoever asks looks at these rows through the policies.
      CREATE FUNCTION customers_mentioning(pattern text) RETURNS SETOF bigint LANGUAGE plpgsql STABLE SECURITY DEFINER ROWS 200 SET search_path = public, pg_temp AS $$
        DECLARE tenant bigint := current_tenant();
        BEGIN
          RETURN QUERY
            SELECT id FROM customers WHERE tenant_id = tenant AND (search_text LIKE pattern OR folded(website) LIKE pattern)
            UNION SELECT customer_id FROM emails WHERE tenant_id = tenant AND folded(email) LIKE pattern
            UNION SELECT customer_id FROM phones WHERE tenant_id = tenant AND folded(phone) LIKE pattern
            UNION SELECT customer_id FROM contact_persons WHERE tenant_id = tenant AND (folded(first_name) LIKE pattern OR folded(last_name) LIKE pattern);
        END $$;
      REVOKE EXECUTE ON FUNCTION customers_mentioning FROM PUBLIC;

      -- How many living customers there are, so that a list need not count them. In parts, one for each of some connections,
      -- because two who change the same part wait for each other until one has committed.
      CREATE TABLE customer_counts (
        tenant_id bigint NOT NULL REFERENCES tenants (id),
        part smallint NOT NULL,
        living bigint NOT NULL,
        inactive bigint NOT NULL,
        PRIMARY KEY (tenant_id, part)
      ) WITH (fillfactor = 50);
      ALTER TABLE customer_counts ENABLE ROW LEVEL SECURITY;
      ALTER TABLE customer_counts FORCE ROW LEVEL SECURITY;
      CREATE POLICY its_tenant ON customer_counts USING (tenant_id = current_tenant());

      CREATE FUNCTION count_customers(tenant bigint, more_living bigint, more_inactive bigint) RETURNS void LANGUAGE sql AS $$
        INSERT INTO customer_counts AS counts VALUES (tenant, pg_backend_pid() % 8, more_living, more_inactive)
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
      -- With a table of what was changed, it would be asked of every change.
      CREATE TRIGGER customers_turned AFTER UPDATE OF status, deleted_at ON customers FOR EACH ROW
        WHEN ((OLD.status = 'I', OLD.deleted_at IS NULL) IS DISTINCT FROM (NEW.status = 'I', NEW.deleted_at IS NULL)) EXECUTE FUNCTION count_turned();
    `);
    await runner.query(
      ofEachTenant(
        "INSERT INTO customer_counts SELECT tenant, 0, count(*), count(*) FILTER (WHERE status = 'I') FROM customers WHERE tenant_id = tenant AND deleted_at IS NULL",
      ),
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(
      'DROP TRIGGER customers_turned ON customers; DROP TRIGGER customers_added ON customers; DROP TRIGGER customers_removed ON customers; DROP FUNCTION count_added, count_removed, count_turned, count_customers, customers_mentioning, containing; DROP TABLE customer_counts',
    );
    for (const table of ['customers', 'emails', 'phones', 'contact_persons'])
      await runner.query(`DROP POLICY who_mentions ON ${table}`);
    await runner.query(`
      CREATE INDEX customers_search ON customers USING gin (search_text gin_trgm_ops);
      CREATE INDEX customers_newest ON customers (tenant_id, created_at DESC, id DESC) WHERE deleted_at IS NULL;
      DROP INDEX customers_living, customers_newest_active, customers_newest_inactive, contact_persons_living, customers_mentions, emails_mentions, phones_mentions, contact_persons_mentions;
      ALTER TABLE customers RESET (fillfactor);
    `);
  }
}
