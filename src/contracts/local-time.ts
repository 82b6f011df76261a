import { memoized } from '../engine/kit/memoized.js';

const clocks = new Map<string, Intl.DateTimeFormat>();

/** `YYYY-MM-DD HH:MM:SS` in a time zone (IANA). */
export function localTime(moment: Date, timeZone: string): string {
  const time = moment.getTime();
  if (time < EARLIEST || time > LATEST) return printed(moment, timeZone);
  return new Date(time + offset(time, timeZone)).toISOString().slice(0, 19).replace('T', ' ');
}

/** The clock in a time zone, in the Swedish format, which is that of `localTime`. */
function printed(moment: Date, timeZone: string): string {
  const clock = memoized(
    clocks,
    timeZone,
    () => new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'medium' }),
  );
  // Years below 1000 come without leading zeros.
  return clock.format(moment).padStart(19, '0');
}

const MINUTE = 60_000;

/**
 * ISO 8601 with the offset of the time zone: `2026-10-05T10:11:57-05:00`. An offset with seconds (before 1972) is cut
 * to minutes.
 */
export function zonedTime(moment: Date, timeZone: string): string {
  const minutes = Math.round(offset(moment.getTime(), timeZone) / MINUTE);
  const [hours, rest] = [Math.trunc(Math.abs(minutes) / 60), Math.abs(minutes) % 60].map((part) =>
    String(part).padStart(2, '0'),
  );
  // The time is shifted by the offset in whole minutes, so that time and offset together are exactly the moment.
  const local = new Date(moment.getTime() + minutes * MINUTE).toISOString().slice(0, 19);
  return `${local}${minutes < 0 ? '-' : '+'}${hours}:${rest}`;
}

/** The largest distance of a time zone from UTC. */
const FARTHEST = 16 * 60 * MINUTE;

/** `localTime` writes years of four digits only: local years 1 to 9999, whatever the zone. */
const [EARLIEST, LATEST] = [Date.parse('0001-01-02T00:00:00Z'), Date.parse('9999-12-30T23:59:59Z')];

/**
 * The moments of `YYYY-MM-DD`, with or without `HH:MM` or `HH:MM:SS`, in a time zone, earliest first: two if the local
 * time occurs twice. A skipped local time is read with the offset before the change: `02:30` is then shown as `03:30`.
 * An empty list if the day or hour does not exist, or the year is 0. At either end of the calendar, the moment can lie
 * in the UTC year 0 or 10000.
 */
export function momentsOf(text: string, timeZone: string): Date[] {
  const [, day, time = '00:00', seconds = ':00'] =
    /^(\d{4}-\d\d-\d\d)(?:[ Tt](\d\d:\d\d)(?:(:\d\d)(?:[.,]\d+)?)?)?$/.exec(text) ?? [];
  const shown = `${day}T${time}${seconds}.000Z`;
  const asUtc = Date.parse(shown);
  if (Number.isNaN(asUtc) || new Date(asUtc).toISOString() !== shown || shown.startsWith('0000')) return [];
  const [before, after] = [offset(asUtc - FARTHEST, timeZone), offset(asUtc + FARTHEST, timeZone)];
  // An offset that does not hold at its moment leads to another local time.
  const candidates = [
    ...new Set([before, after, offset(asUtc - before, timeZone), offset(asUtc - after, timeZone)]),
  ].map((one) => asUtc - one);
  const found = candidates
    .filter((moment) => moment + offset(moment, timeZone) === asUtc)
    .sort((one, other) => one - other);
  return (found.length > 0 ? found : [asUtc - before]).map((moment) => new Date(moment));
}

const HOUR = 60 * MINUTE;

/** How many hours of a time zone are remembered. */
const MOST_HOURS = 10_000;

/** By time zone and hour, the offset of the whole hour. NaN for an hour in which it changes. */
const offsets = new Map<string, Map<number, number>>();

/**
 * The offset from UTC at a moment, in milliseconds. Beyond the years 1 to 9999, the offset at their end holds. Intl
 * takes longer for a time than all other fields of a record do, so offsets are remembered by the hour.
 */
function offset(moment: number, timeZone: string): number {
  const second = Math.floor(Math.min(Math.max(moment, EARLIEST), LATEST) / 1000) * 1000;
  const hour = Math.floor(second / HOUR);
  const ofZone = memoized(offsets, timeZone, () => new Map<number, number>());
  let known = ofZone.get(hour);
  if (known === undefined) {
    if (ofZone.size >= MOST_HOURS) ofZone.clear();
    const [begin, end] = [hour, hour + 1].map((one) => offsetByClock(one * HOUR, timeZone));
    ofZone.set(hour, (known = begin === end ? begin! : NaN));
  }
  return Number.isNaN(known) ? offsetByClock(second, timeZone) : known;
}

function offsetByClock(second: number, timeZone: string): number {
  const clock = Math.min(Math.max(second, EARLIEST), LATEST);
  return Date.parse(`${printed(new Date(clock), timeZone).replace(' ', 'T')}Z`) - clock;
}
