import type { MigrationInterface, QueryRunner } from 'typeorm';

export class KeysFollowTheirMaker1763701110000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      -- No maker: made on the command line, or before makers were kept.
      ALTER TABLE api_keys
        ADD COLUMN maker_user_id bigint REFERENCES users (id),
        ADD COLUMN maker_key_id bigint,
        ADD COLUMN last_used_at timestamptz,
        ADD CONSTRAINT api_keys_maker FOREIGN KEY (tenant_id, maker_key_id) REFERENCES api_keys (tenant_id, id),
        -- A maker is there before what it makes, so the makers of a key form no ring.
        ADD CONSTRAINT api_keys_maker_is_older CHECK (maker_key_id < id);
      CREATE INDEX api_keys_made_by_key ON api_keys (tenant_id, maker_key_id) WHERE maker_key_id IS NOT NULL;

      -- What a key is good for at this moment: it never outlives or outgrows the key or the user that made it, nor their
      -- makers. Asked before any tenant is known, so it reads as the owner.
      CREATE FUNCTION key_standing(of_tenant bigint, of_key bigint,
        OUT stands boolean, OUT granted text[], OUT ends_at timestamptz, OUT ended_at timestamptz, OUT links int)
        LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
        WITH RECURSIVE chain AS (
          SELECT maker_key_id, maker_user_id, permissions, expires_at, revoked_at, 1 AS link FROM api_keys
            WHERE tenant_id = of_tenant AND id = of_key
          UNION ALL
          SELECT maker.maker_key_id, maker.maker_user_id, maker.permissions, maker.expires_at, maker.revoked_at,
            link + 1
            FROM chain JOIN api_keys AS maker ON maker.tenant_id = of_tenant AND maker.id = chain.maker_key_id
        ), makers AS (
          SELECT users.deleted_at, coalesce(memberships.permissions, '{}') AS permissions,
            memberships.user_id IS NOT NULL AND users.deleted_at IS NULL AND users.suspended_at IS NULL AS stands
            FROM chain JOIN users ON users.id = chain.maker_user_id
            LEFT JOIN memberships ON memberships.tenant_id = of_tenant AND memberships.user_id = users.id
        )
        SELECT
          coalesce(bool_and(revoked_at IS NULL AND (expires_at IS NULL OR expires_at > now())), false)
            AND NOT EXISTS (SELECT FROM makers WHERE NOT makers.stands),
          ARRAY (
            SELECT word FROM chain AS itself, unnest(itself.permissions) WITH ORDINALITY AS own (word, place)
              WHERE itself.link = 1
                AND NOT EXISTS (SELECT FROM chain AS maker WHERE word <> ALL (maker.permissions))
                AND NOT EXISTS (SELECT FROM makers WHERE word <> ALL (makers.permissions))
              ORDER BY place),
          min(expires_at),
          least(min(revoked_at), (SELECT min(deleted_at) FROM makers)),
          max(link)
        FROM chain $$;
      REVOKE EXECUTE ON FUNCTION key_standing FROM PUBLIC;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP FUNCTION key_standing;
      ALTER TABLE api_keys DROP COLUMN maker_user_id, DROP COLUMN maker_key_id, DROP COLUMN last_used_at;
    `);
  }
}
