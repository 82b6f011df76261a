import { Injectable } from '@nestjs/common';
import type { TenantId } from '../engine/tenant-database/index.js';
import { ChangesRepository } from './changes.repository.js';

/** Writes of one day, by the contract through which they came. */
export interface DayOfWrites {
  /** In UTC, such as `2024-01-15`. */
  day: string;
  /** Null: by a command or by the server itself. */
  writes: { contract: string | null; count: number }[];
  /** How many customers there were at its end, or now. Deleted ones do not count. */
  customers: number;
}

const DAY = 24 * 3_600_000;
const dayOf = (time: number) => new Date(time).toISOString().slice(0, 10);

/** Counts kept changes. Days whose changes were removed, or were never kept, are not counted. */
@Injectable()
export class StatisticsService {
  constructor(private readonly changes: ChangesRepository) {}

  /** The last days, the newest first. The first of them is today. */
  async days(tenant: TenantId, count: number): Promise<DayOfWrites[]> {
    const today = Date.parse(dayOf(Date.now()));
    const { living, firstDay, counted } = await this.changes.counted(tenant, new Date(today - (count - 1) * DAY));
    const days: DayOfWrites[] = [];
    let customers = living;
    for (let time = today; days.length < count; time -= DAY) {
      const day = dayOf(time);
      if (days.length > 0 && (firstDay === null || day < firstDay)) break;
      const ofDay = counted.filter((one) => one.day === day);
      days.push({ day, writes: ofDay.map(({ contract, writes }) => ({ contract, count: writes })), customers });
      for (const { more } of ofDay) customers -= more;
    }
    return days;
  }
}
