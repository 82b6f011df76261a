import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { ImportWorker } from '../src/imports/import-worker.js';
import { numberedBy } from '../test/factories/own-ids.js';
import { aTenant, type TestTenant } from '../test/factories/tenant.js';
import { startApp, type TestApp } from '../test/support/app.js';
import { OwnPostgres } from '../test/support/own-postgres.js';
import { customersOf, type Facts, type Row, type Vendor, VENDORS } from './moving-day/vendors.js';
import { Writers } from './moving-day/writers.js';

const CUSTOMERS = Number(process.env.MOVING_CUSTOMERS ?? 100_000);
const SEED = Number(process.env.SEED ?? 1);
const PART = 2_000;
const READ = 100;

const OWN = {
  contacts: { customer: 'own', email: 'own', phone: 'own' },
  billing: { customer: 'own', contact_person: 'own' },
  clients: { customer: 'own' },
  erp: { customer: 'own', code: 'own', billing_address: 'own', shipping_address: 'own' },
  accounting: { customer: 'own' },
} as const;

interface Place {
  app: TestApp;
  tenant: TestTenant;
}

interface Done {
  id: string;
  rows: Map<string, ImportRow>;
}

interface ImportRow {
  row: number;
  outcome: string;
  sourceId: string | null;
  customerId: string | null;
  disagreements: { field: string }[] | null;
}

const broken: string[] = [];
function promise(text: string, isKept: boolean, figures = ''): void {
  console.log(`${isKept ? 'kept  ' : 'BROKEN'}  ${text}${figures ? `: ${figures}` : ''}`);
  if (!isKept) broken.push(text);
}

async function main(): Promise<void> {
  const place = mkdtempSync(join(tmpdir(), 'clientela-moving-day-'));
  const postgres = await OwnPostgres.start(join(place, 'postgres'), { max_connections: '300', fsync: 'off' });
  const apps: TestApp[] = [];
  const start = async (name: string): Promise<Place> => {
    await postgres.run(`CREATE DATABASE ${name}`);
    const url = new URL(postgres.url);
    url.pathname = `/${name}`;
    const settings = { DATABASE_URL: url.href, DATABASE_POOL: '12', IMPORT_ALLOWED_HOSTS: '127.0.0.1' };
    const app = await startApp({ ...settings, LOG_LEVEL: 'error' });
    apps.push(app);
    app.nest.get(ImportWorker).start({ interval: 50, leader: { retry: 500, beat: 200, patience: 500, handover: 800 } });
    return { app, tenant: await aTenant(app, { defaultCountry: 'UY' }) };
  };
  try {
    await move(await start('target'), start, (name, text) => inDatabase(postgres, name, text));
  } finally {
    for (const app of apps) await app.close();
    await postgres.stop();
    rmSync(place, { recursive: true, force: true });
  }
  if (broken.length > 0) process.exitCode = 1;
}

type Sql = (database: string, text: string) => Promise<unknown>;

async function move(target: Place, start: (name: string) => Promise<Place>, sql: Sql): Promise<void> {
  const customers = customersOf(SEED, CUSTOMERS);
  const vendors = new Map<Vendor, Place>();
  for (const vendor of VENDORS)
    vendors.set(
      vendor,
      await timed(`${vendor}: ${customers.get(vendor)!.length} customers`, () =>
        vendorOf(vendor, customers.get(vendor)!, start, sql),
      ),
    );

  await numberedBy(target.app, target.tenant, OWN);
  const before = await stateOf(target);
  // All are pulled and planned before the first run, so that the counters know all IDs.
  const ids = new Map<Vendor, string>();
  for (const vendor of VENDORS) ids.set(vendor, await pulled(target, vendor, vendors.get(vendor)!));
  for (const vendor of VENDORS)
    await timed(`${vendor}: pulled and planned`, () => work(target, ids.get(vendor)!, 'plan'));
  // So many that their words are frequent among the customers of no system.
  const writers = new Writers(target.app, target.tenant, Math.max(100, CUSTOMERS / 10));
  const done = new Map<Vendor, Done>();
  for (const vendor of VENDORS) {
    const id = ids.get(vendor)!;
    const plan = await timed(`${vendor}: planned`, () => work(target, id, 'plan'));
    // The first run moves the counters past all IDs that come. Clients begin after that.
    await want(target, id, 'run', { digest: plan['digest'] });
    writers.start();
    const ran = await timed(`${vendor}: run`, () => rested(target, id));
    const { state, totals, failure } = ran as { state: string; totals: object; failure: string };
    console.log(`        ${vendor}: ${state} ${JSON.stringify(totals)} ${failure ?? ''}`);
    done.set(vendor, { id, rows: await rowsOf(target, id) });
  }
  await writers.stop();
  promise(
    'clients of all contracts read and write meanwhile',
    writers.failures.length === 0 && writers.written > 0,
    `${writers.written} writes, ${writers.failures.slice(0, 3).join('; ')}`,
  );

  await idsAreKept(target, customers, done);
  await errorsAreReported(target, customers, done);
  disagreementsAreListed(customers, done);
  await pairsAreFound(target, customers, done);

  for (const vendor of VENDORS) {
    const again = await pulled(target, vendor, vendors.get(vendor)!);
    await work(target, again, 'plan');
    const { totals } = (await work(target, again, 'run')) as { totals: Record<string, number> };
    const faulty = customers.get(vendor)!.filter(({ isFaulty }) => isFaulty).length;
    promise(
      `${vendor}: run again, all rows are unchanged`,
      totals['unchanged'] === customers.get(vendor)!.length - faulty && totals['refused'] === faulty,
      JSON.stringify(totals),
    );
  }

  const written = await writers.shown();
  for (const vendor of [...VENDORS].reverse())
    await timed(`${vendor}: undone`, () => work(target, done.get(vendor)!.id, 'undo'));
  const after = await stateOf(target);
  const stay = after.filter((name) => !before.includes(name) && !writers.names.has(name));
  promise('undone: no customer of an import is left', stay.length === 0, `${stay.length} are left`);
  promise(
    'undone: what clients wrote is as it was',
    JSON.stringify(written) === JSON.stringify(await writers.shown()),
    `${written.length} customers`,
  );
}

/** A server that plays a vendor: its customers have the vendor's IDs. */
async function vendorOf(
  vendor: Vendor,
  rows: readonly Row[],
  start: (name: string) => Promise<Place>,
  sql: Sql,
): Promise<Place> {
  const place = await start(vendor);
  await numberedBy(place.app, place.tenant, { [vendor]: OWN[vendor] });
  const { clientela } = place.app.as(place.tenant);
  const { id } = (await clientela.post('/imports', { contract: vendor })).body as { id: string };
  for (let at = 0; at < rows.length; at += PART) {
    const text = rows
      .slice(at, at + PART)
      .map(({ words }) => JSON.stringify(words))
      .join('\n');
    const answer = await clientela.send('POST', `/imports/${id}/rows`, {
      text,
      query: { after: at },
      headers: { 'content-type': 'application/x-ndjson' },
    });
    if (answer.status !== 200) throw new Error(JSON.stringify(answer.body));
  }
  await work(place, id, 'plan');
  const { totals } = (await work(place, id, 'run')) as { totals: Record<string, number> };
  if (totals['create'] !== rows.length)
    throw new Error(
      `${vendor}: ${JSON.stringify(totals)} ${JSON.stringify((await clientela.get(`/imports/${id}/rows`, { outcome: 'refused' })).body).slice(0, 500)}`,
    );
  const made = await rowsOf(place, id);
  const faulty = rows.filter(({ isFaulty }) => isFaulty).map((row) => made.get(row.id)!.customerId);
  // No contract takes such an email, so it is planted beside them.
  await sql(
    vendor,
    `SET session_replication_role = replica; UPDATE emails SET email = '${PLANTED}' WHERE customer_id IN (${faulty.join(', ') || 0})`,
  );
  return place;
}

const PLANTED = 'ada at example';

const BASES: Record<Vendor, (tenant: TestTenant) => string> = {
  contacts: () => '/api',
  billing: () => '/api/v3',
  clients: () => '/apidev/v1',
  erp: ({ slug }) => `/api/${slug}/v4.0.0`,
  accounting: () => '/api',
};

async function pulled(target: Place, vendor: Vendor, { app, tenant }: Place): Promise<string> {
  const headers = await app.as(tenant)[vendor].credentials();
  const credentials = {
    authorization: headers['authorization'],
    ...(headers['X-API-Key'] && { apiKey: headers['X-API-Key'] }),
    ...(headers['tenant'] && { tenant: headers['tenant'] }),
  };
  const { clientela } = target.app.as(target.tenant);
  const answer = await clientela.post('/imports', {
    contract: vendor,
    from: { url: app.url + BASES[vendor](tenant) },
    credentials,
  });
  if (answer.status !== 201) throw new Error(JSON.stringify(answer.body));
  const { id } = answer.body as { id: string };
  const found = await rested(target, id);
  if (found['failure']) throw new Error(`${vendor}: ${found['failure'] as string}`);
  return id;
}

async function work(place: Place, id: string, kind: string, body?: object): Promise<Record<string, unknown>> {
  await want(place, id, kind, body);
  const found = await rested(place, id);
  if (found['failure']) throw new Error(`${kind}: ${found['failure'] as string}`);
  return found;
}

async function want({ app, tenant }: Place, id: string, kind: string, body?: object): Promise<void> {
  const answer = await app.as(tenant).clientela.post(`/imports/${id}/${kind}`, body);
  if (answer.status !== 202) throw new Error(JSON.stringify(answer.body));
}

async function rested({ app, tenant }: Place, id: string): Promise<Record<string, unknown>> {
  for (;;) {
    const { body } = (await app.as(tenant).clientela.get(`/imports/${id}`)) as { body: Record<string, unknown> };
    if (body['wanted'] === null) return body;
    await pause(200);
  }
}

/** By the ID of the source. A refused row has none. */
async function rowsOf({ app, tenant }: Place, id: string): Promise<Map<string, ImportRow>> {
  const found = new Map<string, ImportRow>();
  for (let after: string | undefined; ;) {
    const { body } = await app.as(tenant).clientela.get(`/imports/${id}/rows`, after ? { after } : {});
    const { data, next } = body as { data: ImportRow[]; next: string | null };
    for (const row of data) if (row.sourceId !== null) found.set(row.sourceId, row);
    if (next === null) return found;
    after = next;
  }
}

/** The customers of a tenant by their names. */
async function stateOf({ app, tenant }: Place): Promise<string[]> {
  const names: string[] = [];
  for (let after: string | undefined; ;) {
    const { body } = await app.as(tenant).clientela.get('/customers', { limit: 500, ...(after && { after }) });
    const { data, next } = body as { data: { displayName: string }[]; next: string | null };
    names.push(...data.map(({ displayName }) => displayName));
    if (next === null) return names;
    after = next;
  }
}

const allRows = (customers: Map<Vendor, Row[]>) => [...customers.values()].flat().filter(({ isFaulty }) => !isFaulty);

async function idsAreKept(target: Place, customers: Map<Vendor, Row[]>, done: Map<Vendor, Done>): Promise<void> {
  const rows = allRows(customers);
  const { app, tenant } = target;
  let changed = 0;
  const step = Math.max(1, Math.floor(rows.length / (READ * 20)));
  let asked = 0;
  for (const { vendor, id } of rows.filter((_, at) => at % step === 0)) {
    asked++;
    const { body } = await app.as(tenant).clientela.get('/ids', { contract: vendor, kind: 'customer', id });
    const data = (body as { data?: { recordId: string; id: string; isCurrent: boolean }[] }).data ?? [];
    const expected = done.get(vendor)!.rows.get(id)?.customerId;
    if (!data.some((one) => one.id === id && one.isCurrent && one.recordId === expected) && changed++ < 9)
      console.log('       ', vendor, id, expected, done.get(vendor)!.rows.get(id)?.outcome, JSON.stringify(data));
  }
  const read = rows.filter((_, at) => at % Math.max(1, Math.floor(rows.length / READ)) === 0);
  const paths: Record<Vendor, (id: string) => string> = {
    contacts: (id) => `/customers/getCustomers/${id}`,
    billing: (id) => `/customer/${id}`,
    clients: (id) => `/clients/${id}`,
    erp: (id) => `/customers?searchColumn=id&searchString=${id}`,
    accounting: (id) => `/customers/${id}`,
  };
  let missing = 0;
  for (const { vendor, id } of read) {
    const { status, body } = await app.as(tenant)[vendor].get(paths[vendor](id));
    if (status !== 200 || !JSON.stringify(body).includes(id)) missing++;
  }
  promise(
    'no ID changed',
    changed === 0 && missing === 0 && asked > 0,
    `${asked} asked, ${changed} changed; ${read.length} read through their contracts, ${missing} missing`,
  );
}

async function errorsAreReported(target: Place, customers: Map<Vendor, Row[]>, done: Map<Vendor, Done>): Promise<void> {
  const [expected, found] = [new Set<string>(), new Set<string>()];
  let otherwise = 0;
  for (const vendor of VENDORS) {
    for (const { id, isFaulty } of customers.get(vendor)!) if (isFaulty) expected.add(`${vendor} ${id}`);
    const { body } = await target.app.as(target.tenant).clientela.get(`/imports/${done.get(vendor)!.id}/refused`);
    for (const line of ((body as string | undefined) ?? '').split('\n').filter(Boolean)) {
      const row = JSON.parse(line) as {
        id?: unknown;
        customer_id?: unknown;
        import_faults: { field: string; why: string; value?: string }[];
      };
      found.add(`${vendor} ${String(row.customer_id ?? row.id)}`);
      if (
        !row.import_faults.every(
          ({ field, why, value }) => /email$/.test(field) && /email address/.test(why) && value === PLANTED,
        )
      ) {
        if (otherwise++ < 3) console.log(vendor, JSON.stringify(row.import_faults));
      }
    }
  }
  const missed = [...expected].filter((one) => !found.has(one)).length;
  const others = [...found].filter((one) => !expected.has(one)).length;
  promise(
    'every planted error is reported by row, field and reason, and no other',
    missed + others + otherwise === 0 && expected.size > 0,
    `${expected.size} planted, ${missed} missed, ${others} others, ${otherwise} with another field or reason`,
  );
}

const FIELDS: Record<keyof Facts, string> = {
  taxId: 'taxId',
  website: 'website',
  country: 'countryIso',
  line: 'billingLine1',
  city: 'billingCity',
  postcode: 'billingPostcode',
};

function disagreementsAreListed(customers: Map<Vendor, Row[]>, done: Map<Vendor, Done>): void {
  const here = new Map<string, Partial<Record<keyof Facts, string>>>();
  const [expected, found] = [new Set<string>(), new Set<string>()];
  for (const vendor of VENDORS)
    for (const { id, facts, isFaulty } of customers.get(vendor)!) {
      const row = done.get(vendor)!.rows.get(id);
      if (isFaulty || !row?.customerId) continue;
      const known = here.get(row.customerId) ?? {};
      here.set(row.customerId, known);
      for (const fact of Object.keys(FIELDS) as (keyof Facts)[]) {
        const value = facts[fact];
        if (value === null || value === '') continue;
        if (known[fact] === undefined) known[fact] = value;
        else if (plain(known[fact], fact) !== plain(value, fact)) expected.add(`${vendor} ${id} ${FIELDS[fact]}`);
      }
      for (const { field } of row.disagreements ?? []) found.add(`${vendor} ${id} ${field}`);
    }
  const missed = [...expected].filter((one) => !found.has(one));
  const others = [...found].filter((one) => !expected.has(one));
  promise(
    'exactly the disagreements of the sources are listed',
    missed.length + others.length === 0 && expected.size > 0,
    `${expected.size} of the sources, ${missed.length} missed, ${others.length} others ${[...missed, ...others].slice(0, 4).join('; ')}`,
  );
}

const plain = (text: string, fact: keyof Facts) => {
  const letters = text
    .normalize('NFD')
    .replace(/[^\p{L}\p{N}]/gu, '')
    .toLowerCase();
  return fact === 'taxId'
    ? letters.replace(/^[a-z]{2}(?=\d)/, '')
    : fact === 'website'
      ? letters.replace(/^https?(www)?/, '')
      : letters;
};

async function pairsAreFound(target: Place, customers: Map<Vendor, Row[]>, done: Map<Vendor, Done>): Promise<void> {
  const rows = allRows(customers);
  const customerOf = (row: Row) => done.get(row.vendor)!.rows.get(row.id)?.customerId ?? `none ${row.vendor} ${row.id}`;
  const truth = pairsBy(rows, ({ firm }) => String(firm));
  const joined = pairsBy(rows, customerOf);
  const right = [...joined].filter((pair) => truth.has(pair)).length;
  const { clientela } = target.app.as(target.tenant);
  for (;;) {
    const { body } = (await clientela.post('/pairs/search')) as { body: { left: number } };
    if (body.left === 0) break;
  }
  const firmsOf = new Map<string, Row[]>();
  for (const row of rows) firmsOf.set(customerOf(row), [...(firmsOf.get(customerOf(row)) ?? []), row]);
  const all = new Set(joined);
  for (let after: string | undefined; ;) {
    const { body } = await clientela.get('/pairs', { limit: 100, ...(after && { after }) });
    const { data, next } = body as { data: { oneId: string; otherId: string }[]; next: string | null };
    for (const { oneId, otherId } of data)
      for (const one of firmsOf.get(oneId) ?? [])
        for (const other of firmsOf.get(otherId) ?? []) all.add(keyOf(one, other));
    if (next === null) break;
    after = next;
  }
  const [precision, recall] = [right / joined.size, right / truth.size];
  const reviewed = [...truth].filter((pair) => all.has(pair)).length / truth.size;
  promise('joined pairs: precision at least 0.995', precision >= 0.995, `${precision.toFixed(4)} of ${joined.size}`);
  promise('joined pairs: recall at least 0.90', recall >= 0.9, `${recall.toFixed(4)} of ${truth.size}`);
  promise('with pairs for review: recall at least 0.97', reviewed >= 0.97, reviewed.toFixed(4));
}

const nameOf = ({ vendor, id }: Row) => `${vendor} ${id}`;
const keyOf = (one: Row, other: Row) => [nameOf(one), nameOf(other)].sort().join(' = ');

function pairsBy(rows: readonly Row[], by: (row: Row) => string): Set<string> {
  const groups = new Map<string, Row[]>();
  for (const row of rows) groups.set(by(row), [...(groups.get(by(row)) ?? []), row]);
  const pairs = new Set<string>();
  for (const group of groups.values())
    for (const [at, one] of group.entries()) for (const other of group.slice(at + 1)) pairs.add(keyOf(one, other));
  return pairs;
}

async function inDatabase(postgres: OwnPostgres, name: string, text: string): Promise<void> {
  const { Client } = await import('pg');
  const url = new URL(postgres.url);
  url.pathname = `/${name}`;
  const client = new Client({ connectionString: url.href });
  await client.connect();
  await client.query(text).finally(() => client.end());
}

async function timed<Result>(what: string, run: () => Promise<Result>): Promise<Result> {
  const start = performance.now();
  const result = await run();
  console.log(`        ${what} (${((performance.now() - start) / 1000).toFixed(1)} s)`);
  return result;
}

void main();
