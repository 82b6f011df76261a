import { aCustomer } from '../factories/customer.js';
import { aTenant } from '../factories/tenant.js';
import { useAppAndTenant } from '../support/use-app.js';

const { app, tenant } = useAppAndTenant();

beforeAll(async () => {
  await aCustomer(app, tenant, {
    displayName: 'José Muñoz',
    legalName: 'Łódź Świat S.A.',
    document: 'DOC-4711',
    taxId: 'PT 508-112',
    externalKey: 'crm_99%',
    email: 'Öffice@müller.example',
    phone: '+1 212 555 0142',
    mobile: '+1 212 555 0177',
    website: 'https://Crème.example',
    firstName: 'Renée',
    lastName: 'O’Brien',
  });
  await aCustomer(app, tenant, { displayName: 'Another one' });
});

const clients = async (search: string) =>
  (await app.as(tenant).clients.get('/clients', { search })).body.meta.total as number;
const accounting = async (searchKeyword: string) =>
  (await app.as(tenant).accounting.get('/customers', { searchKeyword })).body.pagination.total as number;

// An index serves searches for three letters or more. Shorter ones look at every customer.
describe.each([
  [
    'clients',
    clients,
    [
      'munoz',
      'MUÑ',
      'mu',
      'lodz swiat',
      'doc-4711',
      '4711',
      'PT 508',
      'crm_99%',
      '9%',
      'office@muller',
      '+1 212 555 0142',
      '0142',
    ],
  ],
  ['accounting', accounting, ['munoz', 'mu', 'lodz', 'renee', 'o’brien', 'office@muller', '0142', '0177', 'creme.ex']],
])('a search in %s', (_, found, texts) => {
  it.each(texts)('finds %j wherever it stands, in any case and with or without accents', async (text) => {
    expect(await found(text)).toBe(1);
  });

  it.each(['nobody', 'zz', 'munozx', '_99_', '%%', 'José\nOther'])('does not find %j', async (text) => {
    expect(await found(text)).toBe(0);
  });
});

describe('a search', () => {
  it('finds each part of a name, of one letter or more, in any script', async () => {
    const mine = await aTenant(app);
    const names = [
      'qx-ray',
      'zebraqx',
      'w qxa',
      '東京都',
      'qx東qx',
      '株式会社 山',
      'жук',
      'яжу',
      '한국',
      '각',
      'bo&bo',
      'x@y',
      'éàü',
      '𠮷野',
    ];
    for (const displayName of names) await aCustomer(app, mine, { displayName });
    // A code has digits and a C, and nothing else of these customers has a text.
    const folded = (text: string) =>
      text
        .normalize('NFD')
        .replace(/[\u0300-\u036f]/g, '')
        .normalize('NFC');
    const parts = new Set(
      names.flatMap((name) =>
        folded(name)
          .split(' ')
          .flatMap((word) => {
            const letters = [...word];
            return letters.flatMap((_, from) =>
              [1, 2, 3, 4].map((length) => letters.slice(from, from + length).join('')),
            );
          }),
      ),
    );
    const wrong: string[] = [];
    for (const part of [...parts, 'qz', 'xq', '京', '京東', '都東', '山株', 'жя', '국한', 'q東', '&', '@', '&b']) {
      const { data } = (await app.as(mine).clients.get('/clients', { search: part, limit: 50 })).body;
      const found = (data as { name: string }[]).map(({ name }) => name).toSorted();
      const expected = names.filter((name) => folded(name).includes(part)).toSorted();
      if (found.join() !== expected.join()) wrong.push(`${part}: ${found.join()} instead of ${expected.join()}`);
    }
    expect(wrong).toEqual([]);
  });

  it.each(['％', 'abc％', '＼', '＿'])(
    'takes letters that only look like those of a pattern for what they are: %j',
    async (text) => {
      const mine = await aTenant(app);
      await aCustomer(app, mine, { displayName: 'abcdef' });
      await aCustomer(app, mine, { displayName: `Has ${text} in it` });
      expect((await app.as(mine).clients.get('/clients', { search: text })).body.meta.total).toBe(1);
      expect((await app.as(mine).accounting.get('/customers', { searchKeyword: text })).body.pagination.total).toBe(1);
    },
  );

  it('finds a changed customer by its new values, and no longer by the old ones', async () => {
    const mine = await aTenant(app);
    const { id } = await aCustomer(app, mine, { displayName: 'Before' });
    const found = async (search: string) =>
      (await app.as(mine).clients.get('/clients', { search })).body.meta.total as number;
    await app.as(mine).clients.put(`/clients/${id}`, { name: 'Afterwards', email: 'new@after.example' });
    expect([await found('before'), await found('afterwards'), await found('new@after')]).toEqual([0, 1, 1]);
  });
});
