import { aCustomer } from '../factories/customer.js';
import { useAppAndTenant } from '../support/use-app.js';

const { app, tenant: acme } = useAppAndTenant();
let base: string;

beforeEach(async () => {
  base = `/customers/${(await aCustomer(app, acme)).id}/company-names`;
});

const contacts = () => app.as(acme).contacts;
const add = async (name: string, more: object = {}) =>
  (await contacts().post(base, { name, ...more })).body.company_name_id as number;
const put = (id: number, body: object) => contacts().put(`${base}/${id}`, body);
const toggle = (id: number, is_active: boolean) => contacts().post(`${base}/${id}/toggle-active`, { is_active });
const defaults = async () =>
  (await contacts().get(base)).body.company_names
    .filter(({ is_default }: any) => is_default)
    .map(({ name }: any) => name) as string[];

describe('The first active name of a customer becomes the default', () => {
  it.each([
    ['made active', (id: number) => id],
    ['by toggle-active', (id: number) => toggle(id, true)],
    ['by PUT', (id: number) => put(id, { is_active: true })],
    [
      'by a PUT of the whole record as it was read',
      (id: number) => put(id, { name: 'One', is_active: true, is_default: false }),
    ],
  ])('%s, and the second does not', async (how, activate) => {
    const id = await add('One', { is_active: how === 'made active' });
    await activate(id);
    expect(await defaults()).toEqual(['One']);
    await add('Two');
    const three = await add('Three', { is_active: false });
    await toggle(three, true);
    expect(await defaults()).toEqual(['One']);
  });

  it('once: who had one is given no other unasked, whatever became of it', async () => {
    const one = await add('One', { is_default: false });
    expect(await defaults()).toEqual(['One']);
    await toggle(one, false);
    expect(await defaults()).toEqual([]);
    await toggle(one, true);
    await add('Two');
    expect(await defaults()).toEqual([]);
    const three = await add('Three', { is_active: false });
    await put(three, { is_active: true });
    expect(await defaults()).toEqual([]);
    await contacts().delete(`${base}/${one}`);
    await add('Four');
    expect(await defaults()).toEqual([]);
    await put(three, { is_default: true });
    expect(await defaults()).toEqual(['Three']);
  });

  it('one of them, when several are switched on together', async () => {
    const ids = await Promise.all(['One', 'Two', 'Three', 'Four'].map((name) => add(name, { is_active: false })));
    await Promise.all(
      ids.map((id, at) => (at % 2 ? toggle(id, true) : put(id, { is_active: true, is_default: false }))),
    );
    expect(await defaults()).toHaveLength(1);
  });
});
