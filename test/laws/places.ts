import type { View } from './arbitraries.js';
import type { Entry, Picture, Row, Side } from './side.js';
import { type Countries, emailOf, phoneOf, TENANT_COUNTRY, type Value } from './values.js';

/**
 * The rules of `docs/record.md` for emails and phones: flat writes never delete a record that another contract made, a
 * value that a record has already moves to the new place instead of being written twice, and a number with an extension
 * is a line of its own.
 */
export const PLACES = ['email', 'phone', 'mobile', 'fax'] as const;
export type Place = (typeof PLACES)[number];
export const KINDS = ['emails', 'phones'] as const;
export type List = (typeof KINDS)[number];

export const placesOf = (list: List) => PLACES.filter((place) => listOf(place) === list);
export const listOf = (place: Place): List => (place === 'email' ? 'emails' : 'phones');

export const idIn = (record: View | undefined): number | undefined =>
  record && (record['email_id'] ?? record['phone_id']);
export const textIn = (record: View) => (record['email'] ?? record['phone']) as string;

export const recordsOf = ({ id }: Side, { readings }: Picture, list: List): View[] =>
  readings.contacts.get(id)![list] as View[];

/** The record that holds a place. */
export const holderOf = (side: Side, picture: Picture, place: Place): View | undefined =>
  recordOf(side, picture, place, picture.rows.get(side.id)![place]);

export const recordOf = (side: Side, picture: Picture, place: Place, id: number | null): View | undefined =>
  recordsOf(side, picture, listOf(place)).find((record) => idIn(record) === id);

/** The countries in which the customer's numbers are read. */
export const countriesOf = ({ id }: Side, { readings }: Picture): Countries => [
  readings.erp.get(id)!['country_iso'] as string | null,
  TENANT_COUNTRY,
];

export const valueOf = (record: View, countries: Countries): Value =>
  record['email'] === undefined ? phoneOf(record['phone'], countries, record['extension']) : emailOf(record['email']);

const spelledValue = (place: Place, text: string, countries: Countries) =>
  place === 'email' ? emailOf(text) : phoneOf(text, countries);

/** The places that flat words, or words of the main contact, write: a text as sent, or null for an empty place. */
export type Wrote = ReadonlyMap<Place, string | null>;

export interface PlaceWrite {
  wrote: Wrote;
  /** The places that a write moves: those that it names, and those into which a new main contact brings a record. */
  moves: readonly Place[];
}

/** The record that a new main contact had before, by its place. */
export function broughtRecord(side: Side, before: Picture, after: Picture, place: Place): View | undefined {
  const main = newMain(side, before, after);
  const own = main === null ? undefined : before.persons.get(main);
  return own && (place === 'email' || place === 'phone') ? recordOf(side, before, place, own[place]) : undefined;
}

const newMain = ({ id }: Side, before: Picture, after: Picture): number | null => {
  const [was, is] = [before, after].map(({ rows }) => rows.get(id)!.main);
  return is !== was ? is! : null;
};

/** Does the customer get a main contact? Then the record that leaves the place stays as it is. */
const isTaken = (side: Side, before: Picture, after: Picture, place: Place) =>
  (place === 'email' || place === 'phone') && newMain(side, before, after) !== null;

const isAPersons = (picture: Picture, list: List, id: number) =>
  [...picture.persons.values()].some((own) => own[list === 'emails' ? 'email' : 'phone'] === id);

/** Has the record nothing but its value? */
export const isBare = ({ name, role, notes, is_locked, is_for_invoicing, is_whatsapp }: View) =>
  [name, role, notes].every((text) => text === null) && !is_locked && !(is_for_invoicing ?? is_whatsapp);

/** May a word of a record change by a flat write, or by a write of the main contact? */
export function mayRecordChange(
  side: Side,
  { wrote, moves }: PlaceWrite,
  { path }: Entry,
  before: Picture,
  after: Picture,
): boolean {
  const [, name, digits, word] = /^(emails|phones)\[(\d+)\]\.(\w+)$/.exec(path)!;
  const list = name as List;
  const id = Number(digits);
  const [was, is] = [before, after].map((picture) =>
    recordsOf(side, picture, list).find((record) => idIn(record) === id),
  );
  const holds = ({ rows }: Picture, places = moves) =>
    placesOf(list).filter((place) => places.includes(place) && rows.get(side.id)![place] === id);
  const brought = moves.filter(
    (place) => idIn(broughtRecord(side, before, after, place)) === id && listOf(place) === list,
  );
  if (is && (word === 'is_primary' || word === 'place')) return holds(before).length > 0 || holds(after).length > 0;
  // Flat writes create a record with nothing but its value.
  if (!was) return holds(after).some((place) => typeof wrote.get(place) === 'string') && isBare(is!);
  const isFree =
    !was['is_locked'] &&
    !isAPersons(after, list, id) &&
    !(holds(before).length === 0 && isAPersons(before, list, id) && brought.length === 0);
  // A record is deleted only if flat writes alone made it and the write clears its place.
  if (!is)
    return (
      isFree &&
      side.flatMade.has(`${list} ${id}`) &&
      isBare(was) &&
      [...holds(before), ...brought].some((place) => wrote.get(place) === null)
    );
  if (!isFree || !['email', 'phone', 'extension'].includes(word!)) return false;
  const countries = countriesOf(side, after);
  const [old, now] = [was, is].map((record) => valueOf(record, countries)) as [Value, Value];
  const inPlace = [...holds(before).filter((place) => !isTaken(side, before, after, place)), ...brought].some(
    (place) => holds(after).includes(place) && typeof wrote.get(place) === 'string',
  );
  // Another spelling of an equal value.
  if (word !== 'extension' && old.key === now.key)
    return holds(after).some((place) => typeof wrote.get(place) === 'string');
  // A number may get an extension; a line that has an extension never gets another number.
  return inPlace && old.extension === null && (now.extension === null || now.number === old.number);
}

/** The expected records in the places that were written. */
export function assertPlaces(side: Side, { wrote }: PlaceWrite, before: Picture, after: Picture): void {
  const countries = countriesOf(side, after);
  for (const [place, sent] of wrote) {
    const list = listOf(place);
    const records = recordsOf(side, before, list);
    const held = after.rows.get(side.id)![place];
    if (sent === null) {
      expect({ place, held }).toEqual({ place, held: null });
      continue;
    }
    const former = broughtRecord(side, before, after, place) ?? holderOf(side, before, place);
    const twins = assertPointer(place, sent, former, holderOf(side, after, place), records, countries);
    if (twins === undefined) continue;
    const value = spelledValue(place, sent, countries);
    const others = [...wrote].filter(([other]) => other !== place && listOf(other) === list);
    const isAlone = others.length === 0;
    // The record that leaves the place stays as it is.
    if (isAlone && former && idIn(former) !== held)
      expect(contentOf(recordsOf(side, after, list).find((record) => idIn(record) === idIn(former)))).toEqual(
        contentOf(former),
      );
    if (isAlone && former && twins.length === 0 && isFreeFor(side, before, after, place, former, value, countries))
      expect({ place, held }).toEqual({ place, held: idIn(former) });
  }
}

/**
 * Checks the record in a place, or of a person, after a value was written there: it is the record that had the value
 * already, if there was one. Returns these records; undefined if the value was shown before, as then nothing changes.
 */
export function assertPointer(
  pointer: string,
  sent: string,
  former: View | undefined,
  holder: View | undefined,
  records: readonly View[],
  countries: Countries,
): (number | undefined)[] | undefined {
  const value = spelledValue(pointer === 'email' ? 'email' : 'phone', sent, countries);
  const shown = holder && valueOf(holder, countries);
  // A line with an extension stays when its number is written without one.
  const keepsLine = former !== undefined && idIn(former) === idIn(holder) && value.extension === null;
  expect({ pointer, number: shown?.number, extension: keepsLine ? value.extension : shown?.extension }).toEqual({
    pointer,
    number: value.number,
    extension: value.extension,
  });
  if (keepsLine && textIn(former) === value.shown) return undefined;
  const twins = records.filter((record) => valueOf(record, countries).key === value.key).map(idIn);
  if (twins.length > 0)
    expect({
      pointer,
      value: value.key,
      holder: twins.includes(idIn(holder)) ? 'one of them' : idIn(holder),
      twins,
    }).toEqual({ pointer, value: value.key, holder: 'one of them', twins });
  return twins;
}

/** A record takes the spelling that is written, unless it is locked, or also shown where the writer does not write. */
export function assertSpelling(side: Side, { wrote }: PlaceWrite, before: Picture, after: Picture): void {
  const countries = countriesOf(side, after);
  for (const [place, sent] of wrote) {
    const holder = holderOf(side, after, place);
    if (sent === null || !holder || holder['is_locked']) continue;
    const isAlone = PLACES.every(
      (other) => other === place || [before, after].every(({ rows }) => rows.get(side.id)![other] !== idIn(holder)),
    );
    const isShared = [before, after].some((picture) => isAPersons(picture, listOf(place), idIn(holder)!));
    if (isAlone && !isShared)
      expect({ place, shown: textIn(holder) }).toEqual({ place, shown: spelledValue(place, sent, countries).shown });
  }
}

/** May the record in the place take the value? If so, no new record is created. */
function isFreeFor(
  side: Side,
  before: Picture,
  after: Picture,
  place: Place,
  record: View,
  value: Value,
  countries: Countries,
): boolean {
  const id = idIn(record)!;
  const { number, extension } = valueOf(record, countries);
  const isKept =
    PLACES.some(
      (other) => other !== place && listOf(other) === listOf(place) && before.rows.get(side.id)![other] === id,
    ) || isAPersons(after, listOf(place), id);
  return (
    !record['is_locked'] &&
    !isKept &&
    extension === null &&
    (value.extension === null || value.number === number) &&
    (!isTaken(side, before, after, place) || broughtRecord(side, before, after, place) !== undefined)
  );
}

/** A record without the words that name its place. */
const contentOf = (record: View | undefined) =>
  record && Object.fromEntries(Object.entries(record).filter(([word]) => word !== 'is_primary' && word !== 'place'));

/** Lines keep their number and extension, except the written record `own`. Only lines of flat writes may be deleted. */
export function assertLinesStay(side: Side, before: Picture, after: Picture, own?: number): void {
  const countries = countriesOf(side, after);
  const now = new Map(recordsOf(side, after, 'phones').map((record) => [idIn(record), record]));
  for (const record of recordsOf(side, before, 'phones')) {
    const id = idIn(record)!;
    if (record['extension'] === null || id === own) continue;
    const is = now.get(id);
    expect({ id, line: is && valueOf(is, countries).key }).toEqual({
      id,
      line: side.flatMade.has(`phones ${id}`) && !is ? undefined : valueOf(record, countries).key,
    });
  }
}

const CONTENT = {
  emails: ['email', 'name', 'role', 'notes', 'is_for_invoicing', 'is_locked'],
  phones: ['phone', 'extension', 'name', 'role', 'notes', 'is_whatsapp', 'is_locked'],
};
const VALUES = ['email', 'phone', 'extension'];

/** Remembers the records that only flat writes made and changed. */
export function track(side: Side, before: Picture, after: Picture, isOwner: boolean): void {
  for (const list of KINDS) {
    const was = new Map(recordsOf(side, before, list).map((record) => [idIn(record), record]));
    for (const record of recordsOf(side, after, list)) {
      const id = idIn(record)!;
      const old = was.get(id);
      const name = `${list} ${id}`;
      if (!old) {
        if (!isOwner) side.flatMade.add(name);
        continue;
      }
      const changed = CONTENT[list].filter((word) => old[word] !== record[word]);
      const isPointedAt =
        isOwner &&
        pointersAt(side, after, list, id).some((pointer) => !pointersAt(side, before, list, id).includes(pointer));
      // Flat writes change only values.
      if (isPointedAt || changed.some((word) => isOwner || !VALUES.includes(word))) side.flatMade.delete(name);
    }
  }
}

const pointersAt = (side: Side, { rows, persons }: Picture, list: List, id: number): string[] => [
  ...placesOf(list).filter((place) => rows.get(side.id)![place] === id),
  ...[...persons]
    .filter(([, own]) => own[list === 'emails' ? 'email' : 'phone'] === id)
    .map(([person]) => `person ${person}`),
];

/** Places after a write of contacts: it moves only the places that it names for its record. */
export function pointersAfter(row: Row, list: List, id: number, said: { gone?: boolean; place?: Place | null }): Row {
  const places = placesOf(list);
  const next = { ...row };
  if (said.gone || said.place !== undefined)
    for (const place of places) if (next[place] === id && (said.gone || place !== said.place)) next[place] = null;
  if (said.place) next[said.place] = id;
  return next;
}
