import { Injectable } from '@nestjs/common';
import type { TenantId } from '../engine/tenant-database/index.js';
import { Problem } from '../problem.js';
import { type Era, FeedRepository } from './feed.repository.js';
import { BEGINNING, type Place, placeBelow } from './feed-cursor.js';

/** Where the order of changes is now. */
@Injectable()
export class FeedEras {
  constructor(private readonly feed: FeedRepository) {}

  /** If another server has the database now, a new era begins. */
  async present(): Promise<Era> {
    const era = await this.feed.era();
    if (era.isPresent) return era;
    await this.feed.renewEra();
    const renewed = await this.feed.era();
    if (renewed.isPresent) return renewed;
    throw new Problem('unavailable', 'The order of changes is not known yet. Try again in 1 s.', { retryAfter: 1 });
  }

  /** The place after all changes that can be shown now. */
  async end(tenant: TenantId): Promise<Place> {
    const horizon = await this.feed.horizon(tenant);
    return horizon === undefined ? BEGINNING : placeBelow(horizon);
  }
}
