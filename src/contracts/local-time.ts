import { isInEra } from './iso-time.js';

const clocks = new Map<string, Intl.DateTimeFormat>();

/** `YYYY-MM-DD HH:MM:SS` on the clocks of a time zone (IANA). Swedish writes it that way. */
export function localTime(moment: Date, timeZone: string): string {
  let clock = clocks.get(timeZone);
  if (!clock) clocks.set(timeZone, (clock = new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'medium' })));
  return clock.format(moment);
}

/** The moment of `YYYY-MM-DD`, with or without `HH:MM` or `HH:MM:SS`, on those clocks; none if there is no such day or hour. */
export function momentOf(text: string, timeZone: string): Date | undefined {
  const [, day, time = '00:00', seconds = ':00'] = /^(\d{4}-\d\d-\d\d)(?:[ T](\d\d:\d\d)(:\d\d)?)?$/.exec(text) ?? [];
  const shown = `${day}T${time}${seconds}.000Z`;
  const asUtc = new Date(shown);
  if (Number.isNaN(asUtc.getTime()) || asUtc.toISOString() !== shown) return undefined;
  // The zone's offset at that moment is only known once the moment is; the second guess is right but for hours that do not exist.
  const guess = new Date(asUtc.getTime() - offset(asUtc, timeZone));
  const moment = new Date(asUtc.getTime() - offset(guess, timeZone));
  return isInEra(moment) ? moment : undefined;
}

// Years below 1000 come without their zeros.
const offset = (moment: Date, timeZone: string) => Date.parse(`${localTime(moment, timeZone).replace(' ', 'T').padStart(19, '0')}Z`) - Math.floor(moment.getTime() / 1000) * 1000;
