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
    maxLength: 25,
    description:
      'ISO 8601 with the offset of the tenant’s time zone; or local time, `YYYY-MM-DD HH:MM:SS`, ' +
      'if the tenant is set to that.',
    example: '2026-10-05T10:11:57-05:00',
  });

/** A moment as it is answered: ISO 8601 with the tenant's offset, or a local time. */
export const toTime = (moment: Date, { timeZone, billingTimes }: Clocks) =>
  billingTimes === 'local' ? localTime(moment, timeZone) : zonedTime(moment, timeZone);

/** The day or the second that a condition names. At the end of daylight saving time, a second can occur twice. */
interface Span {
  begins: Date[];
  ends: Date[];
}

const WITH_OFFSET = /^(\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d.*?)([Zz]|[+ -]\d\d(?::?\d\d)?)$/;
const DAY = /^\d{4}-\d\d-\d\d$/;
const LAST_DAY = '9999-12-31';

/** `undefined` if the text is not a time. */
function spanOf(text: string, timeZone: string): Span | undefined {
  const [, time, offset] = WITH_OFFSET.exec(text) ?? [];
  // In a query, an unescaped plus is a blank.
  const exact = time && momentFrom(time + offset!.replace(' ', '+'));
  const begins = time ? [exact].filter((moment) => moment instanceof Date) : momentsOf(text, timeZone);
  const [first] = begins;
  if (!first) return undefined;
  // If midnight occurs twice, the day begins at the first one.
  if (DAY.test(text)) return { begins: [first], ends: [endOf(text, first, timeZone)] };
  return { begins, ends: begins.map((moment) => later(moment, 1000)) };
}

function endOf(day: string, begin: Date, timeZone: string): Date {
  if (day === LAST_DAY) return later(begin, DAY_MS);
  const next = later(new Date(`${day}T00:00:00Z`), DAY_MS).toISOString();
  return momentsOf(next.slice(0, 10), timeZone)[0]!;
}

const DAY_MS = 86_400_000;
const later = (moment: Date, milliseconds: number) => new Date(moment.getTime() + milliseconds);

/**
 * The conditions that compare a time with a text; `undefined` if the text is not a time, or the operator does not apply
 * to times. A date alone means its whole day, from its first midnight to the first one of the next day. If a local time
 * is two moments, `greater` and `greaterOrEqual` begin at the earlier, `less` and `lessOrEqual` end at the later, and
 * `equals` takes both.
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
  const pieces = span.begins.map((one, at) => ({ begin: one, end: span.ends[at]! }));
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
