import {
  type BeforeApplicationShutdown,
  Inject,
  Injectable,
  Logger,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { ENV } from '../config/config.module.js';
import type { Env } from '../config/env.js';
import { Leader, LeadershipLost, type Times } from '../engine/leader/index.js';
import { DatabasePool } from '../engine/tenant-database/index.js';
import { Deliverer, type DelivererSettings } from '../engine/webhooks/index.js';
import { forLog } from '../problem.js';
import type { Delivery, DeliveryEvent } from './delivery.js';
import { BATCH } from './webhook-claims.js';
import { WebhookDeliveries } from './webhook-deliveries.js';
import { WebhookFigures } from './webhook-figures.js';
import { WebhookSender } from './webhook-sender.js';

/** The key of the advisory lock: "Webhooks" on a keypad. */
const LOCK = 93246657;

/** The part of the time to stop that requests to receivers have at most. */
const PART_OF_STOP = 0.3;

export interface WorkerOptions extends Pick<
  DelivererSettings<Delivery, DeliveryEvent>,
  'interval' | 'chance' | 'slice'
> {
  leader?: Partial<Times>;
}

/**
 * Delivers events in one of all processes that use the database, on all servers: the leader. It begins with the server,
 * and when the leader stops or is killed, another process goes on.
 */
@Injectable()
export class WebhookWorker implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly log = new Logger('Webhooks');
  private leader?: Leader;

  constructor(
    private readonly deliveries: WebhookDeliveries,
    private readonly sender: WebhookSender,
    private readonly figures: WebhookFigures,
    private readonly pool: DatabasePool,
    private readonly server: HttpAdapterHost,
    @Inject(ENV) private readonly env: Env,
  ) {}

  onApplicationBootstrap(): void {
    // A command has the application, too, but no server.
    if (this.env.webhooks.delivered && this.server.httpAdapter) this.start();
  }

  get isLeading(): boolean {
    return this.leader?.isLeading === true;
  }

  start({ leader: times, ...options }: WorkerOptions = {}): void {
    this.leader = new Leader({
      connect: () => this.pool.session(),
      lock: LOCK,
      isPooled: this.env.databaseProxy,
      times,
      lead: (signal) => this.lead(signal, options),
      failed: (error) => this.log.warn({ ...forLog(error), msg: 'the leader of deliveries' }),
    });
    this.leader.start();
  }

  /** Ends before the server does, because the bodies of messages come through its routes. */
  async beforeApplicationShutdown(): Promise<void> {
    await this.leader?.stop();
  }

  private async lead(signal: AbortSignal, options: Omit<WorkerOptions, 'leader'>): Promise<void> {
    this.deliveries.begin(options.chance?.now);
    this.figures.begin();
    const deliverer = new Deliverer<Delivery, DeliveryEvent>({
      deliveries: this.deliveries,
      send: (delivery, event, ended) => this.sender.send(delivery, event, ended),
      batch: BATCH,
      failed: (error, delivery) => this.failed(error, delivery),
      ...options,
    });
    deliverer.start();
    await new Promise<void>((resolve) => {
      signal.addEventListener('abort', () => resolve(), { once: true });
      if (signal.aborted) resolve();
    });
    if (signal.reason instanceof LeadershipLost) await deliverer.abandon();
    else await deliverer.stop(this.env.stop.limit * PART_OF_STOP);
    this.figures.clear();
  }

  private failed(error: unknown, delivery?: Delivery): void {
    const { tenant, id: webhook } = delivery?.webhook ?? {};
    this.log.warn({ ...forLog(error), msg: 'a delivery failed on this side', tenant, webhook });
  }
}
