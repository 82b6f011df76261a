import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { TracedDatabase } from '../src/database/traced-database.js';
import type { Database, TenantId } from '../src/engine/tenant-database/index.js';
import { openTraces, type TracesSettings } from '../src/engine/traces/index.js';

/**
 * What traces cost: the processor time of the spans of a request with two statements, sent to a receiver in this
 * process. There is no server and no database, so a busy machine disturbs the figures less.
 */
const REQUESTS = 1_200;
const ROUNDS = Number(process.env.BENCH_ROUNDS ?? 30);
const WARM_UP = 8;
const TENANT = 7 as TenantId;
const STATEMENT = {
  text: 'SELECT "t"."id" AS "id" FROM "customers" "t" WHERE t.tenant_id = $1 AND t.id = $2',
  values: [TENANT, 42],
};

const nothing = { read: () => Promise.resolve([{ id: 42 }]), isInTransaction: false } as unknown as Database;

async function measured(settings?: TracesSettings): Promise<number[]> {
  const traces = await openTraces(settings);
  const database = traces.areOn ? new TracedDatabase(nothing, traces) : nothing;
  const statements = async () => {
    await database.read(TENANT, STATEMENT);
    await database.read(TENANT, STATEMENT);
  };
  const request = async () => {
    if (!traces.areOn) return statements();
    const span = traces.begin({ name: 'GET', kind: 'server' });
    await traces.inside(span, statements);
    span.rename('GET /apidev/v1/clients/:id');
    span.note({ 'http.route': '/apidev/v1/clients/:id', 'http.response.status_code': 200, 'clientela.tenant': TENANT });
    span.end();
  };
  const times: number[] = [];
  for (let round = 0; round < ROUNDS + WARM_UP; round++) {
    const before = process.cpuUsage();
    for (let n = 0; n < REQUESTS; n++) await request();
    // For the spans to be sent.
    await pause(60);
    const { user, system } = process.cpuUsage(before);
    if (round >= WARM_UP) times.push((user + system) / REQUESTS);
  }
  await traces.close();
  return times.toSorted((one, other) => one - other);
}

async function main(): Promise<void> {
  const sink = createServer((request, response) => void request.resume().once('end', () => response.end()));
  await new Promise<void>((resolve) => sink.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(sink.address() as AddressInfo).port}/v1/traces`;
  const to = (ratio: number) => ({
    url,
    headers: {},
    resource: {},
    ratio,
    lastWait: 1_000,
    wordOf: String,
    warn: console.error,
  });
  for (const [name, settings] of Object.entries({ without: undefined, 'one of twenty': to(0.05), all: to(1) })) {
    const times = await measured(settings);
    console.log(`${name}: ${times[Math.floor(times.length / 2)]!.toFixed(1)} µs, at least ${times[0]!.toFixed(1)} µs`);
  }
  sink.close();
}

void main();
