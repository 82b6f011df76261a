import { tableOf } from '../../src/cli/output.js';

const made = new Date('2030-01-31T18:00:00.000Z');

describe('a table', () => {
  it('has a line for each entry and columns that are aligned', () => {
    const keys = [
      { id: 1, name: 'shop', permissions: ['a', 'b'], createdAt: made },
      { id: 12, name: null, permissions: [], createdAt: made, isOld: true },
    ];
    expect(tableOf(keys).split('\n')).toEqual([
      'ID  NAME  PERMISSIONS  CREATED AT            IS OLD',
      '1   shop  a, b         2030-01-31T18:00:00Z  -',
      '12  -     -            2030-01-31T18:00:00Z  yes',
    ]);
  });

  it('of one record has a line for each field', () => {
    expect(tableOf({ id: 7, timeZone: 'UTC' })).toBe('id         7\ntime zone  UTC');
  });

  it('shows one record after the other where the terminal is too narrow', () => {
    expect(
      tableOf(
        [
          { id: 1, name: 'a long name' },
          { id: 2, name: 'b' },
        ],
        undefined,
        10,
      ),
    ).toBe('id    1\nname  a long name\n\nid    2\nname  b');
  });

  it('says so when it is empty', () => {
    expect(tableOf([], 'No keys.')).toBe('No keys.');
  });

  it('is aligned for wide and combining characters', () => {
    const [, ...lines] = tableOf([
      { name: '東京', at: 1 },
      { name: 'e\u0301', at: 2 },
      { name: '😀', at: 3 },
      { name: 'ab', at: 4 },
    ]).split('\n');
    expect(lines).toEqual(['東京  1', 'e\u0301     2', '😀    3', 'ab    4']);
  });

  it('shows characters that would move or colour the terminal, or turn its direction', () => {
    expect(tableOf([{ name: 'a\u001b[2Jb\r\n\u202ec' }])).toBe('NAME\na\\u{1b}[2Jb\\u{d}\\u{a}\\u{202e}c');
  });
});
