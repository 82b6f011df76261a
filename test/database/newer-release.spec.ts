import { migrationOptions } from '../../ormconfig.js';
import { VERSION } from '../../src/config/version.js';
import { migrate } from '../../src/database/migrate.js';
import { isBelow } from '../../src/database/schema-release.js';
import { useCopiedDatabase } from '../support/copied-database.js';

const { url, run } = useCopiedDatabase('newer', (url) => migrate(migrationOptions({ url })));

const start = () => migrate(migrationOptions({ url: url() }));

/** What the next release does: a migration of its own, and the row that says so. `change` is of its protections. */
const NEXT = 'Later9999999999999';
const migrated = `INSERT INTO migrations (timestamp, name) VALUES (9999999999999, '${NEXT}');`;
const said = (change = 'protections', worksBeside = VERSION) =>
  `UPDATE schema_release SET release = '99.0.0', works_beside = '${worksBeside}',
     migrations = migrations || '${NEXT}'::text, protections = ${change};`;

/** A table with a policy, and a function that is written anew, as the next release adds them and says so. */
const EXPANDED = `
  CREATE TABLE badges (tenant_id bigint NOT NULL, id bigint NOT NULL, PRIMARY KEY (tenant_id, id));
  ALTER TABLE badges ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
  CREATE POLICY its_tenant ON badges USING (tenant_id = current_tenant());
  GRANT SELECT ON badges TO clientela_app;
  CREATE OR REPLACE FUNCTION contact_persons_age() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$;`;
const WITH_THESE = `protections || jsonb_build_object(
  'table badges', jsonb_build_array('owned by the owner', 'row security is on', 'row security holds the owner too',
    'clientela_app may SELECT', 'policy its_tenant for * to PUBLIC using (tenant_id = public.current_tenant()) with check -'),
  'function public.contact_persons_age()', jsonb_build_array(format(
    'owned by the owner, runs as its caller, settings -, body %s', md5(' BEGIN RETURN NEW; END '))))`;

describe('a database that the next release has migrated', () => {
  it('is worked on, and what the next release says of it stays', async () => {
    await run(migrated + EXPANDED + said(WITH_THESE));
    await start();
    expect(await run('SELECT release FROM schema_release')).toEqual([{ release: '99.0.0' }]);
  });

  it('is set right as the next release left it', async () => {
    await run(migrated + EXPANDED + said(WITH_THESE));
    await run('GRANT DELETE ON badges TO clientela_app; REVOKE SELECT ON badges FROM clientela_app');
    await run('ALTER TABLE badges DISABLE ROW LEVEL SECURITY; GRANT DELETE ON customers TO clientela_app');
    await start();
    const [state] = await run(`SELECT has_table_privilege('clientela_app', 'badges', 'SELECT') AS reads,
      has_table_privilege('clientela_app', 'badges', 'DELETE') OR has_table_privilege('clientela_app', 'customers', 'DELETE') AS deletes,
      relrowsecurity AS fenced FROM pg_class WHERE relname = 'badges'`);
    expect(state).toEqual({ reads: true, deletes: false, fenced: true });
  });

  it.each([
    ['of a table that both know', 'DROP POLICY who_mentions ON emails', 'table emails lacks: policy who_mentions'],
    ['of a new table', 'DROP POLICY its_tenant ON badges', 'table badges lacks: policy its_tenant'],
    [
      'in a function',
      'ALTER FUNCTION keys_by_secret RESET search_path',
      'function public.keys_by_secret(bytea) has: owned by the owner, runs as the owner, settings -',
    ],
  ])('is refused if a protection is missing: %s', async (_, statement, told) => {
    await run(migrated + EXPANDED + said(WITH_THESE) + statement);
    await expect(start()).rejects.toThrow(told);
  });

  it.each([
    [
      'a policy',
      `jsonb_set(protections, '{table emails}', (SELECT jsonb_agg(fact)
         FROM jsonb_array_elements_text(protections -> 'table emails') fact WHERE fact NOT LIKE 'policy who_mentions%'))`,
    ],
    [
      'row security',
      "jsonb_set(protections, '{table phones}', (protections -> 'table phones') - 'row security is on')",
    ],
    ['a function', "protections - 'function public.keys_by_public(text)'"],
  ])('is refused if that release gave up %s that this one relies on', async (_, change) => {
    await run(migrated + said(change));
    await expect(start()).rejects.toThrow(`by Clientela 99.0.0, without protections that ${VERSION} relies on`);
  });

  it('is refused if that release does not work beside this one, before anything is changed', async () => {
    await run(`${migrated} ${said('protections', '98.0.0')} GRANT DELETE ON customers TO clientela_app`);
    await expect(start()).rejects.toThrow(
      `by Clientela 99.0.0. Servers of 98.0.0 and later can work on it, and this is ${VERSION}. Start a later version`,
    );
    expect(await run("SELECT has_table_privilege('clientela_app', 'customers', 'DELETE') AS stays")).toEqual([
      { stays: true },
    ]);
  });

  it('is refused until that release has said what it made', async () => {
    await run(migrated);
    await expect(start()).rejects.toThrow(`has not said which versions may work beside it (${NEXT})`);
    await run('DELETE FROM schema_release');
    await expect(start()).rejects.toThrow(`has not said which versions may work beside it (${NEXT})`);
  });
});

it.each([
  ['0.1.0', '0.2.0', true],
  ['0.9.0', '0.10.0', true],
  ['0.9.9', '1.0.0', true],
  ['0.2.0', '0.2.0', false],
  ['0.2.1', '0.2.0', false],
  ['1.0.0', '0.9.9', false],
  ['0.2.0-rc.1', '0.2.0', false],
])('%s comes before %s: %s', (one, other, answer) => expect(isBelow(one, other)).toBe(answer));
