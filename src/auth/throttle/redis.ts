import { Logger } from '@nestjs/common';
import { Redis } from 'ioredis';
import { withDeadline, DeadlineExceeded } from '../../engine/kit/deadline.js';

/** Milliseconds that a request waits for Redis. */
const PATIENCE = 100;

/** The same for opening a connection, which no request waits for. */
const OPENING = 1_000;

/** One script on a Redis server that may be away: then it is not asked, and nobody waits. It is looked for all the time, and told once when it goes and when it comes. */
export class RedisScript<Answer> {
  private readonly logger = new Logger('Redis');
  private readonly client: Redis & { run(key: string, ...values: (string | number)[]): Promise<Answer> };
  private away = false;
  private closing = false;
  /** The connection that there is gave no answer and is being closed. */
  private abandoned = false;
  private lastError?: string;

  constructor(url: string, lua: string) {
    this.client = new Redis(url, {
      scripts: { run: { lua, numberOfKeys: 1 } },
      lazyConnect: true,
      connectTimeout: OPENING,
      commandTimeout: OPENING,
      disconnectTimeout: PATIENCE,
      maxLoadingRetryTime: OPENING,
      retryStrategy: (times) => Math.min(times * 100, OPENING),
      // Nothing is kept for later: a request that gets no answer counts elsewhere.
      enableOfflineQueue: false,
      autoResendUnfulfilledCommands: false,
      maxRetriesPerRequest: 0,
      // What was the primary may answer on as a replica.
      reconnectOnError: ({ message }) => message.includes('READONLY'),
    }) as typeof this.client;
    this.client.on('error', ({ message }: Error) => (this.lastError = message));
    this.client.on('close', () => {
      this.abandoned = false;
      this.isAway(this.lastError ?? 'the connection was closed');
    });
    this.client.on('ready', () => this.isBack());
  }

  /** Waits for the first connection, or for its failure. */
  async open(): Promise<void> {
    await this.client.connect().catch(() => {});
  }

  close(): void {
    this.closing = true;
    this.client.disconnect();
  }

  /** Runs the script; `undefined` when there is no answer in time. */
  async ask(key: string, ...values: (string | number)[]): Promise<Answer | undefined> {
    if (this.client.status !== 'ready' || this.abandoned) return undefined;
    try {
      const answer = await withDeadline(this.client.run(key, ...values), PATIENCE);
      this.isBack();
      return answer;
    } catch (error) {
      // A server that hangs keeps its connections open. Without one, nobody waits for it again until it speaks.
      if (error instanceof DeadlineExceeded) this.abandon();
      this.isAway((error as Error).message);
      return undefined;
    }
  }

  private abandon(): void {
    if (this.abandoned) return;
    this.abandoned = true;
    this.client.disconnect(true);
  }

  private isAway(reason: string): void {
    if (this.away || this.closing) return;
    this.away = true;
    this.logger.warn(`Redis is away (${reason}): each process counts by itself until it is back.`);
  }

  private isBack(): void {
    if (this.abandoned) return;
    this.lastError = undefined;
    if (!this.away) return;
    this.away = false;
    this.logger.warn('Redis is back: all processes count together again.');
  }
}
