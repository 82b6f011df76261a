import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import * as ts from 'typescript';

const ROOT = resolve(__dirname, '../..');

const filesIn = (folder: string) =>
  readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => join(folder, name));

const tables = [
  ...new Set(
    filesIn('src/database/migrations').flatMap((file) =>
      [...readFileSync(join(ROOT, file), 'utf8').matchAll(/CREATE TABLE (?:IF NOT EXISTS )?"?(\w+)/g)].map(
        ([, name]) => name!,
      ),
    ),
  ),
];

/** Names of our tables that are also common words. They are forbidden as tables only. */
const GENERAL = ['tenants', 'users', 'changes', 'webhooks'];

/** `company_names` as a reader may write it: company_name, companyNames, CompanyName. */
const wordsOf = (table: string) => {
  const [singular, parts] = [table.replace(/ies$/, 'y').replace(/s$/, ''), table.split('_')];
  return new RegExp(`${singular}|${parts.join('').replace(/ies$/, 'y').replace(/s$/, '')}`, 'i');
};

const FORBIDDEN = [
  ...tables.filter((table) => !GENERAL.includes(table)).map(wordsOf),
  new RegExp(`\\b(FROM|INTO|UPDATE|JOIN|TABLE|ON) (public\\.)?"?(${GENERAL.join('|')})\\b`),
  /customer|ledger|invoice/i,
];

/** Identifiers and texts of a program; comments are left out. */
function wordsIn(file: string): string[] {
  const words: string[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isIdentifier(node) || ts.isLiteralExpression(node) || ts.isTemplateLiteralToken(node)) words.push(node.text);
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile(file, readFileSync(join(ROOT, file), 'utf8'), ts.ScriptTarget.Latest));
  return words;
}

describe('engines', () => {
  it('are found, and so are our tables', () => {
    expect(filesIn('src/engine').length).toBeGreaterThan(30);
    expect(tables).toEqual(expect.arrayContaining(['tenants', 'users', 'customers', 'emails', 'phones', 'api_keys']));
  });

  it.each(filesIn('src/engine'))('know no table and no customer: %s', (file) => {
    expect(wordsIn(file).filter((word) => FORBIDDEN.some((forbidden) => forbidden.test(word)))).toEqual([]);
  });

  it.each(['kit', 'embedded-postgres', 'backup-file', 'tenant-database', 'workers', 'webhooks', 'leader'])(
    'explain themselves: %s',
    (engine) => {
      expect(readFileSync(join(ROOT, 'src/engine', engine, 'README.md'), 'utf8')).toMatch(/^# \w/);
    },
  );
});
