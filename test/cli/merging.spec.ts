import { COMMANDS } from '../../src/cli/commands.js';
import { type Asked, type NamedPair, reviewed } from '../../src/cli/pairs.js';
import { CustomersService } from '../../src/customers/customers.service.js';
import { PairsService } from '../../src/joining/pairs.service.js';
import { aCustomer } from '../factories/customer.js';
import { useAppAndTenant } from '../support/use-app.js';

const { app, tenant } = useAppAndTenant();
const clientela = async (line: string): Promise<any> => {
  const [command, ...argv] = line.split(' ');
  const words = command === 'merge' ? 'merge' : `${command} ${argv.shift()}`;
  return COMMANDS[words]!.run(app.nest, [...argv, '--tenant', tenant.slug]);
};

const twin = (name: string, taxId: string) => ({ displayName: name, taxId, countryIso: 'ES' });
/** Two customers that may be one. */
const twins = async (name: string, taxId: string): Promise<[number, number]> => {
  const customers = app.nest.get(CustomersService);
  const one = await customers.create(tenant.id, twin(`${name} S.L.`, taxId), { fields: ['id'] });
  const other = await customers.create(tenant.id, twin(name, taxId), { fields: ['id'] });
  return [one.id, other.id];
};

describe('clientela import review', () => {
  it('lists the pairs that wait, and takes decisions about them', async () => {
    const one = await twins('Ferretería Aguaribay', 'B12345674');
    const other = await twins('Panadería Quebracho', 'B87654321');
    const listed = await clientela('import review');
    expect(listed).toHaveLength(2);
    expect(listed).toContainEqual(
      expect.objectContaining({ oneId: one[0], one: 'Ferretería Aguaribay S.L.', otherId: one[1] }),
    );
    expect(listed[0].evidence.join()).toMatch(/taxId \d+/);
    await clientela(`import review --accept ${one.join('-')} --reject ${other.join('-')}`);
    expect(await clientela('import review')).toEqual([]);
    const decided = (decision: string) => app.as(tenant).clientela.get('/pairs', { decision });
    expect((await decided('same')).body.data).toMatchObject([{ oneId: String(one[0]), decidedBy: 'cli' }]);
    expect((await decided('different')).body.data).toMatchObject([{ oneId: String(other[0]) }]);
  });

  it('asks about one after the other, keeps each answer at once, and ends when told to', async () => {
    const all = [
      await twins('Vivero Jacarandá', 'B11111119'),
      await twins('Imprenta Lapacho', 'B22222228'),
      await twins('Taller Ceibo', 'B33333337'),
      await twins('Bodega Algarrobo', 'B44444446'),
    ];
    const [pairs, customers] = [app.nest.get(PairsService), app.nest.get(CustomersService)];
    await pairs.search(tenant.id, 60);
    const asked: NamedPair[] = [];
    const words = ['same', 'skip', 'different', 'quit'] as const;
    const ask: Asked = (pair) => {
      asked.push(pair);
      return Promise.resolve(words[asked.length - 1]!);
    };
    expect(await reviewed({ pairs, customers }, tenant.id, ask)).toEqual({ same: 1, different: 1, skipped: 1 });
    expect(asked.map(({ oneId, otherId }) => [oneId, otherId]).sort()).toEqual([...all].sort());
    expect(asked[0]).toMatchObject({ one: expect.stringMatching(/ S\.L\.$/) as string });
    const { pairs: left } = await pairs.list(tenant.id, { limit: 10 });
    expect(left.map(({ oneId }) => oneId).sort()).toEqual([asked[1]!.oneId, asked[3]!.oneId].sort());
  });

  it('refuses what names no pair', async () => {
    await expect(clientela('import review --accept 12')).rejects.toThrow('pairs of IDs');
  });
});

describe('clientela merge', () => {
  it('shows what would happen, and does that with its digest; and the same to undo it', async () => {
    const { id: into } = await aCustomer(app, tenant, { displayName: 'Stays' });
    const { id: gone } = await aCustomer(app, tenant, { displayName: 'Goes' });
    const shows = async () =>
      (await app.as(tenant).clientela.get('/customers', { q: 'Goes' })).body.data.map(({ id }: { id: string }) => id);
    const two = `merge --into ${into} --gone ${gone} --take displayName`;
    const dry = await clientela(two);
    expect(dry).toMatchObject({ id: null, isApplied: false, refusals: [] });
    expect(dry.fields).toContainEqual(expect.objectContaining({ field: 'displayName', value: 'Goes', rule: 'gone' }));
    expect(await shows()).toEqual([String(gone)]);
    await expect(clientela(`${two} --digest another`)).rejects.toThrow();
    const merge = await clientela(`${two} --digest ${dry.digest}`);
    expect(merge).toMatchObject({ isApplied: true, intoId: into, goneId: gone });
    expect(await shows()).toEqual([String(into)]);
    const { body } = await app.as(tenant).clientela.get('/merges');
    expect(body.data).toMatchObject([{ id: String(merge.id), mergedBy: 'cli', undoneAt: null }]);

    const undo = await clientela(`merge --undo ${merge.id}`);
    expect(undo).toMatchObject({ isApplied: false, notRestored: [] });
    expect(await clientela(`merge --undo ${merge.id} --digest ${undo.digest}`)).toMatchObject({ isApplied: true });
    expect(await shows()).toEqual([String(gone)]);
  });

  it.each(['merge --into 1', 'merge', 'merge --undo 1 --into 2 --gone 3', 'merge --undo 1 --take website'])(
    'refuses what names neither two customers nor a merge: %s',
    async (line) => {
      await expect(clientela(line)).rejects.toThrow('give either --into and --gone, or --undo');
    },
  );
});
