import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const ROOT = join(__dirname, '../..');

/** Places that are in plain English. */
const CLEAN = [
  'bench',
  'console',
  'docs',
  'fidelity',
  'postman',
  'sdk',
  'src',
  'test',
  ':(glob)*.md',
  '.ci/run',
  '.env.example',
  ':(glob)*.cjs',
];
/** Files that are not checked, each with its reason. */
const EXCEPT: Record<string, string> = {
  'bench/plans.md': 'is generated: plans of PostgreSQL',
  'src/database/expected-protections.ts': 'is generated from the migrations',
  'test/house/plain-english.spec.ts': 'has the words that it looks for',
};
/** Files whose comments begin with `#`. */
const HASH_COMMENTS = ['.ci/run', '.env.example'];
const GENERATED = /^sdk\/src\/[^/]+\/(schema|operations)\.ts$|^test\/(sql|upgrade)\/.*\.(sql|json)$/;
const MIGRATION = /^src\/database\/migrations\//;
const WIDEST = 120;

const files = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard', ...CLEAN], { cwd: ROOT })
  .toString()
  .split('\n')
  .filter(
    (file) =>
      (/\.([cm]?js|ts|md)$/.test(file) || HASH_COMMENTS.includes(file)) && !(file in EXCEPT) && !GENERATED.test(file),
  );
const linesOf = (file: string) =>
  readFileSync(join(ROOT, file), 'utf8')
    .split('\n')
    .map((text, at) => ({ text, where: `${file}:${at + 1}: ${text.trim()}` }));

/** The part of a line that people read: its comment, its texts of several words, or all of a document. */
function proseOf(file: string, line: string): string {
  if (file.endsWith('.md')) return line.replace(/`[^`]*`|\]\([^)]*\)/g, '');
  if (HASH_COMMENTS.includes(file)) return /(?:^|\s)#\s.*/.exec(line)?.[0] ?? '';
  // Comments inside the SQL of a migration stay: the text of a function is part of what a start compares.
  if (MIGRATION.test(file) && /^\s*--/.test(line)) return '';
  const [comment = ''] = /^\s*(\/\*\*|\*|\/\/).*|\/\/ .*/.exec(line) ?? [];
  const texts = [...line.replace(comment, '').matchAll(/'((?:\\.|[^'\\])*)'|"((?:\\.|[^"\\])*)"|`([^`]*)`/g)].map(
    ([text]) => text.slice(1, -1),
  );
  return [comment.replace(/`[^`]*`/g, ''), ...texts.filter((text) => / /.test(text))].join(' ');
}

const found = (isBad: (file: string, line: string) => boolean) =>
  files.flatMap((file) => linesOf(file).flatMap(({ text, where }) => (isBad(file, text) ? [where] : [])));

it('reads most of the repository', () => {
  expect(files.length).toBeGreaterThan(500);
});

it('no comment begins with “The same”: a comment stands by itself', () => {
  expect(found((_, line) => /^\s*(\/\*\*|\/\/)\s*The same\b/.test(line))).toEqual([]);
});

it('comments, titles and documents name the actor', () => {
  const vague = /\b(somebody|nobody|whoever|anybody|everybody|who is)\b/i;
  expect(found((file, line) => vague.test(proseOf(file, line)))).toEqual([]);
});

const SQL =
  /\b(SELECT|INSERT|UPDATE|DELETE|WHERE|JOIN|CREATE|ALTER|ORDER BY|PRIMARY KEY|AS \w+)\b|= (ANY|:)|IN \(|lpad\(/;
/** A text without inserted values, options of commands, keys of JSON and names on the wire. SQL is no text. */
const withoutCode = (prose: string) =>
  SQL.test(prose)
    ? ''
    : prose.replace(/\$\{\w+\} id \$\{|\$?\{[^}]*\}|\bid cannot be changed\b|\bid\b(?= {2,}|\\n)/g, (code) =>
        code.replace(/\w/g, ''),
      );
/** A spelling on its own, not as a part of a path, an option, a header or a file name. */
const alone = (words: string) => new RegExp(`(?<![\\w/.:="$-])(?:${words})(?![\\w/:=\\]"-]|\\.\\w)`);

it.each([
  ['email', /e-mail/i],
  ['ID', alone('[iI]ds?')],
  ['tax ID', alone('[tT]ax[ -][iI]ds?|tax-IDs?')],
  ['API key', alone('[aA]pi[ -][kK]eys?|API-keys?')],
  ['company name', alone('[cC]ompany-names?')],
  ['contact person', alone('[cC]ontact-persons?')],
])('there is one spelling of %s', (_term, other) => {
  expect(found((file, line) => !MIGRATION.test(file) && other.test(withoutCode(proseOf(file, line))))).toEqual([]);
});

/** Lines of a text that goes on over several lines: a break would change the SQL, HTML, script or configuration in it. */
const IN_A_TEXT =
  /\b(SELECT|INSERT|UPDATE|DELETE|FROM|WHERE|JOIN|UNION|GRANT|CREATE|ALTER|DROP|CASE|VALUES|NULL)\b|<\/?\w+|^\s*[.\w][^=]*\{ [\w-]+: |[\w.]+, [\w.]+( AS \w+)?, [\w.]+,|console\.log|urllib\.request|tonumber|proxy_set_header|^\s+\(\$\{|^\s*resolve\(/;
const isTitle = (line: string) => /^\s*(it|test|describe)(\.each\(.*\))?\(/.test(line);
/** A line without its texts, which Prettier does not break either. Titles count in full. */
const codeOf = (line: string) => {
  if (isTitle(line) || /^\s*(\/\*\*|\*|\/\/)/.test(line)) return line;
  return line.replace(/'((?:\\.|[^'\\])*)'|"((?:\\.|[^"\\])*)"|`([^`]*)`?|\/(?:\\.|[^/])+\/[a-z]*/g, '');
};

it(`no line of code is wider than ${WIDEST} columns, apart from its texts`, () => {
  const isFree = (file: string, line: string) =>
    HASH_COMMENTS.includes(file) ||
    file.endsWith('.md') ||
    MIGRATION.test(file) ||
    /^import |eslint-disable/.test(line) ||
    IN_A_TEXT.test(line);
  expect(found((file, line) => line.length > WIDEST && codeOf(line).length > WIDEST && !isFree(file, line))).toEqual(
    [],
  );
});

/** A document without its blocks of code; their lines stay, empty. */
const withoutBlocks = (text: string) => text.replace(/^ *```.*?^ *```/gms, (block) => block.replace(/.*/g, ''));
/** Lines of a table, and lines that are one long link or path, cannot be broken. */
const isUnbreakable = (line: string) =>
  /^\s*\|/.test(line) || !/\S\s+\S/.test(line.replace(/^\s*(?:[-*]|\d+\.)\s+/, ''));

it(`the prose of documents is not wider than ${WIDEST} columns`, () => {
  const wide = files
    .filter((file) => file.endsWith('.md'))
    .flatMap((file) =>
      withoutBlocks(readFileSync(join(ROOT, file), 'utf8'))
        .split('\n')
        .flatMap((line, at) => (line.length > WIDEST && !isUnbreakable(line) ? [`${file}:${at + 1}: ${line}`] : [])),
    );
  expect(wide).toEqual([]);
});
