import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Customers and rows of imports are compared with those that have something rare in common with them. */
export class CustomersCanBeCompared1763702400000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      -- Scores of pairs. The defaults are those of SCORES.
      ALTER TABLE tenants
        ADD COLUMN join_at integer NOT NULL DEFAULT 72,
        ADD COLUMN review_at integer NOT NULL DEFAULT 35;

      -- A row that is compared with others: a customer (source 0), or a row of the import that the source names.
      CREATE TABLE compared_rows (
        tenant_id bigint NOT NULL,
        source bigint NOT NULL,
        row_id bigint NOT NULL,
        -- The version of the customer whose blocks these are, and how they were formed.
        version bigint NOT NULL,
        form integer NOT NULL,
        -- Hashes of values and words that the row has. They are known here, too, so that those that it has no more are
        -- removed by their keys.
        blocks bigint[] NOT NULL,
        -- Whether the pairs of the row are known.
        is_paired boolean NOT NULL DEFAULT false,
        PRIMARY KEY (tenant_id, source, row_id)
      );
      CREATE INDEX compared_rows_unpaired ON compared_rows (tenant_id, source, row_id) WHERE NOT is_paired;

      -- The rows by their blocks.
      CREATE TABLE compared_blocks (
        tenant_id bigint NOT NULL,
        source bigint NOT NULL,
        block bigint NOT NULL,
        row_id bigint NOT NULL,
        PRIMARY KEY (tenant_id, source, block, row_id)
      );

      -- Two customers that may be one, and what a person has said about them. Why they may be is not kept: it would be
      -- personal data, and it is computed anew from the customers.
      CREATE TABLE customer_pairs (
        tenant_id bigint NOT NULL,
        one_id bigint NOT NULL,
        other_id bigint NOT NULL CHECK (one_id < other_id),
        score integer NOT NULL,
        decision text CHECK (decision IN ('same', 'different')),
        decided_at timestamptz,
        decided_by text,
        PRIMARY KEY (tenant_id, one_id, other_id),
        FOREIGN KEY (tenant_id, one_id) REFERENCES customers (tenant_id, id) ON DELETE CASCADE,
        FOREIGN KEY (tenant_id, other_id) REFERENCES customers (tenant_id, id) ON DELETE CASCADE
      );
      CREATE INDEX customer_pairs_of_other ON customer_pairs (tenant_id, other_id);
      CREATE INDEX customer_pairs_waiting ON customer_pairs (tenant_id, score DESC, one_id, other_id) WHERE decision IS NULL;
      CREATE INDEX customer_pairs_decided ON customer_pairs (tenant_id, decision, score DESC, one_id, other_id)
        WHERE decision IS NOT NULL;
    `);
    for (const table of TABLES)
      await runner.query(`
        ALTER TABLE ${table} ENABLE ROW LEVEL SECURITY;
        ALTER TABLE ${table} FORCE ROW LEVEL SECURITY;
        CREATE POLICY its_tenant ON ${table} USING (tenant_id = current_tenant());
      `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(
      `DROP TABLE ${TABLES.join(', ')}; ALTER TABLE tenants DROP COLUMN join_at, DROP COLUMN review_at`,
    );
  }
}

const TABLES = ['compared_rows', 'compared_blocks', 'customer_pairs'];
