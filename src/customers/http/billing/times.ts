import { ApiProperty } from '@nestjs/swagger';
import { momentFrom } from '../../../contracts/iso-time.js';
import { localTime, momentsOf, zonedTime } from '../../../contracts/local-time.js';
import type { BillingTimes } from '../../../auth/principal.js';
import type { Condition, Operator } from '../../criteria.js';

/** The time zone in which a caller reads and writes times, and the form of the times in answers. */
export interface Clocks {
  timeZone: string;
  billingTimes: BillingTimes;
}

export const OutTime = () =>
  ApiProperty({
    type: String,
    description:
      'ISO 8601 with the offset of the tenant’s time zone; or local time, `YYYY-MM-DD HH:MM:SS`, ' +
      'if the tenant is set to that.',
    example: '2026-10-05T10:11:57-05:00',
  });

/** A moment as it is answered: ISO 8601 with the tenant's offset, or a local time. */
export const toTime = (moment: Date, { timeZone, billingTimes }: Clocks) =>
  billingTimes === 'local' ? localTime(moment, timeZone) : zonedTime(moment, timeZone);

/**
 * The second, or the day, that a condition names. At the end of daylight saving time it may begin and end twice.
 */
interface Span {
  begins: Date[];
  ends: Date[];
  isDay: boolean;
}

const WITH_OFFSET = /^(\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d.*?)([Zz]|[+ -]\d\d(?::?\d\d)?)$/;
const LAST = new Date('9999-12-31T23:59:59Z');

/** `undefined` if the text is not a time. */
function spanOf(text: string, timeZone: string): Span | undefined {
  const [, time, offset] = WITH_OFFSET.exec(text) ?? [];
  // In a query, an unescaped plus is a blank.
  const exact = time && momentFrom(time + offset!.replace(' ', '+'));
  const isDay = /^\d{4}-\d\d-\d\d$/.test(text);
  const begins = time ? [exact].filter((moment) => moment instanceof Date) : momentsOf(text, timeZone);
  if (begins.length === 0) return undefined;
  return {
    begins,
    ends: isDay
      ? endsOf(text, timeZone)
      : begins.map((moment) => new Date(Math.min(moment.getTime() + 1000, LAST.getTime()))),
    isDay,
  };
}

function endsOf(day: string, timeZone: string): Date[] {
  const next = new Date(Date.parse(`${day}T00:00:00Z`) + 86_400_000).toISOString().slice(0, 10);
  const ends = momentsOf(next, timeZone);
  return ends.length > 0 ? ends : [LAST];
}

/**
 * The conditions that compare a time with a text; `undefined` if the text is not a time, or the operator does not apply
 * to times. A date alone means its whole day. If a local time is two moments, `greater` and `greaterOrEqual` begin at
 * the earlier, `less` and `lessOrEqual` end at the later, and `equals` takes both.
 */
export function timeConditions<Field extends string>(
  field: Field,
  operator: Operator,
  text: string,
  timeZone: string,
): Condition<Field>[] | undefined {
  const span = spanOf(text, timeZone);
  if (!span) return undefined;
  const from = (moment: Date): Condition<Field> => ({ field, operator: 'greaterOrEqual', value: moment.toISOString() });
  const before = (moment: Date): Condition<Field> => ({ field, operator: 'less', value: moment.toISOString() });
  const [begin, end] = [span.begins[0]!, span.ends.at(-1)!];
  const pieces = span.isDay ? [{ begin, end }] : span.begins.map((one, at) => ({ begin: one, end: span.ends[at]! }));
  switch (operator) {
    case 'equals':
      return [{ anyOf: pieces.map((piece) => [from(piece.begin), before(piece.end)]) }];
    case 'notEquals':
      return pieces.map((piece) => ({ anyOf: [[before(piece.begin)], [from(piece.end)]] }));
    case 'greaterOrEqual':
      return [from(begin)];
    case 'greater':
      return [from(span.ends[0]!)];
    case 'less':
      return [before(span.begins.at(-1)!)];
    case 'lessOrEqual':
      return [before(end)];
    default:
      return undefined;
  }
}
