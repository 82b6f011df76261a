import { type Holder, planPlaces } from '../../src/customers/places.js';

const record = (id: number, value: string, more: Partial<Holder> = {}): Holder => ({ id, value, normal: value, isLocked: false, isBare: true, ...more });
const value = (text: string) => ({ text, normal: text });
const none = { rewritten: [], added: [], removed: [], pointers: {} };

describe('planPlaces', () => {
  it('does nothing for a value that is there', () => {
    expect(planPlaces('phone', [record(1, 'a')], { phone: 1 }, { phone: value('a') })).toEqual(none);
  });

  it('rewrites a record that two places share when both want the same', () => {
    const plan = planPlaces('phone', [record(1, 'a')], { phone: 1, mobile: 1 }, { phone: value('b'), mobile: value('b') });
    expect(plan).toMatchObject({ added: [], removed: [], pointers: {} });
    expect(new Set(plan.rewritten.map(({ id, value: { text } }) => `${id} ${text}`))).toEqual(new Set(['1 b']));
  });

  it('rewrites a shared record for one place when the other is emptied', () => {
    expect(planPlaces('phone', [record(1, 'a')], { phone: 1, mobile: 1 }, { phone: value('b'), mobile: null })).toMatchObject({
      rewritten: [{ id: 1, value: value('b') }], pointers: { mobile: null }, removed: [],
    });
  });

  it('leaves a shared record to the place that was not spoken of', () => {
    expect(planPlaces('phone', [record(1, 'a')], { phone: 1, mobile: 1 }, { phone: value('b') })).toMatchObject({
      rewritten: [], added: [{ value: value('b'), places: ['phone'] }], removed: [],
    });
  });

  it('makes one record for two places that want the same new value', () => {
    expect(planPlaces('phone', [], {}, { phone: value('b'), mobile: value('b') }).added).toEqual([{ value: value('b'), places: ['phone', 'mobile'] }]);
  });

  it('makes no twin of a new value that one place has a record for and the other has none', () => {
    expect(planPlaces('phone', [record(1, 'a')], { mobile: 1 }, { phone: value('b'), mobile: value('b') })).toMatchObject({
      rewritten: [{ id: 1, value: value('b') }], added: [], pointers: { phone: 1 },
    });
  });

  it('lets a record move to another place before its value could be overwritten', () => {
    expect(planPlaces('phone', [record(1, 'a'), record(2, 'b')], { phone: 1, mobile: 2 }, { phone: value('c'), mobile: value('a') })).toMatchObject({
      rewritten: [], added: [{ value: value('c'), places: ['phone'] }], pointers: { mobile: 1 }, removed: [2],
    });
  });

  it('keeps the spelling of a record that another place shows too', () => {
    const one = record(1, '212-555', { normal: '+1212555' });
    expect(planPlaces('phone', [one], { phone: 1, fax: 1 }, { phone: { text: '+1212555', normal: '+1212555' } })).toEqual(none);
  });

  it('swaps two places without touching a record', () => {
    expect(planPlaces('phone', [record(1, 'a'), record(2, 'b')], { phone: 1, mobile: 2 }, { phone: value('b'), mobile: value('a') })).toEqual({ ...none, pointers: { phone: 2, mobile: 1 } });
  });

  it('removes a record that lost its place, unless more is known about it', () => {
    const records = [record(1, 'a'), record(2, 'b', { isBare: false })];
    expect(planPlaces('phone', records, { phone: 1, mobile: 2 }, { phone: null, mobile: null }).removed).toEqual([1]);
  });

  it('keeps for a contact person what a place shows of theirs', () => {
    const held = { email: 1, 'person 7': 1 } as const;
    expect(planPlaces('email', [record(1, 'a')], held, { email: value('b') })).toMatchObject({ rewritten: [], added: [{ value: value('b'), places: ['email'] }], removed: [] });
    expect(planPlaces('email', [record(1, 'a')], held, { email: null })).toEqual({ ...none, pointers: { email: null } });
  });

  it.each([null, value('b')])('refuses to take a locked record out of its place (%j)', (wanted) => {
    expect(() => planPlaces('phone', [record(1, 'a', { isLocked: true })], { phone: 1 }, { phone: wanted })).toThrow('locked');
  });

  it('keeps the spelling of a locked record', () => {
    expect(planPlaces('email', [record(1, 'A@b.co', { normal: 'a@b.co', isLocked: true })], { email: 1 }, { email: { text: 'a@b.co', normal: 'a@b.co' } })).toEqual(none);
  });
});
