import type { MigrationInterface, QueryRunner } from 'typeorm';
import { keeping, KEPT, type KeptTable } from './kept-columns.js';

/** Each change of a record is kept, in the transaction that makes it. */
export class ChangesAreKept1763701800000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE SEQUENCE changes_seq;
      -- One row for each row of a record that a transaction added, changed or removed. Rows of one customer and one
      -- transaction are one change of that customer.
      CREATE TABLE changes (
        tenant_id bigint NOT NULL,
        customer_id bigint NOT NULL,
        seq bigint NOT NULL DEFAULT nextval('changes_seq'),
        -- Rows can be shown in the order of (written_by, seq): nothing appears before a transaction that has ended when
        -- all older ones have ended, too.
        written_by xid8 NOT NULL DEFAULT pg_current_xact_id(),
        at timestamptz NOT NULL DEFAULT now(),
        version bigint,
        record text NOT NULL,
        record_id bigint NOT NULL,
        kind text NOT NULL,
        -- Actor, contract, operation, request ID and reason.
        origin text[],
        patch jsonb NOT NULL,
        PRIMARY KEY (tenant_id, customer_id, seq)
      );
      CREATE INDEX changes_in_order ON changes (tenant_id, written_by, seq);
      ALTER TABLE changes ENABLE ROW LEVEL SECURITY;
      ALTER TABLE changes FORCE ROW LEVEL SECURITY;
      CREATE POLICY its_tenant ON changes USING (tenant_id = current_tenant());
    `);
    for (const table of Object.keys(KEPT) as KeptTable[]) {
      await runner.query(`
        CREATE ${keeping(table)}
        REVOKE EXECUTE ON FUNCTION ${table}_keep_change FROM PUBLIC`);
      const isAdded = table === 'ledger_entries';
      await runner.query(`
        CREATE TRIGGER ${table}_kept AFTER INSERT ${isAdded ? '' : 'OR UPDATE OR DELETE '}ON ${table}
          FOR EACH ROW EXECUTE FUNCTION ${table}_keep_change()`);
    }
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of Object.keys(KEPT))
      await runner.query(`DROP TRIGGER ${table}_kept ON ${table}; DROP FUNCTION ${table}_keep_change`);
    await runner.query('DROP TABLE changes; DROP SEQUENCE changes_seq');
  }
}
