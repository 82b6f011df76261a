import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Tables whose rows contact persons point at, and the column that points at them. */
const POINTED_AT = { emails: 'email_id', phones: 'phone_id' } as const;

/** Tables in which another row takes over when the first row with a value leaves. */
const WITH_TWINS = { emails: 'email_normal', phones: 'phone_normal' } as const;

const nextTwin = (table: string, normal: string, schema = '') => `
  CREATE OR REPLACE FUNCTION ${table}_next_twin() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      UPDATE ${schema}${table} SET is_twin = false WHERE tenant_id = OLD.tenant_id AND id = (
        SELECT min(id) FROM ${schema}${table} WHERE tenant_id = OLD.tenant_id AND customer_id = OLD.customer_id
          AND ${normal} = OLD.${normal} AND is_twin);
      RETURN NULL;
    END $$`;

const pointer = (column: string, target: string, onDelete = '') => `
  ALTER TABLE contact_persons
    DROP CONSTRAINT contact_persons_${target.slice(0, -1)},
    ADD CONSTRAINT contact_persons_${target.slice(0, -1)} FOREIGN KEY (tenant_id, customer_id, ${column})
      REFERENCES ${target} (tenant_id, customer_id, id) ${onDelete}`;

/** Citus can distribute the tables by their tenant. On one server nothing changes but how it is done. */
export class TablesCanBeDistributed1763701400000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const [table, column] of Object.entries(POINTED_AT)) {
      // Citus refuses ON DELETE SET NULL between distributed tables, even for a list of columns.
      await runner.query(pointer(column, table));
      await runner.query(`
        CREATE FUNCTION ${table}_leave_persons() RETURNS trigger LANGUAGE plpgsql AS $$
          BEGIN
            UPDATE public.contact_persons SET ${column} = NULL
              WHERE tenant_id = OLD.tenant_id AND customer_id = OLD.customer_id AND ${column} = OLD.id;
            RETURN OLD;
          END $$;
        REVOKE EXECUTE ON FUNCTION ${table}_leave_persons FROM PUBLIC;
        CREATE TRIGGER ${table}_leaving BEFORE DELETE ON ${table}
          FOR EACH ROW EXECUTE FUNCTION ${table}_leave_persons();
      `);
    }
    // Triggers on a worker run with the search path of the session that sent the statement.
    for (const [table, normal] of Object.entries(WITH_TWINS)) await runner.query(nextTwin(table, normal, 'public.'));
    await runner.query(`
      -- Like set_config(name, value, true). Citus sends to its workers what SET LOCAL sets, but not what set_config sets.
      CREATE FUNCTION set_locally(name text, value text) RETURNS text LANGUAGE plpgsql AS $$
        BEGIN
          EXECUTE format('SET LOCAL %I = %L', name, value);
          RETURN value;
        END $$;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP FUNCTION set_locally');
    for (const [table, normal] of Object.entries(WITH_TWINS)) await runner.query(nextTwin(table, normal));
    for (const [table, column] of Object.entries(POINTED_AT)) {
      await runner.query(`DROP TRIGGER ${table}_leaving ON ${table}; DROP FUNCTION ${table}_leave_persons`);
      await runner.query(pointer(column, table, `ON DELETE SET NULL (${column})`));
    }
  }
}
