import { Clientela, type List } from '../../sdk/src/index.js';
import { FaultyServer } from '../support/faulty-server.js';
import { useApp, useTenant } from '../support/use-app.js';

const app = useApp();
const tenant = useTenant(app);
const snake = useTenant(app, { accountingCase: 'snake' });
const NAMES = ['Ada', 'Bob', 'Cyd', 'Dan', 'Eve'];
let server: FaultyServer;
let clientela: Clientela;

beforeAll(async () => {
  const { user, keys } = tenant;
  const { email, password } = user;
  server = await FaultyServer.before(app.url);
  clientela = new Clientela({
    baseUrl: server.url,
    apiKey: keys.clientela.secret,
    contacts: { login: user.login, password },
    billing: { publicKey: keys.billing.publicKey!, privateKey: keys.billing.secret, signed: true },
    clients: { tenant: tenant.domain, apiKey: keys.clients.secret, email, password },
    erp: { account: tenant.slug, apiToken: keys.erp.secret },
    accounting: { email, password },
  });
  for (const company of NAMES) await clientela.billing.customers.create({ company });
});
afterAll(() => server.close());

/** How often the server was asked while a loop went over a list. */
async function asked<Item>(list: AsyncIterable<Item>): Promise<[items: Item[], requests: number]> {
  server.plan();
  const items: Item[] = [];
  for await (const item of list) items.push(item);
  return [items, server.seen.filter(({ method }) => method === 'GET').length];
}

describe('a loop over customers', () => {
  const byName = <Item>(list: (size?: number) => List<unknown, Item>, nameOf: (item: Item) => string) => ({
    list: list as (size?: number) => List<unknown, unknown>,
    nameOf: nameOf as (item: unknown) => string,
  });
  const lists = {
    contacts: byName(
      (limit) => clientela.contacts.customers.list({ limit }),
      ({ name }) => name,
    ),
    billing: byName(
      (limit) => clientela.billing.customers.list({ limit }),
      ({ company }) => company!,
    ),
    clients: byName(
      (limit) => clientela.clients.clients.list({ limit }),
      ({ name }) => name,
    ),
    erp: byName(
      (limit) => clientela.erp.customers.list({ limit }),
      ({ name }) => name,
    ),
    accounting: byName(
      (pageSize) => clientela.accounting.customers.list({ pageSize }),
      ({ displayName }) => displayName,
    ),
    clientela: byName(
      (limit) => clientela.customers.list({ limit }),
      ({ displayName }) => displayName,
    ),
  };

  it.each(Object.entries(lists))('%s: gets each page when it comes to it', async (_, { list, nameOf }) => {
    await list(1); // signs in
    const [items, requests] = await asked(list(2));
    expect(items.map(nameOf).sort()).toEqual(NAMES);
    expect(requests).toBe(3);
    const [all, once] = await asked(list());
    expect([all.map(nameOf).sort(), once]).toEqual([NAMES, 1]);
    server.plan();
    expect((await list(2).toArray(3)).map(nameOf)).toEqual(items.slice(0, 3).map(nameOf));
    expect(server.seen).toHaveLength(2);
  });

  it('that ends early asks for no further page, and one that fails throws', async () => {
    server.plan();
    for await (const { company } of clientela.billing.customers.list({ limit: 2 })) {
      expect(company).toBeDefined();
      break;
    }
    expect(server.seen).toHaveLength(1);
    server.plan(undefined, { status: 400 });
    const names: unknown[] = [];
    const loop = async () => {
      for await (const { company } of clientela.billing.customers.list({ limit: 2 })) names.push(company);
    };
    await expect(loop()).rejects.toMatchObject({ status: 400 });
    expect(names).toHaveLength(2);
  });

  it('may ask for more in a page than the server gives', async () => {
    const [items] = await asked(clientela.contacts.customers.list({ limit: 100 }));
    expect(items).toHaveLength(5);
    const [many] = await asked(clientela.billing.customers.list({ limit: 10_000 }));
    expect(many).toHaveLength(5);
    expect(server.seen[0]!.url).toContain('limit=500');
  });
});

describe('a list', () => {
  it('that is awaited is its first page, as the server answers it', async () => {
    server.plan();
    const page = await clientela.clients.clients.list({ limit: 2 });
    expect([page.success, page.data.length, page.meta.total]).toEqual([true, 2, 5]);
    expect((await clientela.clients.clients.list().withResponse()).requestId).toEqual(expect.any(String));
    const pages: number[] = [];
    for await (const { data } of clientela.clients.clients.list({ limit: 2 }).pages()) pages.push(data.length);
    expect(pages).toEqual([2, 2, 1]);
  });

  it('is not requested before something waits for it', async () => {
    server.plan();
    void clientela.customers.list();
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(server.seen).toHaveLength(0);
  });

  it('without pages has all of its items', async () => {
    const { id } = (await clientela.customers.list({ limit: 1 })).data[0]!;
    const { emails, phones } = clientela.contacts;
    for (const at of [1, 2, 3]) await emails.add(Number(id), { email: `ada${at}@example.com` });
    expect((await emails.list(Number(id)).toArray()).map(({ email }) => email)).toEqual(
      [1, 2, 3].map((at) => `ada${at}@example.com`),
    );
    expect(await phones.list(Number(id)).toArray()).toEqual([]);
    expect((await clientela.accounting.apiKeys.list().toArray()).length).toBeGreaterThan(0);
    expect(await clientela.customers.listFaces(id).toArray()).toHaveLength(5);
  });

  it('of empty pages ends', async () => {
    expect(await asked(clientela.erp.customers.list({ limit: 0 }))).toEqual([[], 1]);
  });

  it('of snake_case has the same pages', async () => {
    const accounting = { apiKey: snake.keys.accounting.secret };
    const { accountingSnake } = new Clientela({ baseUrl: server.url, accounting });
    for (const display_name of NAMES)
      await accountingSnake.customers.create({ customer_type: 'business', display_name, currency_code: 'USD' });
    const [items, requests] = await asked(accountingSnake.customers.list({ page_size: 2 }));
    expect([items.map(({ display_name }) => display_name).sort(), requests]).toEqual([NAMES, 3]);
  });
});

describe('the feed of changes', () => {
  it('ends with the newest change', async () => {
    const [changes] = await asked(clientela.changes.follow({ limit: 2 }));
    expect(changes.length).toBeGreaterThanOrEqual(5);
    expect(new Set(changes.map(({ cursor }) => cursor)).size).toBe(changes.length);
  });

  it('goes on with `wait`, until the loop or its signal ends', async () => {
    const { next } = await clientela.changes.follow({ after: 'now' });
    const controller = new AbortController();
    const kinds: string[] = [];
    const loop = (async () => {
      for await (const { kind } of clientela.changes.follow({ after: next, wait: 5 }, { signal: controller.signal }))
        if (kinds.push(kind) === 2) controller.abort(new Error('enough'));
    })();
    for (const company of ['Fay', 'Gus']) await clientela.billing.customers.create({ company });
    await expect(loop).rejects.toThrow('enough');
    expect(kinds).toEqual(['created', 'created']);
  });
});
