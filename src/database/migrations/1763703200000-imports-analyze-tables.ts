import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The working role owns no table, so it may not analyze one. An import fills tables faster than autovacuum looks. */
export class ImportsAnalyzeTables1763703200000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    // SKIP_LOCKED: autovacuum, or another import, may be at work on the table.
    await runner.query(`
      CREATE FUNCTION analyze_table(name text) RETURNS void
        LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
        BEGIN
          EXECUTE format('ANALYZE (SKIP_LOCKED) public.%I', name);
        END $$;
      REVOKE EXECUTE ON FUNCTION analyze_table FROM PUBLIC;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP FUNCTION analyze_table');
  }
}
