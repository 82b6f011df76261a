import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * The release that brought the database up to date says what it has made, for servers of the release before. Each start
 * of such a server writes the row (`src/database/schema-release.ts`).
 */
export class DatabasesKnowTheirRelease1763702900000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    // Requests never read or write it, so the working role has no rights on it.
    await runner.query(`
      CREATE TABLE schema_release (
        is_only boolean PRIMARY KEY DEFAULT true CHECK (is_only),
        release text NOT NULL,
        -- The oldest release whose servers may work on the database.
        works_beside text NOT NULL,
        -- All that have run, by their names.
        migrations text[] NOT NULL,
        protections jsonb NOT NULL
      )`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE schema_release');
  }
}
