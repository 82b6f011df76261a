import type { QueryRunner } from 'typeorm';
import { VERSION } from '../config/version.js';
import { EXPECTED_PROTECTIONS } from './expected-protections.js';
import { migrations } from './migrations/index.js';

/** For each table, sequence, function and schema: its owner, grants, policies, row security and triggers. */
export type Protections = Readonly<Record<string, readonly string[]>>;

/**
 * The oldest release whose servers may work on a database that this release has migrated: the release before this one.
 * Databases of 0.1.0 do not know their release, so 0.2.0 works beside itself alone.
 */
export const WORKS_BESIDE = '0.2.0';

/** What the release says that brought the database up to date. */
interface SchemaRelease {
  release: string;
  worksBeside: string;
  migrations: string[];
  protections: Protections;
}

/**
 * Refuses a database that a newer release has changed, unless that release says that servers of this one may work
 * beside its own. Before migrations run, because those of this release do not expect such tables.
 */
export async function assertMayWork(runner: QueryRunner): Promise<void> {
  await newerRelease(runner);
}

/** Says that this release has brought the database up to date. A server of an older release changes nothing here. */
export async function noteRelease(runner: QueryRunner): Promise<void> {
  if (await newerRelease(runner)) return;
  await runner.query(
    `INSERT INTO public.schema_release (release, works_beside, migrations, protections) VALUES ($1, $2, $3, $4)
     ON CONFLICT (is_only) DO UPDATE SET release = excluded.release, works_beside = excluded.works_beside,
       migrations = excluded.migrations, protections = excluded.protections`,
    [VERSION, WORKS_BESIDE, migrations.map(({ name }) => name), JSON.stringify(EXPECTED_PROTECTIONS)],
  );
}

/** The protections of a database that a newer release has migrated, as that release says. Otherwise undefined. */
export async function protectionsOfNewer(runner: QueryRunner): Promise<Protections | undefined> {
  return (await newerRelease(runner))?.protections;
}

async function newerRelease(runner: QueryRunner): Promise<SchemaRelease | undefined> {
  const present = await migrationsIn(runner);
  const known = migrations.map(({ name }) => name);
  const unknown = present.filter((name) => !known.includes(name));
  if (unknown.length === 0) return undefined;
  const said = await releaseIn(runner);
  if (!said || String(said.migrations.toSorted()) !== String(present))
    throw new Error(`A version of Clientela that this one (${VERSION}) does not know has begun to change the database, \
and has not said which versions may work beside it (${unknown.join(', ')}). Start that version, or restore a backup.`);
  if (isBelow(VERSION, said.worksBeside))
    throw new Error(`The database was brought up to date by Clientela ${said.release}. Servers of ${said.worksBeside} \
and later can work on it, and this is ${VERSION}. Start a later version, or restore a backup of ${VERSION}.`);
  const lost = lostIn(said.protections);
  if (lost.length > 0)
    throw new Error(`The database was brought up to date by Clientela ${said.release}, without protections that \
${VERSION} relies on:\n${lost.map((line) => `  ${line}`).join('\n')}\nStart ${said.release} or a later version.`);
  return said;
}

/**
 * Protections of this release that a newer one no longer has. A newer release may add what it likes and may write a
 * function anew, but row security and policies of the tables that this release knows stay, and so do its functions.
 */
const lostIn = (newer: Protections): string[] =>
  Object.entries(EXPECTED_PROTECTIONS).flatMap(([name, wanted]) => {
    const there = newer[name];
    if (!there) return [name];
    return wanted.filter((fact) => isWall(fact) && !there.includes(fact)).map((fact) => `${name}: ${fact}`);
  });

const isWall = (fact: string) => fact.startsWith('row security ') || fact.startsWith('policy ');

async function migrationsIn(runner: QueryRunner): Promise<string[]> {
  if (!(await exists(runner, 'migrations'))) return [];
  const rows = (await runner.query('SELECT name FROM public.migrations')) as { name: string }[];
  return rows.map(({ name }) => name).sort();
}

async function releaseIn(runner: QueryRunner): Promise<SchemaRelease | undefined> {
  if (!(await exists(runner, 'schema_release'))) return undefined;
  const [said] = (await runner.query(
    'SELECT release, works_beside AS "worksBeside", migrations, protections FROM public.schema_release',
  )) as SchemaRelease[];
  return said;
}

async function exists(runner: QueryRunner, table: string): Promise<boolean> {
  const [{ found }] = (await runner.query('SELECT to_regclass($1) IS NOT NULL AS found', [`public.${table}`])) as [
    { found: boolean },
  ];
  return found;
}

/** Whether one version comes before another: `0.9.0` before `0.10.0`. What follows a hyphen does not count. */
export function isBelow(one: string, other: string): boolean {
  const [a, b] = [one, other].map((version) => version.replace(/-.*/, '').split('.').map(Number));
  const at = a!.findIndex((part, place) => part !== b![place]);
  return at >= 0 && a![at]! < b![at]!;
}
