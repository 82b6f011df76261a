import { setTimeout as pause } from 'node:timers/promises';
import { eventually } from '../support/eventually.js';
import { tell, times } from './length.js';
import { useServer } from './server.js';

const ROWS = 2_000;
/** Rows of the second source whose customers came with the first one. */
const JOINED = 200;
/** Milliseconds of work after which the server is killed, at most. */
const LONGEST = 1_500;
/** Far above the duration of any work, also on a busy machine. */
const PATIENCE = 300_000;
const KILLS = { plan: times(1, 20), run: times(3, 60), undo: times(1, 20) };

const own = useServer();

interface Import {
  id: string;
  state: string;
  wanted: string | null;
  failure: string | null;
  totals: Record<string, number>;
}

const firm = (id: number) => ({
  name: `Quebracho${id} Lapacho${id * 7}`,
  email: `ada@quebracho${id}.example`,
  phone: `+598 2${String(1_000_000 + id)}`,
});

const ofErp = (id: number) => {
  const { name, email } = firm(id);
  return { id, name, email };
};

const ofBilling = (id: number) => {
  const { name, email, phone } = firm(id);
  return {
    customer_id: id,
    company: name,
    superuser_name: `Ada ${id}`,
    superuser_email: email,
    superuser_phone: phone,
    ...(id > JOINED + 1 && id % 2 === 0 && { parent_customer_id: id - 1 }),
  };
};

const rowsOf = <Row>(count: number, row: (id: number) => Row) => Array.from({ length: count }, (_, at) => row(at + 1));

async function send(path: string, body?: string | object): Promise<unknown> {
  const { server } = own;
  const isText = typeof body === 'string';
  const answer = await fetch(`${server.url}/clientela/v1${path}`, {
    method: body === undefined ? 'GET' : 'POST',
    headers: {
      authorization: `Bearer ${server.demo.clientela.apiKey}`,
      ...(body !== undefined && { 'content-type': isText ? 'application/x-ndjson' : 'application/json' }),
    },
    body: body === undefined || isText ? body : JSON.stringify(body),
  });
  const text = await answer.text();
  if (!answer.ok) throw new Error(`${path}: ${answer.status} ${text}`);
  return text === '' ? undefined : JSON.parse(text);
}

const shown = (id: string) => send(`/imports/${id}`) as Promise<Import>;

async function staged(contract: string, rows: readonly object[]): Promise<string> {
  const { id } = (await send('/imports', { contract })) as Import;
  for (let after = 0; after < rows.length; after += 1_000) {
    const part = rows.slice(after, after + 1_000).map((row) => JSON.stringify(row));
    await send(`/imports/${id}/rows?after=${after}`, part.join('\n'));
  }
  return id;
}

let kills = 0;
let atWork = 0;

/** Kills the server while its import worker is busy, and starts it again, until the work has come to its end. */
async function done(id: string, work: keyof typeof KILLS, kill = 0): Promise<Import> {
  await send(`/imports/${id}/${work}`, {});
  for (; kill > 0; kill--) {
    if (kills > 0) await isUnderWay(work, id);
    await pause(Math.random() * LONGEST);
    await own.server.kill();
    kills++;
    await own.server.start();
    if ((await shown(id)).wanted !== null) atWork++;
  }
  await eventually(async () => (await shown(id)).wanted === null, PATIENCE);
  const end = await shown(id);
  expect(end.failure).toBeNull();
  return end;
}

/** The leader begins some seconds after a start. */
const isUnderWay = (work: string, id: string) =>
  eventually(async () => {
    const before = await figures();
    const { wanted } = await shown(id);
    if (wanted !== work) return true;
    await pause(50);
    return work === 'plan' ? before.blocks !== (await figures()).blocks : before.changes !== (await figures()).changes;
  }, PATIENCE);

type Figures = Record<
  'customers' | 'names' | 'emails' | 'phones' | 'persons' | 'children' | 'changes' | 'blocks',
  number
>;

async function figures(): Promise<Figures> {
  const [row] = await own.postgres.run<Figures>(`SELECT
    (SELECT count(*)::int FROM customers WHERE display_name LIKE 'Quebracho%') AS customers,
    (SELECT count(DISTINCT display_name)::int FROM customers WHERE display_name LIKE 'Quebracho%') AS names,
    (SELECT count(*)::int FROM customers WHERE display_name LIKE 'Quebracho%' AND parent_id IS NOT NULL) AS children,
    (SELECT count(*)::int FROM emails WHERE email LIKE '%@quebracho%') AS emails,
    (SELECT count(*)::int FROM phones WHERE phone LIKE '+598 21%') AS phones,
    (SELECT count(*)::int FROM contact_persons WHERE first_name LIKE 'Ada %' OR last_name ~ '^[0-9]+$') AS persons,
    (SELECT count(*)::int FROM changes) AS changes,
    (SELECT count(*)::int FROM compared_rows) AS blocks`);
  return row!;
}

const counted = async () => {
  const { changes: _, blocks: __, ...rest } = await figures();
  return rest;
};

it('goes on with imports when it is killed at work: nothing is lost, and nothing is there twice', async () => {
  const first = await staged('erp', rowsOf(JOINED, ofErp));
  await done(first, 'plan');
  expect((await done(first, 'run')).totals).toMatchObject({ create: JOINED });
  const before = await counted();
  expect(before).toMatchObject({ customers: JOINED, names: JOINED, emails: JOINED, phones: 0 });

  const second = await staged('billing', rowsOf(ROWS, ofBilling));
  const totals = { create: ROWS - JOINED, join: JOINED, update: 0, unchanged: 0, refused: 0 };
  expect((await done(second, 'plan', KILLS.plan)).totals).toEqual(totals);
  expect(await counted()).toEqual(before);
  expect(await done(second, 'run', KILLS.run)).toMatchObject({ state: 'done', totals });
  const all = { customers: ROWS, names: ROWS, emails: ROWS, phones: ROWS };
  expect(await counted()).toMatchObject({ ...all, children: (ROWS - JOINED) / 2 });
  // A new customer has four records, and each of them one change.
  const histories = await own.postgres.run<{ least: number; most: number }>(`SELECT
      min(made.count)::int AS least, max(made.count)::int AS most FROM import_rows r
    CROSS JOIN LATERAL (SELECT count(*) FROM changes c WHERE c.tenant_id = r.tenant_id
      AND c.customer_id = r.customer_id AND c.origin[4] = 'import-${second}') made
    WHERE r.import_id = ${second} AND r.outcome = 'create'`);
  expect(histories).toEqual([{ least: 4, most: 4 }]);

  const again = await staged('billing', rowsOf(ROWS, ofBilling));
  expect((await done(again, 'plan')).totals).toMatchObject({ unchanged: ROWS });

  expect(await done(second, 'undo', KILLS.undo)).toMatchObject({ state: 'undone' });
  expect(await counted()).toEqual(before);
  tell('kill -9 of the server at work on imports', `${kills} kills, of which ${atWork} left work to go on with`);
  expect(atWork).toBeGreaterThan(0);
}, 1_800_000);
