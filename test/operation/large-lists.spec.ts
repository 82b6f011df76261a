import { once } from 'node:events';
import { get, type IncomingMessage } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import { asOwner } from '../support/owner.js';
import { wideCustomers } from '../factories/wide-customers.js';
import { startApp } from '../support/app.js';
import { useAppAndTenant } from '../support/use-app.js';

const COUNT = 130;

const { app, tenant: acme } = useAppAndTenant();
let ids: number[];

beforeAll(async () => {
  ids = await wideCustomers(app, acme, COUNT);
  await asOwner(
    app,
    acme,
    `INSERT INTO contact_persons (tenant_id, customer_id, first_name, title, token) SELECT tenant_id, id, display_name, repeat('t', 255), token FROM customers WHERE tenant_id = $1 ORDER BY id`,
    [acme.id],
  );
});

type Body = Record<string, any>;
interface List {
  ask: (limit: number, offset: number) => Promise<{ status: number; headers: Record<string, string>; body: any }>;
  rows: (body: any) => Body[];
  id: (row: Body) => number;
  most: number;
  total?: (body: any) => number;
}

const LISTS: Record<string, List> = {
  contacts: {
    ask: (limit, offset) => app.as(acme).contacts.get('/customers/getCustomers', { limit, page: offset / limit }),
    rows: (body) => body.clientes,
    id: (row) => row['customer_id'],
    most: 100,
    total: (body) => body.totalCount,
  },
  billing: {
    ask: (limit, offset) => app.as(acme).billing.get('/customer', { limit, offset }),
    rows: (body) => body.response,
    id: (row) => row['customer_id'],
    most: 500,
  },
  'users of billing': {
    ask: (limit, offset) => app.as(acme).billing.get('/user', { limit, offset }),
    rows: (body) => body.response,
    id: (row) => Number(row['customers'][0].customer_id),
    most: 500,
  },
  clients: {
    ask: (limit, offset) => app.as(acme).clients.get('/clients', { limit, offset }),
    rows: (body) => body.data,
    id: (row) => Number(row['id']),
    most: 100,
    total: (body) => body.meta.total,
  },
  erp: {
    ask: (limit, skip) => app.as(acme).erp.get('/customers', { limit, skip }),
    rows: (body) => body,
    id: (row) => row['id'],
    most: 1000,
  },
  accounting: {
    ask: (pageSize, offset) =>
      app.as(acme).accounting.get('/customers', {
        pageSize,
        page: 1 + offset / pageSize,
        columnSortBy: 'display_name',
        sortOrder: 'asc',
      }),
    rows: (body) => body.data,
    id: (row) => row['id'],
    most: 1000,
    total: (body) => body.pagination.total,
  },
};

describe.each(Object.keys(LISTS))('a long list of %s', (name) => {
  const list = LISTS[name]!;

  it('has as many rows as its page promises, in order, each as short pages have it', async () => {
    const { status, headers, body } = await list.ask(list.most, 0);
    expect([status, headers['content-type']]).toEqual([200, 'application/json; charset=utf-8']);
    expect(list.rows(body).map(list.id)).toEqual(ids.slice(0, list.most));
    const short = await list.ask(5, 75);
    expect(list.rows(body).slice(75, 80)).toEqual(list.rows(short.body));
    const without = (one: any) => Object.keys({ ...one, ...one.response });
    if (!Array.isArray(body) && !Array.isArray(body.response)) expect(without(body)).toEqual(without(short.body));
    if (list.total) expect(list.total(body)).toBe(COUNT);
  });

  it('ends with the last row, and is empty behind it', async () => {
    expect(list.rows((await list.ask(65, 65)).body).map(list.id)).toEqual(ids.slice(65));
    const behind = await list.ask(65, 195);
    expect(list.rows(behind.body)).toEqual([]);
    if (list.total) expect(list.total(behind.body)).toBe(COUNT);
  });
});

describe('a client that stops reading for a while', () => {
  /** How many rows it gets, or why its answer is incomplete. */
  const read = async (settings: Record<string, string>) => {
    const other = await startApp({ DATABASE_IDLE_TIMEOUT_MS: '150', LOG_LEVEL: 'silent', ...settings });
    try {
      const { port } = new URL(other.url);
      const headers = { authorization: `Bearer ${acme.keys.accounting.secret}` };
      const [answer] = (await once(get({ port, path: `/api/customers?pageSize=${COUNT}`, headers }), 'response')) as [
        IncomingMessage,
      ];
      await pause(1_000);
      const parts: Buffer[] = [];
      for await (const part of answer) parts.push(part as Buffer);
      return (JSON.parse(Buffer.concat(parts).toString()) as { data: unknown[] }).data.length;
    } catch (error) {
      return (error as NodeJS.ErrnoException).code;
    } finally {
      await other.close();
    }
  };

  it('gets the whole list when it goes on', async () => {
    expect(await read({})).toBe(COUNT);
  });

  it('loses it after DATABASE_SLOW_READER_TIMEOUT_MS', async () => {
    expect(await read({ DATABASE_SLOW_READER_TIMEOUT_MS: '150' })).toBe('ECONNRESET');
  });
});

it('accounting has its rows under two keys, whatever the case of its keys', async () => {
  const { body } = await LISTS['accounting']!.ask(1000, 0);
  expect(Object.keys(body)).toEqual(['customers', 'data', 'pagination', 'filterMeta']);
  expect(body.customers).toEqual(body.data);
});
