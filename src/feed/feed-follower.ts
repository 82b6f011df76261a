import { Injectable } from '@nestjs/common';
import type { TenantId } from '../engine/tenant-database/index.js';
import { type Era, type KeptChange, FeedRepository } from './feed.repository.js';
import { BEGINNING, cursorOf, type Place, placeBelow, placeIn, startAgain } from './feed-cursor.js';
import { FeedEras } from './feed-eras.js';
import { eventsOf, type FeedEvent } from './feed-event.js';

/** A place in the order of changes, and the era whose order it is. */
export interface FeedPlace extends Place {
  era: number;
}

/** An event with its place. Callers may follow the feed from its cursor; an era that is over has none. */
export interface PlacedEvent extends Omit<FeedEvent, 'cursor'> {
  place: FeedPlace;
  cursor: string | null;
}

export interface FollowedPage {
  /** False: changes after the place were trimmed, so events are missing. */
  isKept: boolean;
  events: PlacedEvent[];
  /** Where the feed goes on, also if there are no events. */
  next: FeedPlace;
  /** False if more events can be read at once. */
  isLast: boolean;
}

/** Rows are looked at for each event of a page. Most changes have one to three. */
const ROWS_OF_AN_EVENT = 4;
/** At least so many are looked at, so that a transaction with many rows of one customer is passed soon. */
const FEWEST_ROWS = 200;

/**
 * The feed for consumers inside this server, which keep their place in the same database as the changes. They go on
 * through a change of the server (a standby that took over, a restored dump): what their era still has comes first,
 * then the next one from its beginning.
 */
@Injectable()
export class FeedFollower {
  constructor(
    private readonly feed: FeedRepository,
    private readonly eras: FeedEras,
  ) {}

  async read(tenant: TenantId, after: FeedPlace, limit: number): Promise<FollowedPage> {
    const present = await this.eras.present();
    const isPast = after.era < present.id;
    const look = Math.max(limit * ROWS_OF_AN_EVENT, FEWEST_ROWS);
    const ahead = await this.feed.ahead(tenant, after.era, after, limit, look, { isPast });
    const events = placed(ahead.rows, after.era).map((one) => ({ ...one, cursor: cursorAt(present, one.place) }));
    const isFull = events.length >= limit;
    const isEnd = !isFull && ahead.seen < look;
    const { writtenBy, seq } = isFull ? ahead.rows.at(-1)! : (ahead.edge ?? after);
    const next = isPast && isEnd ? { era: after.era + 1, ...BEGINNING } : { era: after.era, writtenBy, seq };
    return { isKept: ahead.isKept, events, next, isLast: isEnd && !isPast };
  }

  /** Events by their places. What was trimmed meanwhile is left out. */
  async at(tenant: TenantId, events: readonly { place: FeedPlace; customerId: number }[]): Promise<PlacedEvent[]> {
    if (events.length === 0) return [];
    const present = await this.eras.present();
    const names = events.map(({ place: { seq }, customerId }) => ({ customerId, seq }));
    const rows = await this.feed.rowsOf(tenant, names);
    const found = new Map(placed(rows, 0).map((event) => [event.place.seq, event]));
    return events.flatMap(({ place }) => {
      const event = found.get(place.seq);
      return event ? [{ ...event, place, cursor: cursorAt(present, place) }] : [];
    });
  }

  /** The place after all changes that can be shown now. */
  async end(tenant: TenantId): Promise<FeedPlace> {
    const { id: era } = await this.eras.present();
    return { era, ...(await this.eras.end(tenant)) };
  }

  /** The place of a cursor that was given to a caller. A cursor whose following changes are not kept is refused. */
  async placeOf(tenant: TenantId, cursor: string): Promise<FeedPlace> {
    const { id: era, token } = await this.eras.present();
    const place = { era, ...placeIn(token, cursor) };
    if (!(await this.read(tenant, place, 1)).isKept) throw startAgain();
    return place;
  }

  /** A place before all changes that were made at a time or later. */
  async placeSince(tenant: TenantId, time: Date): Promise<FeedPlace> {
    const { id: present } = await this.eras.present();
    for (let era = present; era > 0; era--) {
      const { hasOlder, writtenBy } = await this.feed.firstSince(tenant, era, time);
      // An older era may have such changes, too.
      if (!hasOlder && era > 1) continue;
      if (writtenBy !== null) return { era, ...placeBelow(writtenBy) };
      return era < present ? { era: era + 1, ...BEGINNING } : this.end(tenant);
    }
    return this.end(tenant);
  }

  /** Keeps the changes after a place, until the consumer is forgotten or does not come back for a month. */
  async hold(tenant: TenantId, consumer: string, place: FeedPlace): Promise<void> {
    await this.feed.note(tenant, consumer, place.era, place);
  }

  async forget(tenant: TenantId, consumer: string): Promise<void> {
    await this.feed.forget(tenant, consumer);
  }
}

function placed(rows: readonly KeptChange[], era: number): Omit<PlacedEvent, 'cursor'>[] {
  const places = new Map(rows.map(({ writtenBy, seq }) => [seq, { era, writtenBy, seq }]));
  return eventsOf(rows, ({ seq }) => seq).map(({ cursor: seq, ...event }) => ({ ...event, place: places.get(seq)! }));
}

const cursorAt = ({ id, token }: Era, place: FeedPlace) => (place.era === id ? cursorOf(token, place) : null);
