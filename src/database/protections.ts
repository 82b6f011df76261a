import { Logger } from '@nestjs/common';
import type { QueryRunner } from 'typeorm';
import { EXPECTED_PROTECTIONS } from './expected-protections.js';
import { type Protections, protectionsOfNewer } from './schema-release.js';
import { WORKING_ROLE } from './working-role.js';

const OWNER = 'the owner';
const EVERYONE = 'PUBLIC';

/** The name of a role, from its OID. The owner of the tables is `the owner`, whatever its name is in this database. */
const named = (role: string) =>
  `CASE ${role} WHEN 0 THEN '${EVERYONE}' WHEN (SELECT oid FROM owner) THEN '${OWNER}' ELSE pg_get_userbyid(${role}) END`;

const granted = (kind: string, object: string, acl: string, from: string, where: string) => `
  SELECT ${object} AS object, format('%s may %s', ${named('grantee')}, string_agg(privilege_type, ', ' ORDER BY privilege_type)) AS fact
  FROM ${from}, aclexplode(${kind === 'c' ? acl : `coalesce(${acl}, acldefault('${kind}', owner_id))`}) WHERE ${where} GROUP BY 1, grantee`;

/** Rights of other roles are not checked: an operator may have given them on purpose (a read-only role for reports). */
const OURS = `grantee IN (0, (SELECT oid FROM pg_roles WHERE rolname = '${WORKING_ROLE}'))`;

const FACTS = `
  WITH owner AS (SELECT relowner AS oid FROM pg_class WHERE oid = 'public.migrations'::regclass),
  tables AS (SELECT oid, relname, relkind, relacl, relowner AS owner_id, relrowsecurity, relforcerowsecurity
    FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p', 'S')),
  functions AS (SELECT oid, proacl, proowner AS owner_id, prosecdef, proconfig, prosrc, oid::regprocedure::text AS name
    FROM pg_proc WHERE pronamespace = 'public'::regnamespace
    AND NOT EXISTS (SELECT FROM pg_depend WHERE objid = pg_proc.oid AND classid = 'pg_proc'::regclass AND deptype = 'e'))

  SELECT 'table ' || relname AS object, 'owned by ' || ${named('owner_id')} AS fact FROM tables WHERE relkind <> 'S'
  UNION ALL SELECT 'table ' || relname, 'row security is on' FROM tables WHERE relrowsecurity
  UNION ALL SELECT 'table ' || relname, 'row security holds the owner too' FROM tables WHERE relforcerowsecurity
  UNION ALL ${granted('r', "'table ' || relname", 'relacl', 'tables', `relkind <> 'S' AND ${OURS}`)}
  UNION ALL ${granted('s', "'sequence ' || relname", 'relacl', 'tables', `relkind = 'S' AND ${OURS}`)}
  UNION ALL ${granted('c', "'table ' || relname || ' column ' || attname", 'attacl', 'tables JOIN pg_attribute ON attrelid = tables.oid', `attacl IS NOT NULL AND ${OURS}`)}
  UNION ALL SELECT 'table ' || relname, format('policy %s for %s to %s%s using %s with check %s', polname, polcmd,
      (SELECT string_agg(${named('role')}, ', ' ORDER BY role) FROM unnest(polroles) role), CASE WHEN polpermissive THEN '' ELSE ', restrictive' END,
      coalesce(pg_get_expr(polqual, polrelid), '-'), coalesce(pg_get_expr(polwithcheck, polrelid), '-'))
    FROM pg_policy JOIN tables ON tables.oid = polrelid
  UNION ALL SELECT 'table ' || relname, format('trigger %s %s', md5(pg_get_triggerdef(pg_trigger.oid)), tgname) FROM pg_trigger JOIN tables ON tables.oid = tgrelid WHERE NOT tgisinternal
  UNION ALL SELECT 'table ' || relname, format('trigger %s is disabled', tgname) FROM pg_trigger JOIN tables ON tables.oid = tgrelid WHERE tgenabled <> 'O'
  UNION ALL SELECT 'function ' || name, format('owned by %s, runs as %s, settings %s, body %s', ${named('owner_id')},
      CASE WHEN prosecdef THEN '${OWNER}' ELSE 'its caller' END, coalesce(array_to_string(proconfig, '; '), '-'), md5(prosrc)) FROM functions
  UNION ALL ${granted('f', "'function ' || name", 'proacl', 'functions', `grantee <> owner_id AND (prosecdef OR ${OURS})`)}
  UNION ALL ${granted(
    'n',
    "'schema ' || nspname",
    'nspacl',
    '(SELECT nspname, nspacl, nspowner AS owner_id FROM pg_namespace) schemas',
    `nspname = 'public' AND ${OURS} AND (grantee <> 0 OR privilege_type = 'CREATE')`,
  )}`;

/** The protections that the database has now. */
export async function protectionsOf(runner: QueryRunner): Promise<Protections> {
  const [{ path }] = (await runner.query("SELECT current_setting('search_path') AS path")) as [{ path: string }];
  try {
    // Names are then written with their schema, whatever the user's own search path is.
    await runner.query("SET search_path = ''");
    const rows = (await runner.query(FACTS)) as { object: string; fact: string }[];
    const objects = [...new Set(rows.map(({ object }) => object))].sort();
    return Object.fromEntries(
      objects.map((name) => [
        name,
        rows
          .filter(({ object }) => object === name)
          .map(({ fact }) => fact)
          .sort(),
      ]),
    );
  } finally {
    await runner.query("SELECT set_config('search_path', $1, false)", [path]);
  }
}

/**
 * Refuses to start unless the database protects tenants from each other as the migrations left it. A restored dump, or
 * an operator who granted too much, may have removed a protection, and no statement of the application would show that.
 * Grants, row security and triggers are repaired here. Other differences are named in the error.
 */
export async function assertProtected(runner: QueryRunner): Promise<void> {
  const expected = (await protectionsOfNewer(runner)) ?? EXPECTED_PROTECTIONS;
  const actual = await protectionsOf(runner);
  const found = differencesBetween(expected, actual);
  if (found.length === 0) return;
  await mend(runner, expected, actual);
  const left = differencesBetween(expected, await protectionsOf(runner));
  const mended = found.filter((line) => !left.includes(line));
  if (mended.length > 0)
    new Logger('Database').warn(`Protections of the database were set right:\n${indented(mended)}`);
  if (left.length === 0) return;
  throw new Error(`The database does not protect tenants from each other as it should:\n${indented(left)}
It may have been restored from an incomplete dump, or changed by hand. Restore a backup ("clientela restore"), or \
a dump that a role made which sees all rows (BYPASSRLS), or undo the change; then start again.`);
}

function differencesBetween(expected: Protections, actual: Protections): string[] {
  const columns = Object.keys(actual).filter((name) => name.includes(' column ') && !(name in expected));
  const isOfOurs = (name: string) => name.split(' column ')[0]! in expected;
  return [...Object.keys(expected), ...columns.filter(isOfOurs)].flatMap((name) => {
    const [wanted, there] = [expected[name] ?? [], actual[name] ?? []];
    const missing = wanted.filter((fact) => !there.includes(fact)).map((fact) => `${name} lacks: ${fact}`);
    const surplus = there
      .filter((fact) => !wanted.includes(fact) && !isHarmless(fact))
      .map((fact) => `${name} has: ${fact}`);
    return [...missing, ...surplus];
  });
}

/** A trigger, or a policy for another role, that an operator added does not weaken the protections. */
const isHarmless = (fact: string) =>
  (fact.startsWith('trigger ') && !fact.endsWith(' is disabled')) ||
  (/^policy \S+ for \S to /.test(fact) &&
    ![OWNER, EVERYONE, WORKING_ROLE].some((role) =>
      /to (.*?)(, restrictive)? using/.exec(fact)![1]!.split(', ').includes(role),
    ));

/** Revokes every right that is not expected, grants those that are, and enables row security and triggers. */
async function mend(runner: QueryRunner, expected: Protections, actual: Protections): Promise<void> {
  const statements = Object.entries(expected).flatMap(([name, wanted]) => {
    const there = actual[name];
    if (!there) return [];
    const target = targetOf(name);
    const surplus = there
      .filter((fact) => / may /.test(fact) && !wanted.includes(fact))
      .map((fact) => fact.split(' may ')[0]!);
    const isOff = (fact: string) => wanted.includes(fact) && !there.includes(fact);
    return [
      ...surplus.map((role) => `REVOKE ALL ON ${target} FROM ${quotedRole(role)}`),
      ...(isOff('row security is on') ? [`ALTER ${target} ENABLE ROW LEVEL SECURITY`] : []),
      ...(isOff('row security holds the owner too') ? [`ALTER ${target} FORCE ROW LEVEL SECURITY`] : []),
      ...there
        .flatMap((fact) => /^trigger (\S+) is disabled$/.exec(fact)?.slice(1) ?? [])
        .map((trigger) => `ALTER ${target} ENABLE TRIGGER "${trigger}"`),
    ];
  });
  for (const name of Object.keys(actual)) {
    const [, table] = /^table (\S+) column /.exec(name) ?? [];
    if (table && `table ${table}` in expected)
      statements.push(`REVOKE ALL ON public.${table} FROM PUBLIC, ${WORKING_ROLE}`);
  }
  statements.push(...grantsOf(expected));
  // In one transaction, so that running servers keep the rights that they need. If this user may not make a change, the
  // error names it afterwards.
  await runner.startTransaction();
  for (const text of statements) {
    await runner.query('SAVEPOINT before');
    await runner.query(text).catch(() => runner.query('ROLLBACK TO before'));
  }
  await runner.commitTransaction();
}

const grantsOf = (expected: Protections) =>
  Object.entries(expected).flatMap(([name, wanted]) =>
    wanted.flatMap((fact) => {
      const [, role, rights] = /^(\S+) may (.*)$/.exec(fact) ?? [];
      return role && rights ? [`GRANT ${rights} ON ${targetOf(name)} TO ${quotedRole(role)}`] : [];
    }),
  );

function targetOf(name: string): string {
  const [, kind, object] = /^(\w+) (.*)$/.exec(name)!;
  return `${kind} ${kind === 'function' || kind === 'schema' ? object : `public.${object}`}`;
}

const quotedRole = (role: string) => (role === EVERYONE ? 'PUBLIC' : `"${role.replaceAll('"', '""')}"`);

const indented = (lines: readonly string[]) => lines.map((line) => `  ${line}`).join('\n');
