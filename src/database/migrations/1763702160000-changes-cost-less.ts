import type { MigrationInterface, QueryRunner } from 'typeorm';
import { differences, keeping, KEPT } from './kept-columns.js';

/** Columns of a customer that follow each other in what is kept. */
const columns = (first: string, next?: string) => {
  const all: readonly string[] = KEPT.customers;
  return all.slice(all.indexOf(first), next ? all.indexOf(next) : undefined);
};

/** The columns that most updates write. Every update compares them. */
const OFTEN = columns('created_at', 'site_street');

/** The other columns are compared only by an UPDATE that names one of the group. */
const GROUPS = {
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
const FORGET = `
        IF patch <> '{}' THEN PERFORM set_config('app.patch', '', true); END IF;`;

const comparing = (group: string, names: readonly string[]) => `
      CREATE FUNCTION customers_compare_${group}() RETURNS trigger LANGUAGE plpgsql AS $$
        DECLARE patch jsonb := '{}';
        BEGIN
          ${FOUND_BEFORE}
          ${differences(names)}
          IF patch <> '{}' THEN PERFORM set_config('app.patch', patch::text, true); END IF;
          RETURN NULL;
        END $$;
      REVOKE EXECUTE ON FUNCTION customers_compare_${group} FROM PUBLIC;
      CREATE TRIGGER customers_compared_${group} AFTER UPDATE OF ${names.join(', ')} ON customers
        FOR EACH ROW EXECUTE FUNCTION customers_compare_${group}();`;

/**
 * PL/pgSQL prepares each expression of a function once in each transaction, and comparing all columns of a customer was
 * half the price of keeping a change.
 */
export class ChangesCostLess1763702160000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const [group, names] of Object.entries(GROUPS)) await runner.query(comparing(group, names));
    await runner.query(`CREATE OR REPLACE ${keeping('customers', FOUND_BEFORE + FORGET + differences(OFTEN))}`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`CREATE OR REPLACE ${keeping('customers')}`);
    for (const group of Object.keys(GROUPS))
      await runner.query(
        `DROP TRIGGER customers_compared_${group} ON customers; DROP FUNCTION customers_compare_${group}()`,
      );
  }
}
