import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { en } from '../../console/src/words/en';
import { es } from '../../console/src/words/es';
import { fieldsEn } from '../../console/src/words/fields-en';
import { fieldsEs } from '../../console/src/words/fields-es';

const FOLDER = join(__dirname, '../../console/src');
const source = readdirSync(FOLDER, { recursive: true, encoding: 'utf8' })
  .filter((file) => /\.tsx?$/.test(file) && !/^words[/\\](en|es|fields-)/.test(file))
  .map((file) => readFileSync(join(FOLDER, file), 'utf8'))
  .join('\n');
const valuesIn = (text: string) => [...text.matchAll(/\{\w+\}/g)].map(([value]) => value).sort();

it.each([
  ['words', en, es],
  ['fields', fieldsEn, fieldsEs],
])('the %s of the console have the same keys in both languages, in the same order', (_, one, other) => {
  expect(Object.keys(other)).toEqual(Object.keys(one));
});

it('each word has the same values in both languages, and none is empty', () => {
  const wrong = Object.entries(en).filter(([key, text]) => {
    const other = es[key as keyof typeof en];
    return text.trim() === '' || other.trim() === '' || valuesIn(text).join() !== valuesIn(other).join();
  });
  expect(wrong).toEqual([]);
});

it('each word is used', () => {
  // Some are put together: the name of a group, then a value of the API.
  const groups = [...source.matchAll(/[`'"]([\w.-]+\.)\$\{/g)].map(([, group]) => group!);
  const unused = Object.keys(en).filter((key) => {
    const root = key.replace(/\.(one|other)$/, '');
    return (
      ![key, root].some((one) => new RegExp(`['"]${one}['"]`).test(source)) &&
      !groups.some((group) => key.startsWith(group))
    );
  });
  expect(unused).toEqual([]);
});

it('all requests of the console are in one file, and use the SDK', () => {
  const others = readdirSync(FOLDER, { recursive: true, encoding: 'utf8' })
    .filter((file) => /\.tsx?$/.test(file) && file !== 'api.ts')
    .filter((file) => /\bfetch\(|XMLHttpRequest|@clientela\/sdk/.test(readFileSync(join(FOLDER, file), 'utf8')));
  expect(others).toEqual([]);
  expect(readFileSync(join(FOLDER, 'api.ts'), 'utf8')).not.toMatch(/\bfetch\(/);
});
