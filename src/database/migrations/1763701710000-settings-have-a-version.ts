import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The settings of a tenant change how its records are shown, so their version is part of every entity tag. */
export class SettingsHaveAVersion1763701710000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE tenants ADD COLUMN settings_version integer NOT NULL DEFAULT 1');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE tenants DROP COLUMN settings_version');
  }
}
