import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const ROOT = join(__dirname, '../..');

/** Places that are in plain English, and stay so. */
const CLEAN = ['bench', 'postman', 'test'];
/** Places that are not, each with its reason. */
const NOT_YET: Record<string, string> = {
  'test/database': 'moves with the engines',
  'test/laws': 'moves with the vocabularies',
  'test/operation/fair-shares.spec.ts': 'moves with the engines',
  'test/operation/callers-who-leave.spec.ts': 'moves with the engines',
  'test/operation/data-folder.spec.ts': 'moves with the engines',
  'test/operation/workers.spec.ts': 'moves with the engines',
  'test/operation/stop.spec.ts': 'moves with the engines',
  'test/operation/start.spec.ts': 'moves with the engines',
  'test/house/footprints.spec.ts': 'reads the headings of documents that say “E-mails”',
  'test/house/plain-english.spec.ts': 'is this list',
};
const WIDEST = 120;

const isIn = (places: string[], file: string) => places.some((place) => file === place || file.startsWith(`${place}/`));
const files = CLEAN.flatMap((place) =>
  readdirSync(join(ROOT, place), { recursive: true, encoding: 'utf8' })
    .map((file) => `${place}/${file}`)
    .filter((file) => /\.(ts|js|mjs|md)$/.test(file) && !isIn(Object.keys(NOT_YET), file)),
);
const linesOf = (file: string) =>
  readFileSync(join(ROOT, file), 'utf8')
    .split('\n')
    .map((text, at) => ({ text, where: `${file}:${at + 1}: ${text.trim()}` }));

/** What a line says to people: its comment, its texts of several words, or all of a document. */
function proseOf(file: string, line: string): string {
  if (file.endsWith('.md')) return line;
  const [comment = ''] = /^\s*(\/\*\*|\*|\/\/).*|\/\/ .*/.exec(line) ?? [];
  const texts = [...line.matchAll(/'([^']* [^']*)'|`([^`]* [^`]*)`|"([^"]* [^"]*)"/g)].map(([text]) => text);
  return [comment, ...texts].join(' ');
}

const found = (isBad: (file: string, line: string) => boolean) =>
  files.flatMap((file) => linesOf(file).flatMap(({ text, where }) => (isBad(file, text) ? [where] : [])));

it('reads a good part of the repository', () => {
  expect(files.length).toBeGreaterThan(150);
});

it('no comment begins with “The same”: a comment stands by itself', () => {
  expect(found((_, line) => /^\s*(\/\*\*|\/\/)\s*The same\b/.test(line))).toEqual([]);
});

it('comments, titles and documents name the actor', () => {
  const vague = /\b(somebody|nobody|whoever|anybody|everybody|who is)\b/i;
  expect(found((file, line) => vague.test(proseOf(file, line)))).toEqual([]);
});

// A few answers of the contracts say “e-mail”, and tests quote them.
it('an email is spelt in one way', () => {
  expect(found((file, line) => /e-mail/i.test(proseOf(file, line)) && !/must be an e-mail/.test(line))).toEqual([]);
});

it(`no line of code is wider than ${WIDEST} columns`, () => {
  expect(found((file, line) => !file.endsWith('.md') && line.length > WIDEST && !/^import /.test(line))).toEqual([]);
});
