import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The changes of some days are found without reading all changes of a tenant. */
export class ChangesCanBeCounted1763702000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('CREATE INDEX changes_by_time ON changes (tenant_id, at)');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP INDEX changes_by_time');
  }
}
