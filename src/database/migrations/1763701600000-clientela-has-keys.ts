import type { MigrationInterface, QueryRunner } from 'typeorm';

const keysOf = (contracts: readonly string[]) => `
  ALTER TABLE api_keys
    DROP CONSTRAINT api_keys_contract_check,
    ADD CONSTRAINT api_keys_contract_check CHECK (contract IN (${contracts.map((name) => `'${name}'`).join(', ')}))`;

const BEFORE = ['billing', 'clients', 'erp', 'accounting'];

export class ClientelaHasKeys1763701600000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(keysOf([...BEFORE, 'clientela']));
  }

  async down(runner: QueryRunner): Promise<void> {
    // Keys that exist stay: other keys may have been made by them. No older code lets them in.
    await runner.query(`${keysOf(BEFORE)} NOT VALID`);
  }
}
