import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';

const ROOT = resolve(__dirname, '../..');

const documents = ['.', 'bench', 'docs', 'fidelity', 'sdk', 'src', 'test'].flatMap((folder) =>
  readdirSync(join(ROOT, folder), { recursive: folder !== '.', encoding: 'utf8' })
    .filter((name) => name.endsWith('.md') && !name.includes('node_modules'))
    .map((name) => join(folder, name)),
);

const textOf = (file: string) => readFileSync(join(ROOT, file), 'utf8').replace(/^```.*?^```/gms, '');

/** The part of a link behind `#`, as GitHub makes it from a heading. */
const anchorsOf = (file: string) =>
  [...readFileSync(file, 'utf8').matchAll(/^#+ (.*)$/gm)].map(([, heading]) =>
    heading!
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\s_-]/gu, '')
      .replaceAll(' ', '-'),
  );

/** Links to other sites are left out. */
const linksIn = (text: string) =>
  [...text.matchAll(/\]\(([^)\s]+)\)/g)].map(([, link]) => link!).filter((link) => !/^[a-z]+:/.test(link));

/** File names in inline code that begin in the root of the repository. Patterns such as `src/<module>/` are left out. */
const pathsIn = (text: string) =>
  [...text.matchAll(/`((?:\.ci|bench|docs|fidelity|openapi|postman|sdk|src|test)\/[^`\s]*)`/g)]
    .map(([, path]) => path!)
    .filter((path) => !/[<*{…]/.test(path) && !path.startsWith('sdk/dist'));

it('reads the documents', () => {
  expect(documents.length).toBeGreaterThan(10);
});

describe.each(documents)('%s', (file) => {
  it('links to files and headings that exist', () => {
    const broken = linksIn(textOf(file)).filter((link) => {
      const [path, anchor] = link.split('#') as [string, string?];
      const target = path === '' ? join(ROOT, file) : resolve(ROOT, dirname(file), path);
      return !existsSync(target) || (anchor !== undefined && !anchorsOf(target).includes(anchor));
    });
    expect(broken).toEqual([]);
  });

  it('names files that exist', () => {
    expect(pathsIn(textOf(file)).filter((path) => !existsSync(join(ROOT, path)))).toEqual([]);
  });
});

describe.each(documents.filter((file) => file.startsWith('src/engine/')))('%s', (file) => {
  it('names files of its folder', () => {
    const names = [...textOf(file).matchAll(/`([\w-]+(?:\.spec)?\.ts)`/g)].map(([, name]) => name!);
    const here = readdirSync(join(ROOT, dirname(file)));
    expect(names.filter((name) => !name.endsWith('.spec.ts') && !here.includes(name))).toEqual([]);
  });
});
