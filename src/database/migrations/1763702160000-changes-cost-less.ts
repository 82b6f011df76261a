import type { MigrationInterface, QueryRunner } from 'typeorm';
import { noteUpdate } from './1763701500000-updates-cost-less.js';
import { fewDifferences, keeping, KEPT } from './kept-columns.js';

/** Columns of a customer that follow each other in what is kept. */
const columns = (first: string, next?: string) => {
  const all: readonly string[] = KEPT.customers;
  return all.slice(all.indexOf(first), next ? all.indexOf(next) : undefined);
};

/** The columns that most updates write. Every update compares them. */
export const OFTEN = columns('created_at', 'site_street');

/** The other columns are compared only by an UPDATE that names one of the group. */
export const GROUPS = {
  terms: columns('site_street', 'primary_email_id'),
  pointers: columns('primary_email_id', 'billing_line_1'),
  addresses: columns('billing_line_1', 'custom_1'),
  custom: columns('custom_1'),
};

/**
 * This setting carries the differences of a row to customers_keep_change(), which PostgreSQL calls for that row
 * afterwards: triggers run in the order of their names.
 */
const FOUND_BEFORE = `
        IF current_setting('app.patch', true) <> '' THEN patch := current_setting('app.patch')::jsonb; END IF;`;
export const TAKE = `
        IF current_setting('app.patch', true) <> '' THEN
          patch := current_setting('app.patch')::jsonb;
          PERFORM set_config('app.patch', '', true);
        END IF;`;

const REMEMBER = `
          INSERT INTO public.customer_updates VALUES (NEW.tenant_id, NEW.id, NEW.updated_at)
            ON CONFLICT (tenant_id, customer_id) DO UPDATE SET updated_at = excluded.updated_at;`;

/** When living customers were changed is kept by the same function: each function costs time, however small it is. */
export const WHEN_ADDED = `
        IF NEW.deleted_at IS NULL THEN ${REMEMBER}
        END IF;`;
export const WHEN_CHANGED = `
        IF NEW.deleted_at IS NOT NULL THEN
          DELETE FROM public.customer_updates WHERE tenant_id = NEW.tenant_id AND customer_id = NEW.id;
        ELSIF NEW.updated_at <> OLD.updated_at OR OLD.deleted_at IS NOT NULL THEN
          UPDATE public.customer_updates SET updated_at = NEW.updated_at
            WHERE tenant_id = NEW.tenant_id AND customer_id = NEW.id;
          IF NOT FOUND THEN ${REMEMBER}
          END IF;
        END IF;`;

/**
 * These functions have no search_path of their own: setting one takes 40 µs in each call. So they name the schema of each
 * table and type. Functions and operators are found in pg_catalog first, and the callers cannot put a schema before it
 * that they may write to.
 */
export const inSchemas = (definition: string) =>
  definition.replace('patch jsonb', 'patch pg_catalog.jsonb').replaceAll(/::(text|jsonb)\b/g, '::pg_catalog.$1');

/** The function that compares one group. */
export const comparison = (group: string, differences: string) =>
  inSchemas(`
      FUNCTION customers_compare_${group}() RETURNS trigger LANGUAGE plpgsql AS $$
        DECLARE patch jsonb := '{}';
        BEGIN
          ${FOUND_BEFORE}
          ${differences}
          IF patch <> '{}' THEN PERFORM set_config('app.patch', patch::text, true); END IF;
          RETURN NULL;
        END $$;`);

const comparing = (group: string, names: readonly string[]) => `
      CREATE ${comparison(group, fewDifferences(names))}
      REVOKE EXECUTE ON FUNCTION customers_compare_${group} FROM PUBLIC;
      CREATE TRIGGER customers_compared_${group} AFTER UPDATE OF ${names.join(', ')} ON customers
        FOR EACH ROW EXECUTE FUNCTION customers_compare_${group}();`;

/** It writes with the owner's rights: the working role may not write to customer_updates. */
export const KEEPING = inSchemas(
  keeping('customers', {
    patchOf: TAKE + fewDifferences(OFTEN),
    afterInsert: WHEN_ADDED,
    afterUpdate: WHEN_CHANGED,
  }),
).replace('LANGUAGE plpgsql', 'LANGUAGE plpgsql SECURITY DEFINER');

/**
 * PL/pgSQL prepares each expression of a function once in each transaction, and comparing all columns of a customer was
 * half the price of keeping a change.
 */
export class ChangesCostLess1763702160000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const [group, names] of Object.entries(GROUPS)) await runner.query(comparing(group, names));
    await runner.query(`
      CREATE OR REPLACE ${KEEPING}
      DROP TRIGGER customers_created ON customers;
      DROP TRIGGER customers_updated ON customers;
      DROP FUNCTION note_update`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE OR REPLACE ${keeping('customers')}
      ${noteUpdate()};
      CREATE TRIGGER customers_created AFTER INSERT ON customers FOR EACH ROW EXECUTE FUNCTION note_update();
      CREATE TRIGGER customers_updated AFTER UPDATE ON customers FOR EACH ROW
        WHEN (OLD.updated_at <> NEW.updated_at OR OLD.deleted_at IS DISTINCT FROM NEW.deleted_at) EXECUTE FUNCTION note_update();
      REVOKE EXECUTE ON FUNCTION note_update FROM PUBLIC`);
    for (const group of Object.keys(GROUPS))
      await runner.query(
        `DROP TRIGGER customers_compared_${group} ON customers; DROP FUNCTION customers_compare_${group}()`,
      );
  }
}
