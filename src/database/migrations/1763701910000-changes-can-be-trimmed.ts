import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The key of the advisory lock: "Trimming" on a keypad. */
const TRIM_LOCK = 87464649;

/** Old changes can be removed, below the places that consumers of the feed have reached. */
export class ChangesCanBeTrimmed1763701910000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE feed_consumers (
        tenant_id bigint NOT NULL,
        consumer text NOT NULL,
        era integer NOT NULL,
        written_by xid8 NOT NULL,
        seen_at timestamptz NOT NULL DEFAULT now(),
        PRIMARY KEY (tenant_id, consumer)
      );
      ALTER TABLE feed_consumers ENABLE ROW LEVEL SECURITY;
      ALTER TABLE feed_consumers FORCE ROW LEVEL SECURITY;
      CREATE POLICY its_tenant ON feed_consumers USING (tenant_id = current_tenant());

      -- The last change that was removed. All changes before it are removed, too.
      CREATE TABLE trimmed_changes (
        tenant_id bigint PRIMARY KEY,
        era integer NOT NULL,
        written_by xid8 NOT NULL,
        seq bigint NOT NULL,
        trimmed_at timestamptz NOT NULL DEFAULT now()
      );
      ALTER TABLE trimmed_changes ENABLE ROW LEVEL SECURITY;
      ALTER TABLE trimmed_changes FORCE ROW LEVEL SECURITY;
      CREATE POLICY its_tenant ON trimmed_changes USING (tenant_id = current_tenant());

      -- Removes the oldest changes of the current tenant: whole transactions, about "most" rows, none from "before" on.
      -- Answers how many rows that were, or NULL if another transaction trims.
      CREATE FUNCTION trim_changes(before timestamptz, most integer, consumers_since timestamptz) RETURNS integer
        LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
        DECLARE
          tenant bigint := current_tenant();
          present integer := (SELECT max(id) FROM feed_eras);
          oldest integer;
          stop xid8;
          reached xid8;
          removed integer;
        BEGIN
          IF NOT pg_try_advisory_xact_lock(${TRIM_LOCK}) THEN RETURN NULL; END IF;
          oldest := coalesce((SELECT era FROM trimmed_changes WHERE tenant_id = tenant), 1);
          WHILE oldest < present AND NOT EXISTS (SELECT FROM changes WHERE tenant_id = tenant AND era = oldest) LOOP
            oldest := oldest + 1;
          END LOOP;
          -- The end of the portion, or the place before the first transaction that is too young.
          WITH portion AS (
            SELECT written_by, at FROM changes
            WHERE tenant_id = tenant AND era = oldest
              AND (oldest < present OR written_by < (SELECT oldest_open_transaction()))
            ORDER BY written_by, seq LIMIT most)
          SELECT written_by INTO reached FROM portion
            WHERE written_by < ALL (SELECT young.written_by FROM portion young WHERE young.at >= before)
              AND written_by < ALL (SELECT c.written_by FROM feed_consumers c
                WHERE c.tenant_id = tenant AND c.era = oldest AND c.seen_at >= consumers_since)
            ORDER BY written_by DESC LIMIT 1;
          -- A late change stays as long as a change of its customer that came before it.
          LOOP
            SELECT written_by INTO stop FROM late_changes
              WHERE tenant_id = tenant AND written_by <= reached AND until > reached ORDER BY written_by LIMIT 1;
            EXIT WHEN NOT FOUND;
            reached := (SELECT written_by FROM changes
              WHERE tenant_id = tenant AND era = oldest AND written_by < stop ORDER BY written_by DESC LIMIT 1);
          END LOOP;
          IF reached IS NULL THEN RETURN 0; END IF;
          INSERT INTO trimmed_changes (tenant_id, era, written_by, seq)
            SELECT tenant, oldest, written_by, seq FROM changes
            WHERE tenant_id = tenant AND era = oldest AND written_by = reached ORDER BY seq DESC LIMIT 1
            ON CONFLICT (tenant_id) DO UPDATE SET era = excluded.era, written_by = excluded.written_by,
              seq = excluded.seq, trimmed_at = excluded.trimmed_at;
          DELETE FROM changes WHERE tenant_id = tenant AND era = oldest AND written_by <= reached;
          GET DIAGNOSTICS removed = ROW_COUNT;
          DELETE FROM late_changes WHERE tenant_id = tenant AND until <= reached;
          RETURN removed;
        END $$;
      REVOKE EXECUTE ON FUNCTION trim_changes FROM PUBLIC;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP FUNCTION trim_changes(timestamptz, integer, timestamptz);
      DROP TABLE trimmed_changes, feed_consumers`);
  }
}
