import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { eventually } from '../support/eventually.js';
import { BuiltServer } from '../support/built-server.js';
import { Callers } from './callers.js';
import { HARD, seconds, tell, times } from './length.js';
import { OwnPostgres } from '../support/own-postgres.js';
import { orphansOf } from './processes.js';
import { Workload } from './workload.js';
import { makePlace, removePlace } from './server.js';

let place: string;
let server: BuiltServer;
let postgres: OwnPostgres | undefined;

beforeEach(() => (place = makePlace()));
afterEach(async () => {
  await server.stop();
  await postgres?.stop();
  postgres = undefined;
  await removePlace(place);
});

describe('a server that is killed in the middle of writes, again and again', () => {
  it('has every acknowledged write, complete, on the embedded PostgreSQL, and leaves no process behind', async () => {
    server = new BuiltServer(place, HARD);
    await killed('kill -9 of the server, embedded PostgreSQL', times(2, 20), () => orphansOf(server.dataFolder));
  });

  it('has every acknowledged write, complete, on a PostgreSQL server of its own', async () => {
    postgres = await OwnPostgres.start(join(place, 'postgres'));
    server = new BuiltServer(place, { ...HARD, DATABASE_URL: postgres.url });
    await killed('kill -9 of the server, PostgreSQL beside it', times(1, 20), () => orphansOf(join(place, 'postgres')));
  });
});

async function killed(what: string, kills: number, orphans: () => number[]): Promise<void> {
  await server.start();
  const callers = await Callers.signIn(server.url, server.demo);
  const workload = await Workload.prepare(callers);
  let slowest = 0;
  for (let kill = 0; kill < kills; kill++) {
    const before = workload.figures.acknowledged;
    workload.start();
    await eventually(() => workload.figures.acknowledged > before + 30 || workload.faults.length > 0);
    await pause(Math.random() * 300);
    await server.kill();
    await workload.end();
    slowest = Math.max(slowest, await server.start());
    callers.url = server.url;
    await workload.verify();
    expect(orphans()).toEqual([]);
    expect(workload.faults).toEqual([]);
  }
  await workload.verify({ all: true });
  const { acknowledged, underWay, underWayDone } = workload.figures;
  tell(
    what,
    `${kills} kills, ${acknowledged} acknowledged writes, ${workload.faults.length} lost or half there; ${underWay} under way, of which ${underWayDone} were done; started again within ${seconds(slowest)}; 0 processes left`,
  );
  expect(workload.faults).toEqual([]);
  expect(underWay).toBeGreaterThan(0);
}
