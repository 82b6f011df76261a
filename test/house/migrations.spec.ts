import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Row } from '../../bench/migrations-text.js';
import { VERSION } from '../../src/config/version.js';
import { isBelow, WORKS_BESIDE } from '../../src/database/schema-release.js';
import { migrations } from '../../src/database/migrations/index.js';
import { laterMigrations } from '../upgrade/migration-locks.js';
import { contractingStatements } from './migration-steps.js';

const FOLDER = join(__dirname, '../../src/database/migrations');
const read = (file: string) => readFileSync(join(__dirname, '../..', file), 'utf8');

/** Servers of 0.1.0 cannot work beside another release, so what ran before 0.2.0 may take away. */
const LAST_WITHOUT_NEIGHBOURS = 1763702900000;

const files = readdirSync(FOLDER).filter((name) => Number.parseInt(name) > LAST_WITHOUT_NEIGHBOURS);
const released = [...read('CHANGELOG.md').matchAll(/^## (\d+\.\d+\.\d+) /gm)].map(([, version]) => version!);

describe('a migration only adds, or is a contract step', () => {
  /** The release in which the use of what is taken away ended: one that is out already. */
  const endOfUse = (text: string) => /^ \* Contract step: not used since (\d+\.\d+\.\d+)\.$/m.exec(text)?.[1];

  it('every one after 0.2.0', () => {
    for (const name of files) {
      const text = readFileSync(join(FOLDER, name), 'utf8');
      const found = contractingStatements(text);
      const end = endOfUse(text);
      expect({ name, found: end ? [] : found }).toEqual({ name, found: [] });
      if (end) expect({ end, released }).toEqual({ end, released: expect.arrayContaining([end]) });
    }
  });

  it.each([
    ['ALTER TABLE customers DROP COLUMN badge', 'DROP COLUMN'],
    ['ALTER TABLE customers RENAME COLUMN badge TO medal', 'RENAME'],
    ['ALTER TABLE customers ALTER badge SET NOT NULL', 'SET NOT NULL'],
    ['ALTER TABLE customers ALTER COLUMN badge TYPE integer', 'TYPE'],
    ['ALTER TABLE customers ALTER COLUMN badge DROP DEFAULT', 'DROP DEFAULT'],
    ['ALTER TABLE customers ADD COLUMN badge text NOT NULL', 'ADD COLUMN … NOT NULL without DEFAULT'],
    [
      'ALTER TABLE customers ADD COLUMN a text,\n  ADD COLUMN badge text NOT NULL;',
      'ADD COLUMN … NOT NULL without DEFAULT',
    ],
    ['ALTER TABLE customers ADD CONSTRAINT one CHECK (badge IS NOT NULL)', 'ADD CONSTRAINT'],
    ['CREATE UNIQUE INDEX badges ON customers (tenant_id, badge)', 'CREATE UNIQUE INDEX'],
    ['DROP TABLE badges', 'DROP TABLE'],
    ['DROP FUNCTION badge_of', 'DROP FUNCTION'],
    ['DROP TRIGGER one ON customers', 'DROP TRIGGER'],
    ['DROP POLICY its_tenant ON customers', 'DROP POLICY'],
    ['ALTER POLICY its_tenant ON customers USING (true)', 'ALTER POLICY'],
    ['REVOKE SELECT ON customers FROM clientela_app', 'REVOKE'],
  ])('finds a step that takes away: %s', (statement, told) => {
    const migration = `async up(runner) { await runner.query(\`${statement}\`); }\n\n  async down(runner) {}`;
    expect(contractingStatements(migration)).toEqual([told]);
  });

  it('allows what only adds, and a way back that takes it away', () => {
    const migration = `
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(\`
      -- DROP TABLE is only a word here.
      ALTER TABLE customers ADD COLUMN badge text NOT NULL DEFAULT 'none', ADD COLUMN medal text;
      CREATE TABLE badges (tenant_id bigint NOT NULL, name text NOT NULL, PRIMARY KEY (tenant_id));
      CREATE UNIQUE INDEX badges_named ON badges (tenant_id, name);
      ALTER TABLE badges ADD CONSTRAINT badges_name CHECK (name <> '');
      CREATE POLICY its_tenant ON badges USING (tenant_id = current_tenant());
      REVOKE EXECUTE ON FUNCTION badge_of FROM PUBLIC;
    \`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE badges; ALTER TABLE customers DROP COLUMN badge');
  }`;
    expect(contractingStatements(migration)).toEqual([]);
  });
});

describe('what docs/operations.md says of locks', () => {
  const { rows } = JSON.parse(read('bench/migrations.json')) as { rows: Row[] };

  it('has every migration; after a new one, run: npm run bench:migrations', () => {
    expect(rows.map(({ name }) => name)).toEqual(laterMigrations.map(({ name }) => name));
    const document = read('docs/operations.md');
    for (const { name } of rows) expect(document).toContain(name.replace(/\d+$/, ' $&'));
  });
});

describe('releases', () => {
  it('the version is the one of the changelog, in every package', () => {
    expect(released[0]).toBe(VERSION);
    for (const folder of ['sdk', 'console', 'fidelity'])
      expect(JSON.parse(read(`${folder}/package.json`))).toMatchObject({ version: VERSION });
    expect(read('deploy/helm/clientela/Chart.yaml')).toContain(`\nappVersion: ${VERSION}\n`);
  });

  it('servers of the release before may work beside those of this one', () => {
    const before = released[1]!;
    expect(WORKS_BESIDE).toBe(isBelow(before, '0.2.0') ? '0.2.0' : before);
  });

  it('migrations run in the order of the list', () => {
    const numbers = migrations.map(({ name }) => Number(/\d+$/.exec(name)![0]));
    expect(numbers).toEqual(numbers.toSorted((a, b) => a - b));
  });
});
