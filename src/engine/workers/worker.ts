import cluster from 'node:cluster';
import { withDeadline } from '../../deadline.js';
import { Log, speakThrough } from '../../operation/log.js';
import { AskedCounters } from './asked-counters.js';
import { AskedTurns } from './asked-turns.js';
import { Channel } from './channel.js';
import { SUPERVISED } from './supervised-worker.js';
import type { Handover, Part, Shared, Supervision, Work } from './server.js';

/** Longer than the supervisor waits for each of the others. */
const PATIENCE = 1_500;

/** Was this process forked by a supervisor? */
export const isSupervised = (): boolean => cluster.isWorker && process.argv.includes(SUPERVISED);

/** One of a supervisor's workers: serves when it is told, and ends when it is told or when the supervisor is gone. */
export function work(create: (surroundings: Handover & { shared: Shared }, log: Log) => Promise<Part>): void {
  // Whoever starts processes may tell all of them to end: a terminal does, and a service manager. The supervisor says when.
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => {});
  let served: Part | undefined;
  const supervisor: Channel<Supervision, Work> = new Channel<Supervision, Work>(process, {
    offer: async (url) => (await server).offer(url),
    listen: async () => (await server).listen(),
    figures: async () => (await server).figures(),
    stop: async () => process.exit(!served || (await served.stop(() => Promise.resolve())) ? 0 : 1),
  });
  const server = supervisor.ask('handover').then(async (handover) => {
    const log = new Log(handover.env.log, undefined, { worker: handover.worker });
    speakThrough(log);
    // The process ends next, by the cluster's own doing.
    cluster.worker?.once('disconnect', () => log.write('fatal', {}, 'the supervisor is gone'));
    return (served = await create({ ...handover, shared: sharedThrough(supervisor) }, log));
  });
  // Told to whoever asks for the server.
  server.catch(() => {});
}

function sharedThrough(supervisor: Channel<Supervision, Work>): Shared {
  return {
    counters: new AskedCounters((...step) => supervisor.ask('count', ...step)),
    hashing: new AskedTurns(
      () => supervisor.ask('hashingTurn'),
      () => supervisor.ask('hashingDone'),
    ),
    others: { figures: (own) => withDeadline(supervisor.ask('figures', own), PATIENCE).catch(() => []) },
  };
}
