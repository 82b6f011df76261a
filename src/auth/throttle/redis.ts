import { Logger } from '@nestjs/common';
import { Redis } from 'ioredis';
import { withDeadline, DeadlineExceeded } from '../../engine/kit/deadline.js';

/** How long a request waits for Redis, in milliseconds. */
const ANSWER_TIMEOUT = 100;

/** For opening a connection, in milliseconds. No request waits for this. */
const CONNECT_TIMEOUT = 1_000;

/**
 * One script on a Redis server. While Redis is unavailable, `run` returns at once; the client keeps reconnecting. The
 * log has one line when Redis becomes unavailable and one when it is back.
 */
export class RedisScript<Answer> {
  private readonly logger = new Logger('Redis');
  private readonly client: Redis & { run(key: string, ...values: (string | number)[]): Promise<Answer> };
  private isUnavailable = false;
  private closing = false;
  /** The current connection gave no answer and is being closed. */
  private abandoned = false;
  private lastError?: string;

  constructor(url: string, lua: string) {
    this.client = new Redis(url, {
      scripts: { run: { lua, numberOfKeys: 1 } },
      lazyConnect: true,
      connectTimeout: CONNECT_TIMEOUT,
      commandTimeout: CONNECT_TIMEOUT,
      disconnectTimeout: ANSWER_TIMEOUT,
      maxLoadingRetryTime: CONNECT_TIMEOUT,
      retryStrategy: (times) => Math.min(times * 100, CONNECT_TIMEOUT),
      // Do not queue commands: without an answer, the process counts by itself.
      enableOfflineQueue: false,
      autoResendUnfulfilledCommands: false,
      maxRetriesPerRequest: 0,
      // A primary that was demoted may still answer, as a replica.
      reconnectOnError: ({ message }) => message.includes('READONLY'),
    }) as typeof this.client;
    this.client.on('error', ({ message }: Error) => (this.lastError = message));
    this.client.on('close', () => {
      this.abandoned = false;
      this.markUnavailable(this.lastError ?? 'the connection was closed');
    });
    this.client.on('ready', () => this.markAvailable());
  }

  /** Waits for the first connection, or for its failure. */
  async open(): Promise<void> {
    await this.client.connect().catch(() => {});
  }

  close(): void {
    this.closing = true;
    this.client.disconnect();
  }

  /** Runs the script. Resolves to `undefined` if no answer arrives in time. */
  async run(key: string, ...values: (string | number)[]): Promise<Answer | undefined> {
    if (this.client.status !== 'ready' || this.abandoned) return undefined;
    try {
      const answer = await withDeadline(this.client.run(key, ...values), ANSWER_TIMEOUT);
      this.markAvailable();
      return answer;
    } catch (error) {
      // A server that hangs keeps its connections open. Close ours, so that no request waits until Redis answers again.
      if (error instanceof DeadlineExceeded) this.abandon();
      this.markUnavailable((error as Error).message);
      return undefined;
    }
  }

  private abandon(): void {
    if (this.abandoned) return;
    this.abandoned = true;
    this.client.disconnect(true);
  }

  private markUnavailable(reason: string): void {
    if (this.isUnavailable || this.closing) return;
    this.isUnavailable = true;
    this.logger.warn(`Redis is unavailable (${reason}): each process counts by itself until it is back.`);
  }

  private markAvailable(): void {
    if (this.abandoned) return;
    this.lastError = undefined;
    if (!this.isUnavailable) return;
    this.isUnavailable = false;
    this.logger.warn('Redis is back: all processes count together again.');
  }
}
