import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { Client } from 'pg';
import type { Calls } from './calls';
import { fileOf, recorder, repositories, sqlOf } from './write-sql';

const SOURCES = join(__dirname, '../../src');
/** What several repositories share, without a table of their own. */
const SHARED = new Set([
  'tenant',
  'identified',
  'system',
  'customer-owned',
  'customer-lists',
  'customer-suggestions',
  'customer-suggestions',
]);

let all: Record<string, Calls>;
beforeAll(async () => {
  all = await repositories();
});

const sources = readdirSync(SOURCES, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.repository.ts'))
  .map((file) => join(SOURCES, file));

it('the SQL of every repository is committed; after a change of one, run: npm run sql', async () => {
  for (const [name, calls] of Object.entries(all)) {
    expect(readFileSync(fileOf(name), 'utf8')).toBe(await sqlOf(calls));
  }
});

it('has every repository, and no file of another one', () => {
  const names = sources.map((file) => basename(file, '.repository.ts')).filter((name) => !SHARED.has(name));
  expect(Object.keys(all).toSorted()).toEqual(names.toSorted());
  const files = readdirSync(__dirname).filter((file) => file.endsWith('.sql'));
  expect(files.toSorted()).toEqual(names.map((name) => `${name}.sql`).toSorted());
});

it('has every public method, and each title calls the method that it names', async () => {
  for (const [name, { repository, calls }] of Object.entries(all)) {
    const methods = publicMethodsOf(repository);
    const called = new Set<string>();
    for (const [title, call] of Object.entries(calls)) {
      const method = title.split(':')[0]!;
      const spy = jest.spyOn(repository as Record<string, () => unknown>, method);
      const statements = await recorder.recorded(call);
      expect([name, title, spy.mock.calls.length, statements.length > 0]).toEqual([name, title, 1, true]);
      spy.mockRestore();
      called.add(method);
    }
    expect([name, ...methods.filter((method) => !called.has(method))]).toEqual([name]);
  }
});

it('PostgreSQL takes every statement', async () => {
  const client = new Client({ connectionString: process.env.DATABASE_URL });
  await client.connect();
  const refused: string[] = [];
  for (const name of Object.keys(all)) {
    const statements = readFileSync(fileOf(name), 'utf8').split(/;\n/).slice(0, -1);
    for (const statement of statements) {
      const text = statement.replace(/^--.*$/gm, '').trim();
      await client.query(`PREPARE taken AS ${text}`).then(
        () => client.query('DEALLOCATE taken'),
        (error: Error) => refused.push(`${name}: ${error.message}: ${text}`),
      );
    }
  }
  await client.end();
  expect(refused).toEqual([]);
});

/** What the classes of a repository define, without what TypeScript hides in them. */
function publicMethodsOf(repository: object): string[] {
  const methods: string[] = [];
  for (
    let one: object = Object.getPrototypeOf(repository);
    one !== Object.prototype;
    one = Object.getPrototypeOf(one)
  ) {
    const hidden = hiddenIn((one.constructor as { name: string }).name);
    methods.push(...Object.getOwnPropertyNames(one).filter((name) => name !== 'constructor' && !hidden.has(name)));
  }
  return methods;
}

function hiddenIn(className: string): Set<string> {
  const text = sources
    .map((file) => readFileSync(file, 'utf8'))
    .find((one) => new RegExp(`class ${className}[ <]`).test(one));
  return new Set([...text!.matchAll(/^ {2}(?:private|protected) (?:async )?(\w+)[<(]/gm)].map(([, name]) => name!));
}
