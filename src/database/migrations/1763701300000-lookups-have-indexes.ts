import type { MigrationInterface, QueryRunner } from 'typeorm';
import { ofEachTenant } from './of-each-tenant.js';

/** The characters that `trimmed` drops at the ends of a text. */
const BLANKS =
  '\\0009\\000A\\000B\\000C\\000D\\0020\\0085\\00A0\\1680\\2000\\2001\\2002\\2003\\2004\\2005\\2006\\2007\\2008\\2009\\200A' +
  '\\2028\\2029\\202F\\205F\\3000\\200B\\2060\\FEFF\\00AD\\061C\\200E\\200F';

/**
 * A column to look a text up by: without case, accents and surrounding blanks, compared byte by byte. Only the beginning
 * of a text is in it, because an index refuses entries of more than 2,704 bytes.
 */
const key = (name: string, text: string) =>
  `ADD COLUMN ${name} text COLLATE "C" GENERATED ALWAYS AS (lookup_key(${text})) STORED`;

export class LookupsHaveIndexes1763701300000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE FUNCTION lookup_key(value text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT
        AS $$ SELECT nullif(left(btrim(public.folded(translate(value, E'\\r\\n', '  ')), U&'${BLANKS}'), 200), '') $$;

      ALTER TABLE customers ${key('name_key', 'display_name')}, ${key('legal_name_key', 'legal_name')};
      ALTER TABLE emails ${key('email_key', 'email')};
      ALTER TABLE contact_persons
        ${key('first_name_key', 'first_name')},
        ${key('last_name_key', 'last_name')},
        ${key('full_name_key', "coalesce(first_name || ' ' || last_name, first_name, last_name)")},
        -- A customer's time of creation never changes. A list of customers by a name of their main contact is sorted by it.
        ADD COLUMN customer_created_at timestamptz NOT NULL DEFAULT now();
    `);
    await runner.query(
      ofEachTenant(`
        UPDATE contact_persons person SET customer_created_at = customer.created_at FROM customers customer
          WHERE person.tenant_id = tenant AND customer.tenant_id = tenant AND customer.id = person.customer_id`),
    );
    await runner.query(`
      -- A new customer's row may follow the row of its contact person, in a transaction with one time for both.
      CREATE FUNCTION contact_persons_age() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
          NEW.customer_created_at := coalesce(
            (SELECT created_at FROM public.customers WHERE tenant_id = NEW.tenant_id AND id = NEW.customer_id), now());
          RETURN NEW;
        END $$;
      REVOKE EXECUTE ON FUNCTION contact_persons_age FROM PUBLIC;
      CREATE TRIGGER contact_persons_aged BEFORE INSERT ON contact_persons FOR EACH ROW EXECUTE FUNCTION contact_persons_age();

      CREATE INDEX customers_by_name_key ON customers (tenant_id, name_key, id) WHERE deleted_at IS NULL;
      CREATE INDEX customers_by_legal_name_key ON customers (tenant_id, legal_name_key, id)
        WHERE deleted_at IS NULL AND legal_name_key IS NOT NULL;
      CREATE INDEX customers_by_name ON customers (tenant_id, display_name COLLATE "und-x-icu", id) WHERE deleted_at IS NULL;
      CREATE INDEX customers_by_status ON customers (tenant_id, status, id) WHERE deleted_at IS NULL;
      CREATE INDEX customers_active ON customers (tenant_id, id) WHERE deleted_at IS NULL AND status <> 'I';
      CREATE INDEX customers_newest ON customers (tenant_id, created_at DESC, id DESC) WHERE deleted_at IS NULL;
      CREATE INDEX customers_by_main_contact ON customers (tenant_id, main_contact_id) INCLUDE (id, status)
        WHERE deleted_at IS NULL AND main_contact_id IS NOT NULL;
      DROP INDEX customers_children;
      CREATE INDEX customers_children ON customers (tenant_id, parent_id, id) WHERE parent_id IS NOT NULL;

      DROP INDEX emails_normal, phones_number;
      CREATE INDEX emails_normal ON emails (tenant_id, email_normal, customer_id);
      CREATE INDEX emails_by_key ON emails (tenant_id, email_key, customer_id);
      CREATE INDEX phones_number ON phones (tenant_id, number_normal, customer_id);

      CREATE INDEX contact_persons_by_first_name ON contact_persons (tenant_id, first_name_key, id)
        WHERE deleted_at IS NULL AND first_name_key IS NOT NULL;
      CREATE INDEX contact_persons_by_last_name ON contact_persons (tenant_id, last_name_key, id)
        WHERE deleted_at IS NULL AND last_name_key IS NOT NULL;
      CREATE INDEX contact_persons_by_full_name ON contact_persons (tenant_id, full_name_key, id)
        WHERE deleted_at IS NULL AND full_name_key IS NOT NULL;
      -- These and customers_by_main_contact have what a count needs, so it reads no row.
      CREATE INDEX customers_by_first_name ON contact_persons (tenant_id, first_name_key, customer_created_at DESC, customer_id DESC)
        INCLUDE (id) WHERE first_name_key IS NOT NULL;
      CREATE INDEX customers_by_last_name ON contact_persons (tenant_id, last_name_key, customer_created_at DESC, customer_id DESC)
        INCLUDE (id) WHERE last_name_key IS NOT NULL;
      CREATE INDEX contact_persons_by_token ON contact_persons (tenant_id, token) WHERE deleted_at IS NULL;
      CREATE INDEX contact_persons_of_customer_living ON contact_persons (tenant_id, customer_id, id) WHERE deleted_at IS NULL;
      CREATE INDEX contact_persons_newest ON contact_persons (tenant_id, created_at, id) WHERE deleted_at IS NULL;
      CREATE INDEX contact_persons_updated ON contact_persons (tenant_id, updated_at, id) WHERE deleted_at IS NULL;

      -- When a living customer was changed, in a narrow table: an index on this column of customers would make each
      -- change of a customer write all indexes of its row.
      CREATE TABLE customer_updates (
        tenant_id bigint NOT NULL,
        customer_id bigint NOT NULL,
        updated_at timestamptz NOT NULL,
        PRIMARY KEY (tenant_id, customer_id)
      ) WITH (fillfactor = 80);
      CREATE INDEX customer_updates_by_time ON customer_updates (tenant_id, updated_at, customer_id);
      ALTER TABLE customer_updates ENABLE ROW LEVEL SECURITY;
      ALTER TABLE customer_updates FORCE ROW LEVEL SECURITY;
      CREATE POLICY its_tenant ON customer_updates USING (tenant_id = current_tenant());

      CREATE FUNCTION note_update() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
        BEGIN
          IF NEW.deleted_at IS NOT NULL THEN
            DELETE FROM customer_updates WHERE tenant_id = NEW.tenant_id AND customer_id = NEW.id;
          ELSE
            INSERT INTO customer_updates VALUES (NEW.tenant_id, NEW.id, NEW.updated_at)
              ON CONFLICT (tenant_id, customer_id) DO UPDATE SET updated_at = excluded.updated_at;
          END IF;
          RETURN NULL;
        END $$;
      CREATE FUNCTION forget_update() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
        BEGIN
          DELETE FROM customer_updates WHERE tenant_id = OLD.tenant_id AND customer_id = OLD.id;
          RETURN NULL;
        END $$;
      REVOKE EXECUTE ON FUNCTION note_update, forget_update FROM PUBLIC;
    `);
    await runner.query(
      ofEachTenant(`
        INSERT INTO customer_updates
          SELECT tenant_id, id, updated_at FROM customers WHERE tenant_id = tenant AND deleted_at IS NULL`),
    );
    await runner.query(`
      CREATE TRIGGER customers_created AFTER INSERT ON customers FOR EACH ROW EXECUTE FUNCTION note_update();
      CREATE TRIGGER customers_updated AFTER UPDATE ON customers FOR EACH ROW
        WHEN (OLD.updated_at <> NEW.updated_at OR OLD.deleted_at IS DISTINCT FROM NEW.deleted_at) EXECUTE FUNCTION note_update();
      CREATE TRIGGER customers_erased AFTER DELETE ON customers FOR EACH ROW EXECUTE FUNCTION forget_update();
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP TRIGGER customers_created ON customers;
      DROP TRIGGER customers_updated ON customers;
      DROP TRIGGER customers_erased ON customers;
      DROP TRIGGER contact_persons_aged ON contact_persons;
      DROP FUNCTION note_update, forget_update, contact_persons_age;
      DROP TABLE customer_updates;
      DROP INDEX customers_by_name, customers_by_status, customers_active, customers_newest, customers_by_main_contact,
        customers_children, emails_normal, phones_number, contact_persons_by_token, contact_persons_of_customer_living,
        contact_persons_newest, contact_persons_updated;
      ALTER TABLE customers DROP COLUMN name_key, DROP COLUMN legal_name_key;
      ALTER TABLE emails DROP COLUMN email_key;
      ALTER TABLE contact_persons DROP COLUMN first_name_key, DROP COLUMN last_name_key, DROP COLUMN full_name_key,
        DROP COLUMN customer_created_at;
      DROP FUNCTION lookup_key;
      CREATE INDEX customers_children ON customers (tenant_id, parent_id) WHERE parent_id IS NOT NULL;
      CREATE INDEX emails_normal ON emails (tenant_id, email_normal);
      CREATE INDEX phones_number ON phones (tenant_id, number_normal);
    `);
  }
}
