const DAY = /(?<day>\d{4}-\d\d-\d\d)/.source;
const CLOCK = /(?<time>\d\d:\d\d)(?:(?<seconds>:\d\d)(?:[.,]\d+)?)?/.source;
const ZONE = / ?(?<zone>[Zz]|[+-](?:[01]\d|2[0-3])(?::?[0-5]\d)?)/.source;
const ISO = new RegExp(`^${DAY}(?:[Tt ]${CLOCK}(?:${ZONE})?)?$`);

/**
 * The moment of an ISO 8601 date (its first second) or date and time; without a zone it is UTC. Whole seconds:
 * fractions are dropped. Small letters and short offsets (`+0100`, `+01`) are read as RFC 3339 and as libraries print
 * them. `undefined` if the day or hour does not exist. A leap second is the first second of the next month.
 */
export function momentFrom(text: string): Date | undefined {
  const { day, time = '00:00', seconds = ':00', zone } = ISO.exec(text)?.groups ?? {};
  const isLeap = seconds === ':60';
  const shown = `${day}T${time}${isLeap ? ':59' : seconds}.000Z`;
  const clock = new Date(shown);
  // JavaScript takes the 30th of February for the 1st of March.
  if (Number.isNaN(clock.getTime()) || clock.toISOString() !== shown) return undefined;
  const moment = new Date(clock.getTime() - offset(zone) + (isLeap ? 1000 : 0));
  if (isLeap && !/-01T00:00:00/.test(moment.toISOString())) return undefined;
  return isInEra(moment) ? moment : undefined;
}

/** The moment of a text that `momentFrom` reads, with its fraction of a second, to the millisecond. */
export function exactMoment(text: string): Date | undefined {
  const second = momentFrom(text);
  const [fraction = '0'] = /[.,]\d+/.exec(text) ?? [];
  return second && new Date(second.getTime() + Math.floor(Number(fraction.replace(',', '.')) * 1000));
}

/** Years 1 to 9999: four digits can write them, and PostgreSQL reads them. */
export const isInEra = (moment: Date) => moment.getUTCFullYear() >= 1 && moment.getUTCFullYear() <= 9999;

/**
 * `YYYY-MM-DDTHH:MM:SSZ`: to the second, as all published documents write it; clients parse it with a fixed pattern.
 */
export function toIso(moment: Date): string {
  const text = moment.toISOString();
  return `${text.slice(0, text.lastIndexOf('.'))}Z`;
}

function offset(zone = 'Z'): number {
  if (zone.toUpperCase() === 'Z') return 0;
  const [hours, minutes] = [zone.slice(1, 3), zone.slice(3).replace(':', '')].map(Number) as [number, number];
  return (zone.startsWith('-') ? -1 : 1) * (hours * 60 + minutes) * 60_000;
}
