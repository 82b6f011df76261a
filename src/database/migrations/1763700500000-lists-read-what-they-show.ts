import type { MigrationInterface, QueryRunner } from 'typeorm';

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

      -- How many living customers there are, so that a list need not count them. In parts, because two who change the same
      -- part wait for each other: each connection has one, and changes it when its transaction ends.
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

      CREATE FUNCTION count_customers() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
        DECLARE
          more_living int := 0;
          more_inactive int := 0;
        BEGIN
          IF TG_OP <> 'INSERT' AND OLD.deleted_at IS NULL THEN
            more_living := -1;
            more_inactive := -(OLD.status = 'I')::int;
          END IF;
          IF TG_OP <> 'DELETE' AND NEW.deleted_at IS NULL THEN
            more_living := more_living + 1;
            more_inactive := more_inactive + (NEW.status = 'I')::int;
          END IF;
          INSERT INTO customer_counts AS counts VALUES (coalesce(NEW.tenant_id, OLD.tenant_id), pg_backend_pid() % 16, more_living, more_inactive)
            ON CONFLICT (tenant_id, part) DO UPDATE SET living = counts.living + more_living, inactive = counts.inactive + more_inactive;
          RETURN NULL;
        END $$;
      REVOKE EXECUTE ON FUNCTION count_customers FROM PUBLIC;
      CREATE CONSTRAINT TRIGGER customers_added_or_removed AFTER INSERT OR DELETE ON customers DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION count_customers();
      CREATE CONSTRAINT TRIGGER customers_turned AFTER UPDATE OF status, deleted_at ON customers DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
        WHEN ((OLD.status = 'I', OLD.deleted_at IS NULL) IS DISTINCT FROM (NEW.status = 'I', NEW.deleted_at IS NULL)) EXECUTE FUNCTION count_customers();
    `);
    await runner.query(`
      DO $$
        DECLARE tenant bigint;
        BEGIN
          FOR tenant IN SELECT id FROM tenants LOOP
            PERFORM set_config('app.tenant', tenant::text, true);
            INSERT INTO customer_counts SELECT tenant, 0, count(*), count(*) FILTER (WHERE status = 'I') FROM customers WHERE tenant_id = tenant AND deleted_at IS NULL;
          END LOOP;
          PERFORM set_config('app.tenant', '', true);
        END $$;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TRIGGER customers_turned ON customers; DROP TRIGGER customers_added_or_removed ON customers; DROP FUNCTION count_customers, customers_mentioning; DROP TABLE customer_counts');
    for (const table of ['customers', 'emails', 'phones', 'contact_persons']) await runner.query(`DROP POLICY who_mentions ON ${table}`);
    await runner.query(`
      CREATE INDEX customers_search ON customers USING gin (search_text gin_trgm_ops);
      CREATE INDEX customers_newest ON customers (tenant_id, created_at DESC, id DESC) WHERE deleted_at IS NULL;
      DROP INDEX customers_living, customers_newest_active, customers_newest_inactive, contact_persons_living, customers_mentions, emails_mentions, phones_mentions, contact_persons_mentions;
      ALTER TABLE customers RESET (fillfactor);
    `);
  }
}
