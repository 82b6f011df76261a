import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The function that keeps when a customer was changed. */
export const noteUpdate = (work = UPDATE_FIRST + UPSERT) => `
  CREATE OR REPLACE FUNCTION note_update() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
    BEGIN
      IF NEW.deleted_at IS NOT NULL THEN
        DELETE FROM customer_updates WHERE tenant_id = NEW.tenant_id AND customer_id = NEW.id;
        RETURN NULL;
      END IF;
      ${work}
      RETURN NULL;
    END $$`;

const UPSERT = `
  INSERT INTO customer_updates VALUES (NEW.tenant_id, NEW.id, NEW.updated_at)
    ON CONFLICT (tenant_id, customer_id) DO UPDATE SET updated_at = excluded.updated_at;`;

// INSERT ... ON CONFLICT that ends as an update takes about 40 µs more than an UPDATE.
const UPDATE_FIRST = `
  IF TG_OP = 'UPDATE' THEN
    UPDATE customer_updates SET updated_at = NEW.updated_at
      WHERE tenant_id = NEW.tenant_id AND customer_id = NEW.id;
    IF FOUND THEN RETURN NULL; END IF;
  END IF;`;

/** An update of a customer takes less of the processor. What it stores is what it was before. */
export class UpdatesCostLess1763701500000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(noteUpdate());
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(noteUpdate(UPSERT));
  }
}
