import cluster, { type Worker } from 'node:cluster';
import { monotonicNow } from '../../monotonic-clock.js';
import { Channel, Gone } from './channel.js';
import type { Supervision, Work } from './server.js';

/** The argument that tells a process that it is a supervisor's worker. Another program may run the whole server as a worker of its own. */
export const SUPERVISED = '--supervised-worker';

/** One worker process, from its start to its end. */
export class SupervisedWorker {
  /** How it ended, in words. */
  readonly ended: Promise<string>;
  hasEnded = false;
  private readonly worker: Worker;
  private readonly channel: Channel<Work, Supervision>;
  private servingSince?: number;

  constructor(
    /** Its place among the workers; who replaces it has the same. */
    readonly place: number,
    answers: Supervision,
  ) {
    cluster.setupPrimary({ args: [SUPERVISED] });
    // Nobody who answers requests needs to know the owner of the tables.
    this.worker = cluster.fork({ DATABASE_OWNER_URL: undefined, DATABASE_OWNER_URL_FILE: undefined });
    closeWhatDoesNotArrive(this.worker);
    this.channel = new Channel<Work, Supervision>(this.worker, answers);
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

  /** Never the same twice. */
  get id(): number {
    return this.worker.id;
  }

  get pid(): number | undefined {
    return this.worker.process.pid;
  }

  /** Milliseconds for which it has served; 0 before. However long a start takes, a worker that ends in it ends soon. */
  get served(): number {
    return this.servingSince === undefined ? 0 : monotonicNow() - this.servingSince;
  }

  offer(url: string): Promise<string | undefined> {
    return this.alive(this.channel.ask('offer', url));
  }

  async listen(): Promise<number> {
    const port = await this.alive(this.channel.ask('listen'));
    this.servingSince = monotonicNow();
    return port;
  }

  figures(): Promise<string> {
    return this.channel.ask('figures');
  }

  /** Answers when the process has ended, and whether in order; one that did not serve yet has nothing to bring in order. */
  async stop(): Promise<boolean> {
    this.channel.ask('stop').catch(() => {});
    return (await this.ended) === 'exit code 0' || this.servingSince === undefined;
  }

  kill(): void {
    this.worker.process.kill('SIGKILL');
  }

  private alive<Answer>(answer: Promise<Answer>): Promise<Answer> {
    return answer.catch(async (error: unknown) => {
      throw error instanceof Gone ? new Error(`A worker ended as it started (${await this.ended})`) : error;
    });
  }
}

/**
 * Closes the connection that a worker was given and has not said to have when it ends. Node's cluster would forget it, and
 * its client wait for ever; and as long as one is on its way, Node does not say that nobody is there any more, and the worker
 * stays among those that share the port.
 */
function closeWhatDoesNotArrive({ process }: Worker): void {
  const onTheirWay = new Map<number, { close(): void }>();
  const send = process.send.bind(process) as (
    message: ClusterMessage,
    connection?: { close(): void },
    ...rest: unknown[]
  ) => boolean;
  process.send = ((message: ClusterMessage, connection?: { close(): void }, ...rest: unknown[]) => {
    if (message.act === 'newconn' && connection) onTheirWay.set(message.seq, connection);
    return send(message, connection, ...rest);
  }) as typeof process.send;
  process.on('internalMessage', ({ ack }: ClusterMessage) => onTheirWay.delete(ack));
  process.once('exit', () => {
    for (const connection of onTheirWay.values()) connection.close();
    process.emit('disconnect');
  });
}

/** What the cluster says to itself. */
interface ClusterMessage {
  act?: string;
  seq: number;
  ack: number;
}
