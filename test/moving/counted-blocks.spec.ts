import { CountedBlocks } from '../../src/joining/counted-blocks.js';
import { traitsOf } from '../../src/joining/traits.js';

const known = async (count: { customers: number; rows: number }) => {
  const blocks = new CountedBlocks((asked) => Promise.resolve(new Map(asked.map((block) => [block, count]))), 1000);
  await blocks.learn([traitsOf({ names: ['A'], emails: ['info@chain.example'] }, 'UY')]);
  return blocks;
};

const EMAIL = 'email info@chain.example';

describe('how many customers have a value', () => {
  it.each([
    [{ customers: 1, rows: 1 }, 1],
    [{ customers: 0, rows: 2 }, 4],
    [{ customers: 2, rows: 1 }, 4],
    [{ customers: 1, rows: 5 }, 7],
  ])('%j are %i between rows and customers, because two rows of one source are two customers', async (count, many) => {
    const between = (await known(count)).betweenSources();
    expect(between.holders(EMAIL)).toBe(many);
    expect(between.of(EMAIL)).toBe(Math.max(count.customers, count.rows));
  });

  it('is the number of records within one source, which may have a customer twice', async () => {
    expect((await known({ customers: 2, rows: 2 })).holders(EMAIL)).toBe(2);
  });
});
