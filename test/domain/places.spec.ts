import { type Candidate, planPlaces, type Value } from '../../src/customers/place-plan.js';

const value = (text: string, normal = text): Value => ({
  text,
  written: text,
  normal,
  number: normal,
  extension: null,
});
const stored = (text: string, normal = text) => ({ text, normal, number: normal, extension: null });
const record = (id: number, text: string, more: Partial<Candidate> = {}): Candidate => ({
  id,
  ...stored(text, more.normal),
  isLocked: false,
  isDisposable: true,
  ...more,
});
/** A number with an extension. */
const line = (number: string, extension: string): Value => ({
  text: number,
  written: `${number} ext. ${extension}`,
  number,
  extension,
  normal: `${number};ext=${extension}`,
});
const extended = (id: number, number: string, extension: string, more: Partial<Candidate> = {}): Candidate => {
  const { written: _, ...rest } = line(number, extension);
  return { id, ...rest, isLocked: false, isDisposable: true, ...more };
};
const none = { rewritten: [], added: [], removed: [], pointers: {} };

describe('planPlaces', () => {
  it('does nothing for a value that is there', () => {
    expect(planPlaces('phone', [record(1, 'a')], { phone: 1 }, { phone: value('a') })).toEqual(none);
  });

  it('rewrites a record that two places share when both want the same', () => {
    const plan = planPlaces(
      'phone',
      [record(1, 'a')],
      { phone: 1, mobile: 1 },
      { phone: value('b'), mobile: value('b') },
    );
    expect(plan).toMatchObject({ added: [], removed: [], pointers: {} });
    expect(new Set(plan.rewritten.map(({ id, value: { text } }) => `${id} ${text}`))).toEqual(new Set(['1 b']));
  });

  it('rewrites a shared record for one place when the other is emptied', () => {
    expect(
      planPlaces('phone', [record(1, 'a')], { phone: 1, mobile: 1 }, { phone: value('b'), mobile: null }),
    ).toMatchObject({
      rewritten: [{ id: 1, value: stored('b') }],
      pointers: { mobile: null },
      removed: [],
    });
  });

  it('leaves a shared record to the place that the request does not mention', () => {
    expect(planPlaces('phone', [record(1, 'a')], { phone: 1, mobile: 1 }, { phone: value('b') })).toMatchObject({
      rewritten: [],
      added: [{ value: value('b'), pointers: ['phone'] }],
      removed: [],
    });
  });

  it('makes one record for two places that want the same new value', () => {
    expect(planPlaces('phone', [], {}, { phone: value('b'), mobile: value('b') }).added).toEqual([
      { value: value('b'), pointers: ['phone', 'mobile'] },
    ]);
  });

  it('makes no duplicate of a new value if only one of two places has a record', () => {
    expect(
      planPlaces('phone', [record(1, 'a')], { mobile: 1 }, { phone: value('b'), mobile: value('b') }),
    ).toMatchObject({
      rewritten: [{ id: 1, value: stored('b') }],
      added: [],
      pointers: { phone: 1 },
    });
  });

  it('lets a record move to another place before its value could be overwritten', () => {
    expect(
      planPlaces(
        'phone',
        [record(1, 'a'), record(2, 'b')],
        { phone: 1, mobile: 2 },
        { phone: value('c'), mobile: value('a') },
      ),
    ).toMatchObject({
      rewritten: [],
      added: [{ value: value('c'), pointers: ['phone'] }],
      pointers: { mobile: 1 },
      removed: [],
    });
  });

  it('keeps the spelling of a record that another place shows too', () => {
    const one = record(1, '212-555', { normal: '+1212555' });
    expect(planPlaces('phone', [one], { phone: 1, fax: 1 }, { phone: value('+1212555') })).toEqual(none);
    expect(
      planPlaces('phone', [one], { phone: 1, mobile: 1 }, { mobile: value('+1212555') }, { shows: ['phone', 'mobile'] })
        .rewritten,
    ).toHaveLength(1);
  });

  it('swaps two places without touching a record', () => {
    expect(
      planPlaces(
        'phone',
        [record(1, 'a'), record(2, 'b')],
        { phone: 1, mobile: 2 },
        { phone: value('b'), mobile: value('a') },
      ),
    ).toEqual({ ...none, pointers: { phone: 2, mobile: 1 } });
  });

  it('removes a record that lost its place, unless more is known about it', () => {
    const records = [record(1, 'a'), record(2, 'b', { isDisposable: false })];
    expect(planPlaces('phone', records, { phone: 1, mobile: 2 }, { phone: null, mobile: null }).removed).toEqual([1]);
  });

  it('keeps a record that a contact person shows when it loses its place', () => {
    const pointers = { email: 1, 'person 7': 1 } as const;
    expect(planPlaces('email', [record(1, 'a')], pointers, { email: value('b') })).toMatchObject({
      rewritten: [],
      added: [{ value: value('b'), pointers: ['email'] }],
      removed: [],
    });
    expect(planPlaces('email', [record(1, 'a')], pointers, { email: null })).toEqual({
      ...none,
      pointers: { email: null },
    });
  });

  it.each([null, value('b')])('refuses to take a locked record out of its place (%j)', (wanted) => {
    expect(() => planPlaces('phone', [record(1, 'a', { isLocked: true })], { phone: 1 }, { phone: wanted })).toThrow(
      'locked',
    );
  });

  it('keeps the spelling of a locked record', () => {
    expect(
      planPlaces(
        'email',
        [record(1, 'A@b.co', { normal: 'a@b.co', isLocked: true })],
        { email: 1 },
        { email: value('a@b.co') },
      ),
    ).toEqual(none);
  });

  it('keeps a record that loses its place to another value', () => {
    expect(planPlaces('email', [record(1, 'a'), record(2, 'b')], { email: 1 }, { email: value('b') })).toEqual({
      ...none,
      pointers: { email: 2 },
    });
  });

  it('gives a record that takes a place the written spelling, unless it is locked or another place shows it', () => {
    const two = record(2, 'B', { normal: 'b' });
    expect(planPlaces('email', [record(1, 'a'), two], { email: 1 }, { email: value('b') }).rewritten).toEqual([
      { id: 2, value: stored('b') },
    ]);
    expect(
      planPlaces('email', [record(1, 'a'), { ...two, isLocked: true }], { email: 1 }, { email: value('b') }).rewritten,
    ).toEqual([]);
    expect(
      planPlaces('email', [record(1, 'a'), two], { email: 1, 'person 7': 2 }, { email: value('b') }).rewritten,
    ).toEqual([]);
  });

  it.each<[string, Candidate[], Value, object]>([
    [
      'another number leaves a record with an extension',
      [extended(1, 'n', '5')],
      value('m'),
      { rewritten: [], added: [{ value: value('m'), pointers: ['phone'] }], removed: [] },
    ],
    ['the number that is shown changes nothing', [extended(1, 'n', '5'), record(2, 'n')], value('n'), none],
    [
      'another spelling of the number keeps the extension',
      [extended(1, 'n', '5')],
      value('N', 'n'),
      {
        rewritten: [{ id: 1, value: { text: 'N', number: 'n', extension: '5', normal: 'n;ext=5' } }],
        added: [],
        pointers: {},
      },
    ],
    [
      'another spelling of the number finds a record without an extension',
      [extended(1, 'n', '5'), record(2, 'n')],
      value('N', 'n'),
      { added: [], pointers: { phone: 2 } },
    ],
    [
      'an extension is added to its number',
      [record(1, 'n')],
      line('n', '5'),
      {
        rewritten: [{ id: 1, value: { text: 'n', number: 'n', extension: '5', normal: 'n;ext=5' } }],
        added: [],
        pointers: {},
      },
    ],
    [
      'an extension is not added to another number',
      [record(1, 'm')],
      line('n', '5'),
      { rewritten: [], added: [{ value: line('n', '5'), pointers: ['phone'] }], removed: [] },
    ],
    [
      'an extension does not replace another one',
      [extended(1, 'n', '4')],
      line('n', '5'),
      { rewritten: [], added: [{ value: line('n', '5'), pointers: ['phone'] }], removed: [] },
    ],
    [
      'a record with number and extension takes the place',
      [record(1, 'm'), extended(2, 'n', '5')],
      line('n', '5'),
      { rewritten: [], added: [], pointers: { phone: 2 } },
    ],
  ])('phones: %s', (_, records, wanted, plan) => {
    expect(planPlaces('phone', records, { phone: 1 }, { phone: wanted })).toMatchObject(plan);
  });

  it('brings the value of a new main contact as a record of its own', () => {
    const brought = ['email'];
    expect(planPlaces('email', [record(1, 'a')], { email: 1 }, { email: value('b') }, { brought })).toMatchObject({
      rewritten: [],
      added: [{ value: value('b') }],
      removed: [],
    });
    expect(planPlaces('email', [record(1, 'a')], { email: 1 }, { email: value('a') }, { brought })).toEqual(none);
    expect(() =>
      planPlaces('email', [record(1, 'a', { isLocked: true })], { email: 1 }, { email: value('b') }, { brought }),
    ).toThrow('locked');
  });
});
