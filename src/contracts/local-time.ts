import { isInEra } from './iso-time.js';

const clocks = new Map<string, Intl.DateTimeFormat>();

/** `YYYY-MM-DD HH:MM:SS` on the clocks of a time zone (IANA). Swedish writes it that way. */
export function localTime(moment: Date, timeZone: string): string {
  let clock = clocks.get(timeZone);
  if (!clock)
    clocks.set(
      timeZone,
      (clock = new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'medium' })),
    );
  // Years below 1000 come without their zeros.
  return clock.format(moment).padStart(19, '0');
}

const MINUTE = 60_000;

/** ISO 8601 with the offset of those clocks: `2026-10-05T10:11:57-05:00`. An offset with seconds, as before 1972, is told to the minute. */
export function zonedTime(moment: Date, timeZone: string): string {
  const minutes = Math.round(offset(moment.getTime(), timeZone) / MINUTE);
  const [hours, rest] = [Math.trunc(Math.abs(minutes) / 60), Math.abs(minutes) % 60].map((part) =>
    String(part).padStart(2, '0'),
  );
  // The clock that shows this offset to the minute, so that both together are the very moment.
  return `${new Date(moment.getTime() + minutes * MINUTE).toISOString().slice(0, 19)}${minutes < 0 ? '-' : '+'}${hours}:${rest}`;
}

/** No clock is further from UTC than this. */
const FARTHEST = 16 * 60 * MINUTE;

/**
 * The moments of `YYYY-MM-DD`, with or without `HH:MM` or `HH:MM:SS`, on those clocks, earliest first: two where clocks were turned
 * back over it. A time that clocks skipped is read as if they had not been turned forward yet: `02:30` is what is then shown as `03:30`.
 * None if there is no such day or hour.
 */
export function momentsOf(text: string, timeZone: string): Date[] {
  const [, day, time = '00:00', seconds = ':00'] =
    /^(\d{4}-\d\d-\d\d)(?:[ Tt](\d\d:\d\d)(?:(:\d\d)(?:[.,]\d+)?)?)?$/.exec(text) ?? [];
  const shown = `${day}T${time}${seconds}.000Z`;
  const asUtc = Date.parse(shown);
  if (Number.isNaN(asUtc) || new Date(asUtc).toISOString() !== shown) return [];
  const [before, after] = [offset(asUtc - FARTHEST, timeZone), offset(asUtc + FARTHEST, timeZone)];
  // Where one of them is not the offset of these clocks then, it leads to another time.
  const candidates = [
    ...new Set([before, after, offset(asUtc - before, timeZone), offset(asUtc - after, timeZone)]),
  ].map((one) => asUtc - one);
  const found = candidates
    .filter((moment) => moment + offset(moment, timeZone) === asUtc)
    .sort((one, other) => one - other);
  return (found.length > 0 ? found : [asUtc - before]).map((moment) => new Date(moment)).filter(isInEra);
}

/** How far the clocks are ahead of UTC at a moment, in milliseconds. */
function offset(moment: number, timeZone: string): number {
  const second = Math.floor(moment / 1000) * 1000;
  return Date.parse(`${localTime(new Date(second), timeZone).replace(' ', 'T')}Z`) - second;
}
