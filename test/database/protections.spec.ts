import { readFileSync } from 'node:fs';
import { DataSource } from 'typeorm';
import { migrationOptions } from '../../ormconfig.js';
import { migrate } from '../../src/database/migrate.js';
import { assertFenced } from '../../src/database/working-role.js';
import { openOwnedDatabase } from '../support/owned-database.js';
import { useCopiedDatabase } from '../support/copied-database.js';
import { FILE, protectionsAt, textOf } from './write-protections';

const { base, baseUrl, url, run } = useCopiedDatabase(
  'protected',
  (url) => migrate(migrationOptions({ url }), async () => {}),
  // A test makes a role of this name.
  (server) => server.query(`DROP ROLE IF EXISTS ${base}`),
);

const start = () => migrate(migrationOptions({ url: url() }));

const may = (role: string, what: string) => `SELECT ${what.replace('ROLE', `'${role}'`)} AS holds`;
const holds = async (text: string) => (await run<{ holds: boolean }>(text))[0]!.holds;

describe('the protections that a start expects', () => {
  it('are what the migrations make; after a new one, run: npm run protections', async () => {
    expect(readFileSync(FILE, 'utf8')).toBe(textOf(await protectionsAt(baseUrl())));
  });
});

describe('a start sets right', () => {
  const definers = [
    'keys_by_secret(bytea)',
    'keys_by_public(text)',
    'memberships_of(bigint)',
    'customers_mentioning(text[],integer,boolean)',
    'customer_mentions(bigint,text,text,text)',
    'customers_named(text[],integer)',
    'customers_spelled(text[],integer)',
    'sampled_customers()',
  ];
  const open = (name: string) =>
    `EXISTS (SELECT FROM pg_proc, aclexplode(proacl) WHERE oid = '${name}'::regprocedure AND grantee = 0)`;
  it.each([
    ...definers.map((name) => [`GRANT EXECUTE ON FUNCTION ${name} TO PUBLIC`, `SELECT NOT ${open(name)} AS holds`]),
    ...definers
      .slice(0, 1)
      .map((name) => [
        `REVOKE EXECUTE ON FUNCTION ${name} FROM clientela_app`,
        may('clientela_app', `has_function_privilege(ROLE, '${name}', 'EXECUTE')`),
      ]),
    [
      'REVOKE EXECUTE ON FUNCTION current_tenant FROM PUBLIC',
      may('clientela_app', "has_function_privilege(ROLE, 'current_tenant()', 'EXECUTE')"),
    ],
    [
      'GRANT DELETE ON customers TO clientela_app',
      may('clientela_app', "NOT has_table_privilege(ROLE, 'customers', 'DELETE')"),
    ],
    [
      'GRANT UPDATE ON ledger_entries TO clientela_app',
      may(
        'clientela_app',
        "NOT has_table_privilege(ROLE, 'ledger_entries', 'UPDATE') AND has_table_privilege('clientela_app', 'ledger_entries', 'INSERT')",
      ),
    ],
    [
      'REVOKE SELECT ON customers FROM clientela_app',
      may('clientela_app', "has_table_privilege(ROLE, 'customers', 'SELECT')"),
    ],
    [
      'GRANT SELECT ON users TO PUBLIC',
      "SELECT NOT EXISTS (SELECT FROM pg_class, aclexplode(relacl) WHERE relname = 'users' AND grantee = 0) AS holds",
    ],
    [
      'GRANT SELECT (password_hash) ON users TO PUBLIC',
      "SELECT NOT EXISTS (SELECT FROM pg_attribute WHERE attrelid = 'users'::regclass AND attacl <> '{}') AS holds",
    ],
    [
      'GRANT SELECT ON migrations TO clientela_app',
      may('clientela_app', "NOT has_table_privilege(ROLE, 'migrations', 'SELECT')"),
    ],
    [
      'REVOKE USAGE ON SEQUENCE emails_id_seq FROM clientela_app',
      may('clientela_app', "has_sequence_privilege(ROLE, 'emails_id_seq', 'USAGE')"),
    ],
    [
      'GRANT CREATE ON SCHEMA public TO PUBLIC',
      "SELECT NOT EXISTS (SELECT FROM pg_namespace, aclexplode(nspacl) WHERE nspname = 'public' AND grantee = 0 AND privilege_type = 'CREATE') AS holds",
    ],
    [
      'ALTER TABLE phones DISABLE ROW LEVEL SECURITY',
      "SELECT relrowsecurity AS holds FROM pg_class WHERE relname = 'phones'",
    ],
    [
      'ALTER TABLE api_keys NO FORCE ROW LEVEL SECURITY',
      "SELECT relforcerowsecurity AS holds FROM pg_class WHERE relname = 'api_keys'",
    ],
    [
      'ALTER TABLE ledger_entries DISABLE TRIGGER ledger_entries_stay',
      "SELECT tgenabled = 'O' AS holds FROM pg_trigger WHERE tgname = 'ledger_entries_stay'",
    ],
  ])('%s', async (statement, question) => {
    await run(statement);
    expect(await holds(question)).toBe(false);
    await start();
    expect(await holds(question)).toBe(true);
  });
});

describe('a start is refused, and the reason named, after', () => {
  it.each([
    ['DROP POLICY its_tenant ON emails', 'table emails lacks: policy its_tenant'],
    [
      'ALTER POLICY its_tenant ON customers USING (true)',
      'table customers has: policy its_tenant for * to PUBLIC using true',
    ],
    ['ALTER POLICY whose_key ON api_keys TO PUBLIC', 'table api_keys has: policy whose_key for r to PUBLIC'],
    ['CREATE POLICY open ON phones USING (true)', 'table phones has: policy open for * to PUBLIC using true'],
    [
      'CREATE POLICY open ON phones FOR UPDATE TO clientela_app USING (true)',
      'table phones has: policy open for w to clientela_app',
    ],
    ['DROP TRIGGER ledger_entries_stay ON ledger_entries', 'table ledger_entries lacks: trigger'],
    ['DROP FUNCTION keys_by_public', 'function public.keys_by_public(text) lacks'],
    [
      'ALTER FUNCTION keys_by_secret RESET search_path',
      'function public.keys_by_secret(bytea) has: owned by the owner, runs as the owner, settings -',
    ],
    [
      'ALTER FUNCTION keys_by_secret SECURITY INVOKER',
      'function public.keys_by_secret(bytea) has: owned by the owner, runs as its caller',
    ],
    [
      'CREATE OR REPLACE FUNCTION current_tenant() RETURNS bigint LANGUAGE sql STABLE PARALLEL SAFE AS $$ SELECT 1::bigint $$',
      'function public.current_tenant() has',
    ],
    [
      `DO $$ BEGIN CREATE ROLE ${base}; EXCEPTION WHEN duplicate_object THEN NULL; END $$; GRANT ${base} TO CURRENT_USER; GRANT CREATE ON SCHEMA public TO ${base}; ALTER FUNCTION memberships_of OWNER TO ${base}`,
      `function public.memberships_of(bigint) has: owned by ${base}`,
    ],
  ])('%s', async (statement, told) => {
    await run(statement);
    await expect(start()).rejects.toThrow(told);
    await expect(start()).rejects.toThrow('then start again');
  });
});

describe('a start is refused, if the working role is stronger than it should be:', () => {
  // Roles belong to the whole server, so nothing of this is committed.
  it.each(['ALTER ROLE clientela_app BYPASSRLS', 'GRANT pg_write_all_data TO clientela_app'])('%s', async (change) => {
    const owned = await openOwnedDatabase();
    const source = await new DataSource(migrationOptions({ url: owned.adminUrl })).initialize();
    const runner = source.createQueryRunner();
    try {
      await migrate(migrationOptions({ url: owned.url }));
      await expect(assertFenced(runner)).resolves.toBeUndefined();
      await runner.startTransaction();
      await runner.query(change);
      await expect(assertFenced(runner)).rejects.toThrow('The role clientela_app must not');
      await runner.rollbackTransaction();
    } finally {
      await runner.release();
      await source.destroy();
      await owned.close();
    }
  });
});

describe('a start is not refused', () => {
  it.each([
    [
      'a role of an operator may read a table',
      `DO $$ BEGIN CREATE ROLE ${base}; EXCEPTION WHEN duplicate_object THEN NULL; END $$; GRANT SELECT ON customers TO ${base}; CREATE POLICY reports ON customers FOR SELECT TO ${base} USING (true)`,
    ],
    [
      'an operator watches a table',
      'CREATE FUNCTION watch() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NULL; END $$; CREATE TRIGGER watched AFTER INSERT ON customers EXECUTE FUNCTION watch()',
    ],
    ['there are tables of something else', 'CREATE TABLE others (id int); GRANT ALL ON others TO PUBLIC'],
  ])('because %s', async (_, statement) => {
    await run(statement);
    await expect(start()).resolves.toBeUndefined();
  });
});
