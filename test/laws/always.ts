import type { View } from './arbitraries.js';
import { holderOf, idIn, PLACES, recordsOf, textIn } from './places.js';
import { CONTRACT_NAMES, type Picture, POINTERS, type Side } from './side.js';
import { isSeen } from './texts.js';

/** Invariants of the record: they hold after every write. */
export function assertClean(side: Side, picture: Picture): void {
  const { readings } = picture;
  // A text without a visible character is stored as null, and every text is in NFC. Printed addresses may be empty.
  const unclean = CONTRACT_NAMES.flatMap((contract) =>
    textsIn(readings[contract].get(side.id)!)
      .filter(
        ([path, text]) => !(isSeen(text) || /(_block|formatted\w+)$/.test(path)) || text !== text.normalize('NFC'),
      )
      .map(([path, text]) => ({ contract, path, text })),
  );
  expect(unclean).toEqual([]);
  // The flat words show the records that hold the places, and the contacts contract says which records those are.
  const flat = {
    email: [
      readings.billing.get(side.id)!['superuser_email'],
      readings.clients.get(side.id)!['email'],
      readings.erp.get(side.id)!['email'],
      readings.accounting.get(side.id)!['email'],
      readings.clientela.get(side.id)!['email'],
    ],
    phone: [
      readings.billing.get(side.id)!['superuser_phone'],
      readings.clients.get(side.id)!['phone'],
      readings.erp.get(side.id)!['phone'],
      readings.accounting.get(side.id)!['workPhone'],
      readings.clientela.get(side.id)!['phone'],
    ],
    mobile: [
      readings.clients.get(side.id)!['mobile'],
      readings.erp.get(side.id)!['mobile'],
      readings.accounting.get(side.id)!['personalPhone'],
      readings.clientela.get(side.id)!['mobile'],
    ],
    fax: [readings.erp.get(side.id)!['fax'], readings.clientela.get(side.id)!['fax']],
  };
  for (const place of PLACES) {
    const holder = holderOf(side, picture, place);
    const text = holder ? textIn(holder) : null;
    expect({ place, shown: [...new Set(flat[place])] }).toEqual({ place, shown: [text] });
  }
  const shown = readings.clientela.get(side.id)!;
  const row = picture.rows.get(side.id)!;
  for (const [word, column] of Object.entries(POINTERS))
    if (column)
      expect({ word, id: shown[word] }).toEqual({ word, id: row[column] === null ? null : String(row[column]) });
  const { email, phone, mobile, fax } = picture.rows.get(side.id)!;
  const first = (id: number | undefined) =>
    id === phone ? 'main' : id === mobile ? 'mobile' : id === fax ? 'fax' : null;
  expect(recordsOf(side, picture, 'emails').map((record) => [idIn(record), record['is_primary']])).toEqual(
    recordsOf(side, picture, 'emails').map((record) => [idIn(record), idIn(record) === email]),
  );
  expect(recordsOf(side, picture, 'phones').map((record) => [idIn(record), record['place']])).toEqual(
    recordsOf(side, picture, 'phones').map((record) => [idIn(record), first(idIn(record))]),
  );
  const defaults = namesOf(side, picture).filter((name) => name['is_default']);
  expect(defaults.filter((name) => !name['is_active'])).toEqual([]);
  expect(defaults.length).toBeLessThan(2);
}

export const namesOf = ({ id }: Side, { readings }: Picture): View[] =>
  readings.contacts.get(id)!['company_names'] as View[];

/** Remembers what later steps refer to. */
export function remember(side: Side, picture: Picture): void {
  const person = picture.rows.get(side.id)!.main;
  if (person) side.persons.add(person);
  side.parentNow = picture.readings.billing.get(side.id)!['parent_customer_id'] as number | null;
  side.values = {
    email: recordsOf(side, picture, 'emails').map(textIn),
    phone: recordsOf(side, picture, 'phones').map(textIn),
  };
  side.own = Object.fromEntries(
    PLACES.flatMap((place) => {
      const holder = holderOf(side, picture, place);
      return holder ? [[place, textIn(holder)]] : [];
    }),
  );
  side.wasNamed ||= namesOf(side, picture).some((name) => name['is_active']);
}

function textsIn(value: unknown, path = ''): [path: string, text: string][] {
  if (typeof value === 'string') return [[path, value]];
  return typeof value === 'object' && value !== null
    ? Object.entries(value).flatMap(([key, inner]) => textsIn(inner, path ? `${path}.${key}` : key))
    : [];
}
