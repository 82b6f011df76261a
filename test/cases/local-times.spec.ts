import fc from 'fast-check';
import { momentFrom } from '../../src/contracts/iso-time.js';
import { localTime, momentsOf, zonedTime } from '../../src/contracts/local-time.js';

const ZONES = Intl.supportedValuesOf('timeZone');
const second = (year: number) => Math.floor(Date.UTC(year, 0, 1) / 1000);
const moments = (from: number, until: number) =>
  fc.integer({ min: second(from), max: second(until) }).map((seconds) => new Date(seconds * 1000));
const shown = (all: Date[]) => all.map((moment) => moment.toISOString().replace('.000Z', 'Z'));

/** Moments in the hours around each change of the clocks of a zone in a span of years. */
function* changesOf(timeZone: string, from: number, until: number): Generator<Date> {
  const clock = (at: number) => Date.parse(`${localTime(new Date(at), timeZone).replace(' ', 'T')}Z`) - at;
  const DAY = 86_400_000;
  for (let at = second(from) * 1000; at < second(until) * 1000; at += DAY) {
    if (clock(at) === clock(at + DAY)) continue;
    let [low, high] = [at, at + DAY];
    while (high - low > 1000) {
      const middle = Math.floor((low + high) / 2000) * 1000;
      if (clock(middle) === clock(at)) low = middle;
      else high = middle;
    }
    yield new Date(high);
  }
}

describe('a local time', () => {
  it('is what Intl prints, whatever the hours before it', () => {
    const printed = (moment: Date, timeZone: string) =>
      new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'medium' })
        .format(moment)
        .padStart(19, '0');
    const around = (change: Date) => [-3_600_000, -1, 0, 1_500, 3_600_000].map((by) => new Date(change.getTime() + by));
    for (const timeZone of ['Europe/Lisbon', 'Australia/Lord_Howe', 'America/New_York', 'Africa/Monrovia'])
      for (const moment of [...changesOf(timeZone, 1969, 1974), ...changesOf(timeZone, 2023, 2025)].flatMap(around))
        expect([timeZone, moment, localTime(moment, timeZone)]).toEqual([timeZone, moment, printed(moment, timeZone)]);
    fc.assert(
      fc.property(fc.constantFrom(...ZONES), moments(1, 9999), fc.nat(999), (timeZone, second, milliseconds) => {
        const moment = new Date(second.getTime() + milliseconds);
        expect(localTime(moment, timeZone)).toBe(printed(moment, timeZone));
      }),
      { numRuns: 2_000 },
    );
  });

  it.each([
    ['Europe/Lisbon', '2024-10-27 01:30:00', ['2024-10-27T00:30:00Z', '2024-10-27T01:30:00Z']],
    ['Europe/Lisbon', '2024-10-27', ['2024-10-26T23:00:00Z']],
    ['America/New_York', '2024-11-03 01:59:59', ['2024-11-03T05:59:59Z', '2024-11-03T06:59:59Z']],
    ['America/New_York', '2024-11-03 02:00:00', ['2024-11-03T07:00:00Z']],
    ['Australia/Lord_Howe', '2024-04-07 01:45:00', ['2024-04-06T14:45:00Z', '2024-04-06T15:15:00Z']],
    ['America/Havana', '2024-11-03', ['2024-11-03T04:00:00Z', '2024-11-03T05:00:00Z']],
    ['Asia/Kolkata', '2024-01-01T00:00', ['2023-12-31T18:30:00Z']],
  ])('%s %s may be one moment or two', (timeZone, text, expected) => {
    expect(shown(momentsOf(text, timeZone))).toEqual(expected);
  });

  it.each([
    ['Europe/Lisbon', '2024-03-31 01:30:00', '2024-03-31 02:30:00'],
    ['America/New_York', '2024-03-10 02:30:00', '2024-03-10 03:30:00'],
    ['Australia/Lord_Howe', '2024-10-06 02:15:00', '2024-10-06 02:45:00'],
    ['Pacific/Apia', '2011-12-30 12:00:00', '2011-12-31 12:00:00'],
    ['Pacific/Kwajalein', '1993-08-21 12:00:00', '1993-08-22 12:00:00'],
    ['America/Sao_Paulo', '2018-11-04 00:00:00', '2018-11-04 01:00:00'],
  ])('%s %s was skipped, and is read as %s', (timeZone, text, meant) => {
    expect(momentsOf(text, timeZone).map((moment) => localTime(moment, timeZone))).toEqual([meant]);
  });

  it.each(['2024-02-30', '2024-01-01 24:00:00', '2024-01-01 12:60', 'yesterday', '', '0000-01-01'])(
    '%j is none',
    (text) => {
      expect(momentsOf(text, 'Europe/Berlin')).toEqual([]);
    },
  );

  it('at either end of the four-digit years is a moment in every zone', () => {
    for (const zone of ZONES) {
      for (const text of ['9999-12-31', '9999-12-31 23:59:59', '9999-12-31 00:00', '0001-01-01', '0001-01-01 23:59']) {
        const utc = Date.parse(`${text.slice(0, 10)}T${text.slice(11) || '00:00'}Z`);
        const found = momentsOf(text, zone);
        expect([zone, text, found.length]).toEqual([zone, text, 1]);
        expect(Math.abs(found[0]!.getTime() - utc)).toBeLessThan(16 * 3_600_000);
      }
    }
  });

  it('that clocks showed leads back to the moment, in every zone and in either form', () => {
    fc.assert(
      fc.property(fc.constantFrom(...ZONES), moments(1850, 2100), (zone, moment) => {
        const found = momentsOf(localTime(moment, zone), zone);
        expect(shown(found)).toContain(shown([moment])[0]);
        expect(found.map((one) => localTime(one, zone))).toEqual(found.map(() => localTime(moment, zone)));
        expect(momentFrom(zonedTime(moment, zone))).toEqual(moment);
      }),
      { seed: 7, numRuns: 3000 },
    );
  });

  it.each([
    'Europe/Lisbon',
    'Australia/Lord_Howe',
    'Pacific/Apia',
    'Pacific/Kwajalein',
    'Africa/Casablanca',
    'America/Havana',
    'America/Sao_Paulo',
    'Asia/Manila',
    'Africa/Monrovia',
    'Europe/Dublin',
  ])('leads back to the moment around every change of the clocks: %s', (zone) => {
    for (const change of changesOf(zone, 1960, 2030)) {
      for (const seconds of [-86_400, -5400, -3600, -1801, -1, 0, 1, 1799, 3599, 3600, 7200, 86_400]) {
        const moment = new Date(change.getTime() + seconds * 1000);
        expect([zone, shown([moment]), shown(momentsOf(localTime(moment, zone), zone))]).toEqual([
          zone,
          shown([moment]),
          expect.arrayContaining(shown([moment])),
        ]);
        expect(momentFrom(zonedTime(moment, zone))).toEqual(moment);
      }
    }
  });
});
