import { Injectable } from '@nestjs/common';
import { activeRequest } from '../active-request.js';
import type { TenantId } from '../engine/tenant-database/index.js';
import { type Ahead, type Era, FeedRepository } from './feed.repository.js';
import { BEGINNING, cursorOf, isAfter, type Place, placeIn, startAgain } from './feed-cursor.js';
import { FeedEras } from './feed-eras.js';
import { eventsOf, type FeedEvent } from './feed-event.js';
import { FeedWaiters } from './feed-waiters.js';

export interface FeedRequest {
  /** The cursor of the last event that was processed. Without it, the feed begins with the oldest kept change. */
  after?: string;
  /** The most events of the answer. */
  limit: number;
  /** For how many seconds the answer may wait for an event. */
  wait?: number;
  /** Who reads. Changes after `after` are then kept for it, as long as it goes on to read. */
  consumer?: string;
}

export interface FeedPage {
  events: FeedEvent[];
  /** Where the feed goes on, also if there are no events. */
  cursor: string;
  /** False if more events can be read at once. */
  isLast: boolean;
}

/** Rows are looked at for each event of a page. Most changes have one to three. */
const ROWS_OF_AN_EVENT = 4;
/** Seconds. */
export const LONGEST_WAIT = 30;
/** Milliseconds after which the place of a consumer is noted again. It may have read more: then too much is kept. */
const NOTED_FOR = 10_000;
/** Consumers whose last note is remembered. */
const MOST_CONSUMERS = 10_000;

/**
 * All changes of a tenant's customers, in an order in which nothing appears behind a cursor that was given out. The
 * changes of one customer are in the order of its versions.
 */
@Injectable()
export class FeedService {
  private readonly noted = new Map<string, { at: number; place: Place }>();

  constructor(
    private readonly feed: FeedRepository,
    private readonly eras: FeedEras,
    private readonly waiters: FeedWaiters,
  ) {}

  /**
   * A cursor for what comes from now on. A new consumer takes it first, then reads all customers, then follows it: it
   * may read a change that it has seen already in the customer, but it misses none.
   */
  async now(tenant: TenantId, consumer?: string): Promise<string> {
    const era = await this.eras.present();
    const place = await this.eras.end(tenant);
    if (consumer !== undefined) await this.note(tenant, consumer, era, place);
    return cursorOf(era.token, place);
  }

  async read(tenant: TenantId, { after, limit, wait = 0, consumer }: FeedRequest): Promise<FeedPage> {
    const era = await this.eras.present();
    const place = after === undefined ? BEGINNING : placeIn(era.token, after);
    if (consumer !== undefined) await this.note(tenant, consumer, era, place);
    const until = performance.now() + Math.min(wait, LONGEST_WAIT) * 1000;
    for (;;) {
      const page = await this.page(tenant, era, place, limit);
      const left = until - performance.now();
      if (page.events.length > 0 || !page.isLast || left <= 0 || activeRequest()?.isDisconnected) return page;
      await this.waiters.wait(tenant, era.id, place, left);
      if (this.waiters.isStopped) return page;
    }
  }

  private async page(tenant: TenantId, era: Era, after: Place, limit: number): Promise<FeedPage> {
    let place = after;
    for (;;) {
      const look = limit * ROWS_OF_AN_EVENT;
      const ahead = await this.feed.ahead(tenant, era.id, place, limit, look);
      if (!ahead.isKept) throw startAgain();
      const events = eventsOf(ahead.rows, (row) => cursorOf(era.token, row));
      const isFull = events.length >= limit;
      const isLast = !isFull && ahead.seen < look;
      place = isFull ? ahead.rows.at(-1)! : furthest(ahead, place);
      // A transaction with very many rows of one customer may fill what was looked at.
      if (events.length > 0 || isLast) return { events, cursor: cursorOf(era.token, place), isLast };
    }
  }

  private async note(tenant: TenantId, consumer: string, era: Era, place: Place): Promise<void> {
    const key = `${tenant} ${consumer}`;
    const last = this.noted.get(key);
    const isRecent = last !== undefined && performance.now() - last.at < NOTED_FOR;
    // A consumer that goes back needs what it has read before.
    if (isRecent && !isAfter(last.place, place)) return;
    await this.feed.note(tenant, consumer, era.id, place);
    this.noted.delete(key);
    this.noted.set(key, { at: performance.now(), place });
    if (this.noted.size > MOST_CONSUMERS) this.noted.delete(this.noted.keys().next().value!);
  }
}

const furthest = ({ edge }: Ahead, place: Place): Place => edge ?? place;
