import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { type Calls } from './calls';
import { fileOf, repositories, sqlOf } from './write-sql';

const SOURCES = join(__dirname, '../../src');
/** Of no table: what several repositories share. */
const SHARED = new Set(['tenant', 'system', 'customer-owned', 'customer-lists']);

let all: Record<string, Calls>;
beforeAll(async () => {
  all = await repositories();
});

it('the SQL of every repository is committed; after a change of one, run: npm run sql', async () => {
  for (const [name, calls] of Object.entries(all)) {
    expect(readFileSync(fileOf(name), 'utf8')).toBe(await sqlOf(calls));
  }
});

it('has every repository', () => {
  const files = readRepositories().map((file) => basename(file, '.repository.ts'));
  expect(Object.keys(all).toSorted()).toEqual(files.filter((name) => !SHARED.has(name)).toSorted());
});

it('has every public method', () => {
  for (const [name, { repository, calls }] of Object.entries(all)) {
    const called = new Set(Object.keys(calls).map((title) => title.split(':')[0]));
    expect([name, ...publicMethodsOf(repository).filter((method) => !called.has(method))]).toEqual([name]);
  }
});

const readRepositories = () =>
  readdirSync(SOURCES, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.repository.ts'))
    .map((file) => join(SOURCES, file));

/** What the classes of a repository define, without what TypeScript hides. */
function publicMethodsOf(repository: object): string[] {
  const hidden = new Set(
    readRepositories().flatMap((file) => [...readFileSync(file, 'utf8').matchAll(HIDDEN)].map(([, method]) => method)),
  );
  const methods: string[] = [];
  for (let one: object = Object.getPrototypeOf(repository); one !== Object.prototype; one = Object.getPrototypeOf(one))
    methods.push(...Object.getOwnPropertyNames(one));
  return methods.filter((method) => method !== 'constructor' && !hidden.has(method));
}

const HIDDEN = /^ {2}(?:private|protected) (?:async )?(\w+)[<(]/gm;
