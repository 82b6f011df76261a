import cluster, { type Worker } from 'node:cluster';
import { monotonicNow } from '../kit/monotonic-clock.js';
import { Channel, Gone } from './channel.js';
import type { Services, WorkerMessages } from './messages.js';

/**
 * The argument that marks a worker of this supervisor. `cluster.isWorker` alone is not enough: another program may run
 * the whole server as a worker of its own cluster.
 */
export const SUPERVISED = '--supervised-worker';

/** One worker process, from its start to its end. */
export class SupervisedWorker<Ours extends Services<Ours>> {
  /** Resolves with how it ended, in words. */
  readonly ended: Promise<string>;
  hasEnded = false;
  private readonly worker: Worker;
  private readonly channel: Channel<WorkerMessages, Ours>;
  private servingSince?: number;

  constructor(
    /** Its number among the workers, from 1 on. Its replacement has the same number. */
    readonly place: number,
    answers: Ours,
    /** Variables for its environment; `undefined` removes one. */
    environment: NodeJS.ProcessEnv,
  ) {
    cluster.setupPrimary({ args: [SUPERVISED] });
    this.worker = cluster.fork(environment);
    closeUndeliveredConnections(this.worker);
    this.channel = new Channel<WorkerMessages, Ours>(this.worker, answers);
    this.ended = new Promise((resolve) => {
      const end = (how: string) => {
        this.hasEnded = true;
        this.channel.close();
        resolve(how);
      };
      this.worker.process.once('error', (error) => {
        if (this.pid === undefined) end(error.message);
      });
      this.worker.once('exit', (code: number, signal: string | null) => end(signal ?? `exit code ${code}`));
    });
  }

  /** Unique: unlike `place`, no other worker ever has it. */
  get id(): number {
    return this.worker.id;
  }

  get pid(): number | undefined {
    return this.worker.process.pid;
  }

  /**
   * Milliseconds since it began to serve; 0 before. A slow start does not count, so a worker that fails in it "ends
   * soon".
   */
  get served(): number {
    return this.servingSince === undefined ? 0 : monotonicNow() - this.servingSince;
  }

  offer(url: string): Promise<string | undefined> {
    return this.whileAlive(this.channel.ask('offer', url));
  }

  async listen(): Promise<number> {
    const port = await this.whileAlive(this.channel.ask('listen'));
    this.servingSince = monotonicNow();
    return port;
  }

  figures(): Promise<string> {
    return this.channel.ask('figures');
  }

  /**
   * Waits until the process has ended. Returns whether it ended in order; a worker that did not serve yet has nothing
   * to bring in order.
   */
  async stop(): Promise<boolean> {
    this.channel.ask('stop').catch(() => {});
    return (await this.ended) === 'exit code 0' || this.servingSince === undefined;
  }

  kill(): void {
    this.worker.process.kill('SIGKILL');
  }

  private whileAlive<Answer>(answer: Promise<Answer>): Promise<Answer> {
    return answer.catch(async (error: unknown) => {
      throw error instanceof Gone ? new Error(`A worker ended as it started (${await this.ended})`) : error;
    });
  }
}

/**
 * When a worker ends, closes the connections that were sent to it and that it did not acknowledge. Node's cluster
 * forgets them: the client would wait for ever, and while one is on its way Node emits no 'disconnect', so the dead
 * worker would stay among those that share the port.
 */
function closeUndeliveredConnections({ process }: Worker): void {
  const undelivered = new Map<number, { close(): void }>();
  const send = process.send.bind(process) as (
    message: ClusterMessage,
    connection?: { close(): void },
    ...rest: unknown[]
  ) => boolean;
  process.send = ((message: ClusterMessage, connection?: { close(): void }, ...rest: unknown[]) => {
    if (message.act === 'newconn' && connection) undelivered.set(message.seq, connection);
    return send(message, connection, ...rest);
  }) as typeof process.send;
  process.on('internalMessage', ({ ack }: ClusterMessage) => undelivered.delete(ack));
  process.once('exit', () => {
    for (const connection of undelivered.values()) connection.close();
    process.emit('disconnect');
  });
}

/** A message of Node's cluster to itself. */
interface ClusterMessage {
  act?: string;
  seq: number;
  ack: number;
}
