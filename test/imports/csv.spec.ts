import { recordsOf } from '../../src/imports/formats/csv.js';

async function textsOf(file: string, mapping?: Record<string, string>): Promise<string[]> {
  const chunks = (async function* () {
    yield await Promise.resolve(Buffer.from(file));
  })();
  const texts: string[] = [];
  for await (const rows of recordsOf(chunks, { mapping, cell: (_, text) => text }))
    texts.push(...rows.map(({ text }) => text));
  return texts;
}

describe('columns that lead into an object', () => {
  it.each(['__proto__.isPolluted', 'constructor.prototype.isPolluted', '__proto__.__proto__.isPolluted'])(
    '%s changes nothing but its row',
    async (column) => {
      expect(await textsOf(`${column},name\nyes,Ada\n`)).toEqual([expect.stringContaining('"Ada"')]);
      await textsOf('Mark\nyes\n', { [column]: 'Mark' });
      expect(({} as { isPolluted?: string }).isPolluted).toBeUndefined();
      expect((Object as { isPolluted?: string }).isPolluted).toBeUndefined();
    },
  );

  it('may have no value of their own', async () => {
    await expect(textsOf('name,name.first\nAda,Ada\n')).rejects.toMatchObject({ kind: 'invalid' });
  });
});

it('a mapping finds columns of the file alone', async () => {
  expect(await textsOf('name\nAda\n', { name: 'toString' })).toEqual(['{"name":"Ada"}']);
});
