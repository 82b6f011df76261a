import { withDeadline } from '../kit/deadline.js';
import { CollectedMetrics } from './collected-metrics.js';
import type { Server, Services, SupervisorMessages } from './messages.js';
import { SupervisedWorker } from './supervised-worker.js';

const SECOND = 1_000;
/** A worker that has served for so long did not end because of its start. */
const CALM = 10 * SECOND;
const PAUSES = { shortest: 100, longest: 10 * SECOND };

export interface SupervisorOptions<Handover, Shared extends Services<Shared>> {
  /** How many workers run at a time. */
  workers: number;
  /** The settings for one worker, as plain data. `place` is its number, from 1 on. */
  handover: (place: number) => Handover;
  /** Functions that the supervisor runs for one worker. `ended` gives back what the worker still had. */
  servicesFor: () => { services: Shared; ended: () => void };
  /** Variables for the environment of each worker; `undefined` removes one. */
  environment?: NodeJS.ProcessEnv;
  /** Ends the whole server by the given function. Returns whether that was done within the limit. */
  stopWithinLimit: (inOrder: () => Promise<void>) => Promise<boolean>;
  log: { write(level: 'info' | 'error', fields: Record<string, unknown>, message: string): void };
  /** Takes error messages for people: the log has no message of an error. */
  tell: (text: string) => void;
}

/**
 * Starts several workers that share one port, replaces those that end, and keeps what they share. It answers no request
 * itself.
 */
export class Supervisor<Handover, Shared extends Services<Shared>> implements Server {
  private readonly workers: Worker<Handover, Shared>[];
  private readonly metrics = new CollectedMetrics();
  /** For each place: milliseconds to wait before the next restart, if the worker there ends soon. */
  private readonly pauses = new Map<number, number>();
  private readonly restarts = new Set<NodeJS.Timeout>();
  private isStopping = false;

  constructor(private readonly options: SupervisorOptions<Handover, Shared>) {
    this.workers = Array.from({ length: options.workers }, (_, at) => this.fork(at + 1));
  }

  offer(url: string): Promise<string | undefined> {
    return this.unlessStopping(this.workers[0]!.offer(url));
  }

  /** Resolves when all workers listen, or rejects with the error of the first one that cannot. */
  async listen(): Promise<number> {
    const [port] = await this.unlessStopping(Promise.all(this.workers.map((worker) => this.listenBy(worker))));
    for (const worker of this.workers) void this.replaceWhenEnded(worker);
    return port!;
  }

  async stop(closeDatabase: () => Promise<void>): Promise<boolean> {
    const alive = this.endReplacing();
    let inOrder = false;
    const isInTime = await this.options.stopWithinLimit(async () => {
      const ends = await Promise.all(alive.map((worker) => worker.stop()));
      inOrder = ends.every(Boolean);
      await closeDatabase();
    });
    for (const worker of alive) worker.kill();
    return isInTime && inOrder;
  }

  async close(): Promise<void> {
    const alive = this.endReplacing();
    for (const worker of alive) worker.kill();
    await Promise.all(alive.map(({ ended }) => ended));
  }

  private fork(place: number): Worker<Handover, Shared> {
    const { services, ended } = this.options.servicesFor();
    const worker: Worker<Handover, Shared> = new SupervisedWorker(
      place,
      {
        ...services,
        handover: () => this.options.handover(place),
        figures: (own: string) => this.metricsBeside(worker, own),
      },
      this.options.environment ?? {},
    );
    void worker.ended.then(() => {
      this.metrics.hasEnded(worker.id);
      ended();
    });
    return worker;
  }

  private async listenBy(worker: Worker<Handover, Shared>): Promise<number> {
    const port = await worker.listen();
    this.options.log.write('info', { worker: worker.place, pid: worker.pid }, 'worker serves');
    return port;
  }

  /** Replaces it at once, or after a pause that grows while one worker after the other ends soon after its start. */
  private async replaceWhenEnded(worker: Worker<Handover, Shared>): Promise<void> {
    const how = await worker.ended;
    if (this.isStopping) return;
    const { place, pid } = worker;
    const pause = worker.served > CALM ? 0 : (this.pauses.get(place) ?? 0);
    this.pauses.set(place, Math.min(Math.max(pause * 2, PAUSES.shortest), PAUSES.longest));
    this.options.log.write('error', { worker: place, pid, ended: how, pause }, 'worker ended');
    const restart = setTimeout(() => {
      this.restarts.delete(restart);
      this.replaceBy((this.workers[place - 1] = this.fork(place)));
    }, pause);
    this.restarts.add(restart);
  }

  private replaceBy(worker: Worker<Handover, Shared>): void {
    void this.replaceWhenEnded(worker);
    this.listenBy(worker).catch((error: Error) => {
      if (this.isStopping) return;
      this.options.tell(error.message);
      worker.kill();
    });
  }

  private endReplacing(): Worker<Handover, Shared>[] {
    this.isStopping = true;
    for (const restart of this.restarts) clearTimeout(restart);
    return this.workers.filter(({ hasEnded }) => !hasEnded);
  }

  /** If the server receives a stop signal while it starts, its start does not fail because workers end. */
  private unlessStopping<Answer>(answer: Promise<Answer>): Promise<Answer> {
    return answer.catch((error: unknown) => {
      if (!this.isStopping) throw error;
      return new Promise(() => {});
    });
  }

  private async metricsBeside(asking: Worker<Handover, Shared>, own: string): Promise<string[]> {
    this.metrics.report(asking.id, own);
    const others = this.workers.filter((worker) => worker !== asking && !worker.hasEnded);
    const reported = await Promise.all(others.map((worker) => this.metricsOf(worker)));
    return [this.metrics.countersOfEnded, ...reported];
  }

  private async metricsOf(worker: Worker<Handover, Shared>): Promise<string> {
    try {
      return this.metrics.report(worker.id, await withDeadline(worker.figures(), SECOND));
    } catch {
      return this.metrics.countersOf(worker.id);
    }
  }
}

type Worker<Handover, Shared extends Services<Shared>> = SupervisedWorker<Shared & SupervisorMessages<Handover>>;
