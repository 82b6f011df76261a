import { setTimeout as pause } from 'node:timers/promises';
import { Database, type TenantId } from '../../src/engine/tenant-database/index.js';
import { RECORD_TABLES, type RecordKind } from '../../src/database/kept-changes.js';
import { FeedService } from '../../src/feed/feed.service.js';
import { startApp, type TestApp } from '../support/app.js';
import { eventually } from '../support/eventually.js';
import { Callers } from './callers.js';
import { FeedConsumer } from './feed-consumer.js';
import { tell, times } from './length.js';
import { useServer } from './server.js';

const WRITERS = 8;
const CHANGES = times(2_000, 100_000);
const KILLS = times(4, 20);

let reader: TestApp;
const own = useServer(async () => reader?.close());
beforeAll(async () => {
  reader = await startApp({ DATABASE_URL: own.postgres.url });
});

const any = <T>(some: readonly T[]): T => some[Math.floor(Math.random() * some.length)]!;

/** All writers change the same customers, so they wait for each other. New customers follow those that are deleted. */
class Writers {
  private readonly ids: number[] = [];
  private isEnding = false;
  private serial = 0;
  faults: string[] = [];

  constructor(readonly callers: Callers) {}

  async run(): Promise<void> {
    await Promise.all(Array.from({ length: WRITERS }, () => this.loop()));
  }

  end(): void {
    this.isEnding = true;
  }

  private async loop(): Promise<void> {
    while (!this.isEnding) {
      // The connection is lost when the server is killed.
      await this.write().catch(() => pause(20));
    }
  }

  private async write(): Promise<void> {
    const number = ++this.serial;
    if (this.ids.length < 12) return this.create(number);
    const id = any(this.ids);
    const chance = Math.random();
    if (chance < 0.5)
      await this.send('clients', 'PUT', `/clients/${id}`, { name: `Name ${number}`, phone: '+12125550100' });
    else if (chance < 0.7) await this.send('billing', 'PUT', `/customer/${id}`, { custom_1: String(number) });
    else if (chance < 0.98) await this.records(id, number);
    else await this.delete();
  }

  private async create(number: number): Promise<void> {
    const created = await this.send('clients', 'POST', '/clients', {
      name: `Made ${number}`,
      email: `m${number}@example.com`,
    });
    if (created.status === 201) this.ids.push(Number(created.body.data.id));
  }

  private async records(id: number, number: number): Promise<void> {
    const added = await this.send('contacts', 'POST', `/customers/${id}/emails`, { email: `e${number}@example.com` });
    if (added.status !== 201) return;
    await this.send('contacts', 'PUT', `/customers/${id}/emails/${added.body.email_id}`, {
      is_primary: true,
      notes: 'x',
    });
    await this.send('contacts', 'DELETE', `/customers/${id}/emails/${added.body.email_id}`);
  }

  /** Several customers in one transaction, in any order. */
  private async delete(): Promise<void> {
    const ids = [...new Set([any(this.ids), any(this.ids), any(this.ids)])];
    for (const id of ids) this.ids.splice(this.ids.indexOf(id), 1);
    await this.send('accounting', 'POST', '/customers/bulk-delete', { ids });
  }

  private async send(...[contract, method, path, body]: Parameters<Callers['send']>) {
    const answer = await this.callers.send(contract, method, path, body);
    if (answer.status >= 500 && answer.status !== 503) this.faults.push(`${method} ${path}: ${answer.status}`);
    return answer;
  }
}

it('a consumer that dies and resumes rebuilds the records of a tenant exactly, while servers are killed', async () => {
  const callers = await Callers.signIn(own.server.url, own.server.demo);
  const tenant = own.server.demo.tenant.id as TenantId;
  const consumer = new FeedConsumer();
  const writers = new Writers(callers);
  const writing = writers.run();
  let isDone = false;
  let hasFailed = false;
  const reached = (events: number) => eventually(() => hasFailed || consumer.figures.events >= events, 3_600_000);
  const ending = (async () => {
    for (let kill = 1; kill <= KILLS && !hasFailed; kill++) {
      await reached((CHANGES * kill) / (KILLS + 1));
      await own.server.kill();
      await own.server.start();
      callers.url = own.server.url;
    }
    await reached(CHANGES);
    writers.end();
    await writing;
    isDone = true;
  })();
  const feed = reader.nest.get(FeedService);
  try {
    for (let isLast = false; !isDone || !isLast;) {
      const wasDone = isDone;
      const limit = 1 + Math.floor(Math.random() * 40);
      const page = await feed.read(tenant, { after: consumer.cursor, limit, wait: wasDone ? 0 : 0.2 });
      consumer.take(page);
      isLast = wasDone && page.isLast;
      if (Math.random() < 0.03) consumer.die();
    }
  } catch (error) {
    hasFailed = true;
    throw error;
  } finally {
    await ending;
  }

  const rows: Record<string, object> = {};
  for (const [record, table] of Object.entries(RECORD_TABLES))
    for (const { row } of await reader.nest.get(Database).write<{ row: Record<string, unknown> }>(tenant, {
      text: `SELECT to_jsonb(t) AS row FROM ${table} t WHERE tenant_id = $1`,
      values: [tenant],
    }))
      rows[`${record} ${String(row.id)}`] = consumer.comparable(record as RecordKind, row);
  expect(consumer.rows()).toEqual(rows);
  expect(writers.faults).toEqual([]);
  const { events, deaths, again } = consumer.figures;
  expect(deaths).toBeGreaterThan(0);
  tell(
    'the feed',
    `${events} changes by ${WRITERS} writers, ${KILLS} kills; the consumer died ${deaths} times and read ${again} events again`,
  );
}, 3_600_000);
