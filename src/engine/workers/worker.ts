import cluster from 'node:cluster';
import { withDeadline } from '../kit/deadline.js';
import { Channel } from './channel.js';
import type { Services, SupervisorMessages, WorkerMessages, WorkerServer } from './messages.js';
import { SUPERVISED } from './supervised-worker.js';

/** Milliseconds that a worker waits for the metrics: longer than the supervisor waits for each other worker. */
const PATIENCE = 1_500;

/** Whether this process was forked by a supervisor. */
export const isSupervised = (): boolean => cluster.isWorker && process.argv.includes(SUPERVISED);

/** The supervisor, as its worker sees it. */
export interface SupervisorClient<Shared extends Services<Shared>> {
  /** Runs one of the functions that the supervisor keeps for all workers. */
  call<Name extends keyof Shared & string>(
    name: Name,
    ...values: Parameters<Shared[Name]>
  ): Promise<Awaited<ReturnType<Shared[Name]>>>;
  /** Reports this worker's metrics and returns those of all others; none if the supervisor does not answer in time. */
  figures(own: string): Promise<string[]>;
  /** Calls the listener when the supervisor has ended. The process then ends by itself. */
  whenGone(listener: () => void): void;
}

/**
 * Runs this process as a worker: `start` makes the server from the settings that the supervisor hands over. It serves
 * when the supervisor says so, and ends when the supervisor says so or has ended itself.
 */
export function runWorker<Handover, Shared extends Services<Shared>>(
  start: (handover: Handover, supervisor: SupervisorClient<Shared>) => Promise<WorkerServer>,
): void {
  // A terminal or a service manager may send its signal to all processes. Only the supervisor decides when a worker
  // ends.
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => {});
  let served: WorkerServer | undefined;
  const channel: Channel<SupervisorMessages<Handover>, WorkerMessages> = new Channel(process, {
    offer: async (url: string) => (await server).offer(url),
    listen: async () => (await server).listen(),
    figures: async () => (await server).figures(),
    stop: async () => process.exit(!served || (await served.stop(() => Promise.resolve())) ? 0 : 1),
  });
  const server = channel
    .ask('handover')
    .then(async (handover) => (served = await start(handover as Handover, clientOf<Handover, Shared>(channel))));
  // The supervisor hears of the failure when it asks for the server.
  server.catch(() => {});
}

function clientOf<Handover, Shared extends Services<Shared>>(
  channel: Channel<SupervisorMessages<Handover>, WorkerMessages>,
): SupervisorClient<Shared> {
  return {
    call: (name, ...values) => (channel as unknown as Channel<Shared, WorkerMessages>).ask(name, ...values),
    figures: (own) => withDeadline(channel.ask('figures', own), PATIENCE).catch(() => []),
    whenGone: (listener) => cluster.worker?.once('disconnect', listener),
  };
}
