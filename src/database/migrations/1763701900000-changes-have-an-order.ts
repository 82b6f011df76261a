import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Kept changes can be followed in an order that is final. Numbers of transactions are those of one server, so each
 * change belongs to an era: the time in which one server counted them.
 */
export class ChangesHaveAnOrder1763701900000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE feed_eras (
        id integer PRIMARY KEY,
        -- Two servers that were restored from one dump may both begin an era 2.
        token uuid NOT NULL DEFAULT gen_random_uuid(),
        server text NOT NULL,
        began_at timestamptz NOT NULL DEFAULT now()
      );
      -- The default is the number of the present era: see renew_feed_era.
      ALTER TABLE changes ADD COLUMN era integer NOT NULL DEFAULT 1;

      -- The server, the line of its history (a standby that takes over begins another one) and the database.
      CREATE FUNCTION feed_server() RETURNS text LANGUAGE sql STABLE AS $$
        SELECT format('%s %s %s', (SELECT system_identifier FROM pg_control_system()),
          left(pg_walfile_name(pg_current_wal_lsn()), 8),
          (SELECT oid FROM pg_database WHERE datname = current_database())) $$;
      REVOKE EXECUTE ON FUNCTION feed_server FROM PUBLIC;

      -- All transactions of this database below it have ended, and their changes are visible to the caller. Numbers are
      -- those of the whole server, so a transaction that is known to work in another database does not count. One of
      -- which nothing is known counts: it ends at this moment, or it is prepared.
      CREATE FUNCTION oldest_open_transaction() RETURNS xid8 LANGUAGE sql STABLE AS $$
        SELECT coalesce(
          (SELECT open FROM pg_snapshot_xip(pg_current_snapshot()) open
            WHERE NOT EXISTS (SELECT FROM pg_locks JOIN pg_stat_activity USING (pid)
              WHERE locktype = 'transactionid' AND mode = 'ExclusiveLock' AND transactionid = open::xid
                AND datname <> current_database())
            ORDER BY open LIMIT 1),
          pg_snapshot_xmax(pg_current_snapshot())) $$;
      REVOKE EXECUTE ON FUNCTION oldest_open_transaction FROM PUBLIC;

      CREATE FUNCTION renew_feed_era() RETURNS void
        LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp SET lock_timeout = '5s' AS $$
        DECLARE last record;
        BEGIN
          SELECT id, server INTO last FROM feed_eras ORDER BY id DESC LIMIT 1;
          IF last.server = feed_server() THEN RETURN; END IF;
          -- Waits for writers, so that no change of the old era is committed after the new one has begun.
          LOCK TABLE changes IN ACCESS EXCLUSIVE MODE;
          SELECT id, server INTO last FROM feed_eras ORDER BY id DESC LIMIT 1;
          IF last.server = feed_server() THEN RETURN; END IF;
          INSERT INTO feed_eras (id, server) VALUES (coalesce(last.id, 0) + 1, feed_server());
          EXECUTE format('ALTER TABLE changes ALTER COLUMN era SET DEFAULT %s', coalesce(last.id, 0) + 1);
        END $$;
      REVOKE EXECUTE ON FUNCTION renew_feed_era FROM PUBLIC;

      -- Changes of a customer whose transaction is older than that of the change before: it had its number already when
      -- it waited for the other one. Younger transactions, below "until", may then have earlier changes, below "seq".
      CREATE TABLE late_changes (
        tenant_id bigint NOT NULL,
        customer_id bigint NOT NULL,
        written_by xid8 NOT NULL,
        until xid8 NOT NULL,
        seq bigint NOT NULL,
        PRIMARY KEY (tenant_id, customer_id, written_by)
      );
      CREATE INDEX late_changes_in_order ON late_changes (tenant_id, written_by);
      ALTER TABLE late_changes ENABLE ROW LEVEL SECURITY;
      ALTER TABLE late_changes FORCE ROW LEVEL SECURITY;
      CREATE POLICY its_tenant ON late_changes USING (tenant_id = current_tenant());
      CREATE FUNCTION note_late_change() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
          INSERT INTO public.late_changes (tenant_id, customer_id, written_by, until, seq)
            VALUES (NEW.tenant_id, NEW.id, pg_current_xact_id(), pg_snapshot_xmax(pg_current_snapshot()),
              nextval('public.changes_seq'))
            ON CONFLICT DO NOTHING;
          RETURN NULL;
        END $$;
      REVOKE EXECUTE ON FUNCTION note_late_change FROM PUBLIC;
      -- age() is negative if the transaction that wrote the row before is younger than this one.
      CREATE TRIGGER customers_late AFTER UPDATE ON customers
        FOR EACH ROW WHEN (age(OLD.xmin) < 0) EXECUTE FUNCTION note_late_change();
    `);
    await runner.query('SELECT renew_feed_era()');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP TRIGGER customers_late ON customers;
      DROP FUNCTION note_late_change(), renew_feed_era(), oldest_open_transaction(), feed_server();
      DROP TABLE late_changes, feed_eras;
      ALTER TABLE changes DROP COLUMN era`);
  }
}
