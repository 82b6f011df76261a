import { setTimeout as pause } from 'node:timers/promises';
import { Callers } from './callers.js';
import { seconds, tell, times } from './length.js';
import { Load } from './load.js';
import { useServer } from './server.js';

const OUTAGES = times(2, 20);
const CLIENTS = 16;

let load: Load;
const own = useServer(() => load.end());

describe('a PostgreSQL that is stopped and started under load', () => {
  it('503: answers every caller at once while it is away; the server serves again without a restart', async () => {
    load = await Load.prepare(await Callers.signIn(own.server.url, own.server.demo), CLIENTS);
    const figures = { away: 0, slowest: 0, back: 0 };
    load.start();
    for (let outage = 0; outage < OUTAGES; outage++) {
      await pause(500);
      const from = Date.now();
      await own.postgres.stop(outage % 2 === 0 ? 'fast' : 'immediate');
      const gone = Date.now();
      await pause(1_000 + Math.random() * 1_000);
      const starting = Date.now();
      await own.postgres.start();
      const back = Date.now();
      await load.isServed(5_000);

      const answers = load.answersSince(from);
      const away = answers.filter(({ at, ms }) => at >= gone && at + ms < starting);
      expect(away.filter(({ status }) => status !== 503)).toEqual([]);
      expect(new Set(away.map(({ what }) => what)).size).toBe(load.kinds);
      const refused = answers.filter(({ status }) => status === 503);
      figures.away += refused.length;
      figures.slowest = Math.max(figures.slowest, ...refused.map(({ ms }) => ms));
      figures.back = Math.max(figures.back, ...refused.map(({ at, ms }) => at + ms - back));
      expect(load.faults).toEqual([]);
    }
    tell(
      'PostgreSQL stopped and started under load',
      `${OUTAGES} outages, fast and immediate in turn, ${CLIENTS} clients, ${load.answersSince(0).length} answers, ${load.faults.length} wrong; ${figures.away} were 503, the slowest after ${seconds(figures.slowest)}, the last ${seconds(figures.back)} after its return`,
    );
    expect(load.faults).toEqual([]);
    expect(figures.slowest).toBeLessThan(2_000);
    expect(figures.back).toBeLessThan(5_000);
  });
});
