import { hashingSemaphore, WorkerSemaphore } from '../../auth/hashing/semaphore.js';
import { CountersInMemory } from '../../auth/throttle/counters.js';
import { withDeadline } from '../../deadline.js';
import type { Log } from '../../operation/log.js';
import { stopWithin } from '../../operation/stop.js';
import { HeardFigures } from './heard-figures.js';
import type { Handover, Server } from './server.js';
import { SupervisedWorker } from './supervised-worker.js';

const SECOND = 1_000;
/** A worker that has served for so long did not end because of its start. */
const CALM = 10 * SECOND;
const PAUSES = { shortest: 100, longest: 10 * SECOND };

/** Starts as many workers as the settings say, which share one port, replaces those that end, and keeps what they share. It answers no request itself. */
export class Supervisor implements Server {
  private readonly workers: SupervisedWorker[];
  private readonly handover: Omit<Handover, 'worker'>;
  private readonly counters = new CountersInMemory();
  private readonly hashing = hashingSemaphore();
  private readonly figures = new HeardFigures();
  /** Milliseconds that the next in a place waits if the one that is there ends soon. */
  private readonly pauses = new Map<number, number>();
  private readonly restarts = new Set<NodeJS.Timeout>();
  private isStopping = false;

  constructor(
    { env, ...surroundings }: Omit<Handover, 'worker'>,
    private readonly log: Log,
    /** What is for people: the log has no message of an error. */
    private readonly tell: (text: string) => void,
  ) {
    const ofEach = {
      databaseOwnerUrl: undefined,
      server: { ...env.server, connections: Math.ceil(env.server.connections / env.workers) },
    };
    this.handover = { ...surroundings, env: { ...env, ...ofEach } };
    this.workers = Array.from({ length: env.workers }, (_, at) => this.fork(at + 1));
  }

  offer(url: string): Promise<string | undefined> {
    return this.unlessStopping(this.workers[0]!.offer(url));
  }

  /** Answers when all listen, or fails with what the first one says that cannot. */
  async listen(): Promise<number> {
    const [port] = await this.unlessStopping(Promise.all(this.workers.map((worker) => this.listenBy(worker))));
    for (const worker of this.workers) void this.replaceWhenEnded(worker);
    return port!;
  }

  async stop(closeDatabase: () => Promise<void>): Promise<boolean> {
    const alive = this.endReplacing();
    let inOrder = false;
    const isInTime = await stopWithin(this.handover.env.stop.limit, this.log, async () => {
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

  private fork(place: number): SupervisedWorker {
    const hashing = new WorkerSemaphore(this.hashing);
    const worker: SupervisedWorker = new SupervisedWorker(place, {
      handover: () => ({ ...this.handover, worker: place }),
      count: (...step) => this.counters.ask(...step),
      hashingTurn: () => hashing.acquire(),
      hashingDone: () => hashing.release(),
      figures: (own) => this.figuresBeside(worker, own),
    });
    void worker.ended.then(() => {
      this.figures.hasEnded(worker.id);
      hashing.releaseAll();
    });
    return worker;
  }

  private async listenBy(worker: SupervisedWorker): Promise<number> {
    const port = await worker.listen();
    this.log.write('info', { worker: worker.place, pid: worker.pid }, 'worker serves');
    return port;
  }

  /** At once, or after a pause that grows when one after the other ends soon after its start. */
  private async replaceWhenEnded(worker: SupervisedWorker): Promise<void> {
    const how = await worker.ended;
    if (this.isStopping) return;
    const { place, pid } = worker;
    const pause = worker.served > CALM ? 0 : (this.pauses.get(place) ?? 0);
    this.pauses.set(place, Math.min(Math.max(pause * 2, PAUSES.shortest), PAUSES.longest));
    this.log.write('error', { worker: place, pid, ended: how, pause }, 'worker ended');
    const restart = setTimeout(() => {
      this.restarts.delete(restart);
      this.replaceBy((this.workers[place - 1] = this.fork(place)));
    }, pause);
    this.restarts.add(restart);
  }

  private replaceBy(worker: SupervisedWorker): void {
    void this.replaceWhenEnded(worker);
    this.listenBy(worker).catch((error: Error) => {
      if (this.isStopping) return;
      this.tell(error.message);
      worker.kill();
    });
  }

  private endReplacing(): SupervisedWorker[] {
    this.isStopping = true;
    for (const restart of this.restarts) clearTimeout(restart);
    return this.workers.filter(({ hasEnded }) => !hasEnded);
  }

  /** A server that is told to stop while it starts ends as it stops, and does not fail of that. */
  private unlessStopping<Answer>(answer: Promise<Answer>): Promise<Answer> {
    return answer.catch((error: unknown) => {
      if (!this.isStopping) throw error;
      return new Promise(() => {});
    });
  }

  private async figuresBeside(asking: SupervisedWorker, own: string): Promise<string[]> {
    this.figures.hear(asking.id, own);
    const others = this.workers.filter((worker) => worker !== asking && !worker.hasEnded);
    const told = await Promise.all(others.map((worker) => this.figuresOf(worker)));
    return [this.figures.countedByEnded, ...told];
  }

  private async figuresOf(worker: SupervisedWorker): Promise<string> {
    try {
      return this.figures.hear(worker.id, await withDeadline(worker.figures(), SECOND));
    } catch {
      return this.figures.countedBy(worker.id);
    }
  }
}
