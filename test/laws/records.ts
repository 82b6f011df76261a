import fc, { type Arbitrary } from 'fast-check';
import { MISSING_ID } from '../factories/customer.js';
import { namesOf } from './always.js';
import { poisonOf, type Refinements, type View, viewOf } from './arbitraries.js';
import { type Face, fieldsOf, marked, type Outcome, schema, type Step, vocabularyOf } from './face.js';
import { touches } from './flat.js';
import * as normal from './normal.js';
import {
  assertLinesStay,
  countriesOf,
  holderOf,
  type List,
  type Place,
  placesOf,
  pointersAfter,
  valueOf,
} from './places.js';
import { accepted, type Entry, isStamp, type Picture, pictureOf, type Side } from './side.js';
import { email, emailOf, extension, phone } from './values.js';

/** The kinds of records in the contacts contract. */
export type Kind = 'emails' | 'phones' | 'company-names';

interface Records {
  /** The key of these records in the reading of a customer. */
  key: string;
  id: string;
  create: string;
  update: string;
  refinements: Refinements;
}

const RECORDS: Record<Kind, Records> = {
  emails: {
    key: 'emails',
    id: 'email_id',
    create: 'CreateEmailInput',
    update: 'UpdateEmailInput',
    refinements: { email },
  },
  phones: {
    key: 'phones',
    id: 'phone_id',
    create: 'CreatePhoneInput',
    update: 'UpdatePhoneInput',
    refinements: { phone, extension },
  },
  'company-names': {
    key: 'company_names',
    id: 'company_name_id',
    create: 'CreateCompanyNameInput',
    update: 'UpdateCompanyNameInput',
    refinements: {},
  },
};
const KINDS = Object.keys(RECORDS) as Kind[];

const vocabulary = vocabularyOf('contacts');
const of = (name: string) => schema(vocabulary, name);
const view = (name: string, kind?: Kind, whole = false) =>
  viewOf(of(name), vocabulary.schemas, kind && RECORDS[kind].refinements, whole);

/** New records of each kind, with all of their keys or with a value only. */
export const newRecord = (kind: Kind): Arbitrary<View> =>
  fc.oneof(view(RECORDS[kind].create, kind, true).map(ordinary), plainRecord(kind));
const plainRecord = (kind: Kind): Arbitrary<View> =>
  kind === 'emails'
    ? fc.record({ email: email(254) })
    : kind === 'phones'
      ? fc.record({ phone: phone(60) })
      : fc.record({ name: fc.constantFrom('Acme', 'Acme Ltd.'), is_active: fc.boolean() });
/** A record without a place: flat writes fill the places of a new customer. */
const ordinary = ({ is_primary: _, place: __, ...rest }: View): View => rest;

/** Adds a record, unless the customer has the value already. */
export async function addRecord(side: Side, kind: Kind, sent: View): Promise<void> {
  const { status } = await side.speak.contacts.post(
    `/customers/${side.id}/${kind}`,
    consistent(marking(side, kind, sent)),
  );
  expect([201, 409]).toContain(status);
}

export async function toggleLock(side: Side, kind: Kind, id: number): Promise<void> {
  await accepted(side.speak.contacts.post(`/customers/${side.id}/${kind}/${id}/toggle-lock`));
}

const step = (kind: string, what: Kind, views: Arbitrary<View>) =>
  fc.tuple(views, fc.nat(9)).map(([view, at]): Step => ({ kind, what, view, at }));

const refusing = KINDS.flatMap((kind) => {
  const { create, update } = RECORDS[kind];
  const poison = (schemaName: string, name: string) =>
    fc
      .tuple(
        view(schemaName, kind),
        poisonOf(of(schemaName), vocabulary.schemas, (key) => key === 'phone'),
        fc.nat(9),
      )
      .map(([given, [key, bad], at]): Step => ({ kind: name, what: kind, at, view: { ...given, [key]: bad } }));
  return [
    { weight: 3, arbitrary: poison(update, 'change') },
    { weight: 1, arbitrary: poison(create, 'add') },
    { weight: 1, arbitrary: step('stranger', kind, view(update, kind)) },
    ...(kind === 'phones'
      ? [
          {
            weight: 1,
            arbitrary: step(
              'change',
              kind,
              view(update, kind).map((given) => ({ ...given, extension: 'none' })),
            ),
          },
        ]
      : []),
    ...(kind === 'company-names'
      ? [
          { weight: 2, arbitrary: step('idle-default', kind, view(create, kind)) },
          { weight: 1, arbitrary: step('flip', kind, fc.constant({})) },
        ]
      : [
          { weight: 2, arbitrary: step('twin', kind, view(create, kind)) },
          { weight: 6, arbitrary: step('locked', kind, view(create, kind)) },
        ]),
  ];
});

export const recordsFace: Face = {
  contract: 'contacts',
  writes: fc.oneof(
    ...KINDS.flatMap((kind) => [
      { weight: 6, arbitrary: step('change', kind, view(RECORDS[kind].update, kind)) },
      { weight: 2, arbitrary: step('add', kind, view(RECORDS[kind].create, kind)) },
      { weight: kind === 'company-names' ? 1 : 3, arbitrary: step('delete', kind, fc.constant({})) },
    ]),
    ...(['emails', 'phones'] as const).map((kind) => ({
      weight: 1,
      arbitrary: step('toggle-lock', kind, fc.constant({})),
    })),
    { weight: 1, arbitrary: step('set-default', 'company-names', fc.constant({})) },
    { weight: 3, arbitrary: step('toggle-active', 'company-names', fc.record({ is_active: fc.boolean() })) },
    { weight: 2, arbitrary: step('toggle-active', 'company-names', fc.constant({ is_active: true })) },
    { weight: 2, arbitrary: step('add', 'company-names', plainRecord('company-names')) },
    { weight: 2, arbitrary: step('change', 'company-names', fc.record({ is_default: fc.boolean() })) },
    { weight: 2, arbitrary: view('CreateCustomerInput').map((given): Step => ({ kind: 'create', view: given })) },
  ),

  async perform(side, { kind, what, view: given, at }, before) {
    if (kind === 'create') return performCreate(side, given);
    const { key, id } = RECORDS[what as Kind];
    const records = before.readings.contacts.get(side.id)![key] as View[];
    const free = records
      .filter((record) => !record['is_locked'] || kind === 'toggle-lock')
      .filter((record) => kind !== 'set-default' || record['is_active']);
    const record = free[at % free.length];
    // If there is no record to change, the step adds one.
    if (kind === 'add' || !record)
      return performAdd(
        side,
        what as Kind,
        kind === 'add' ? given : { email: 'one@example.com', phone: '+16465551111', name: 'One' },
        before,
      );
    const path = `${key}[${record[id]}]`;
    const url = `/customers/${side.id}/${what}/${record[id]}`;
    const outcome = { customer: side.id, expected: {} };
    switch (kind) {
      case 'change': {
        const sent = fresh(
          side,
          what,
          records.filter((other) => other !== record),
          placeable(side, what, consistent(marking(side, what, given), record), before),
          before,
          record,
        );
        const answer = await side.speak.contacts.put(url, sent);
        // `assertDefault` checks which name is the default.
        const { is_default: _, ...expected } = normal.contacts[what as Kind](sent, record, countriesOf(side, before));
        // The answer shows the fields that were sent, with their new values.
        if (answer.status === 200) expect(answer.body).toMatchObject(pick(expected, Object.keys(sent)));
        // The number may end with an extension.
        const fields = fieldsOf(vocabulary, within(key, { ...sent, ...expected }));
        return {
          ...outcome,
          answer,
          expected: prefixed(path, expected),
          mayChange: (entry, after) => changesRecord(entry, path, fields, before, after, what, record[id] as number),
          also: also(side, what, record, sent, before),
        };
      }
      case 'delete':
        return {
          ...outcome,
          answer: await side.speak.contacts.delete(url),
          mayChange: (entry, after) =>
            entry.path.startsWith(`${path}.`) || showsPlace(entry, what, before, after, record[id] as number),
          also: also(side, what, record, undefined, before),
        };
      case 'toggle-lock': {
        const answer = await side.speak.contacts.post(`${url}/toggle-lock`);
        return {
          ...outcome,
          answer,
          expected: { [`${path}.is_locked`]: !record['is_locked'] },
          mayChange: ({ path: changed, word }) => changed === `${path}.is_locked` || isStamp(word),
          also: also(side, what, record, {}, before),
        };
      }
      default: {
        const sent = kind === 'set-default' ? { is_default: true } : given;
        const answer = await side.speak.contacts.post(`${url}/${kind}`, kind === 'set-default' ? undefined : sent);
        const fields = fieldsOf(vocabulary, within(key, sent));
        return {
          ...outcome,
          answer,
          expected: prefixed(path, sent),
          mayChange: (entry, after) => changesRecord(entry, path, fields, before, after, what, record[id] as number),
          also: also(side, what, record, sent, before),
        };
      }
    }
  },

  refusals: fc.oneof(...refusing, {
    weight: 2,
    arbitrary: fc
      .tuple(
        view('CreateCustomerInput'),
        poisonOf(of('CreateCustomerInput'), vocabulary.schemas, () => false),
      )
      .map(([given, [name, bad]]): Step => ({ kind: 'create', view: { ...given, [name]: bad } })),
  }),

  async refuse(side, other, { kind, what, view: given, at }, before) {
    if (kind === 'create') return { answer: await side.speak.contacts.post('/customers/create', given), before };
    const { key, id } = RECORDS[what as Kind];
    const base = `/customers/${side.id}/${what}`;
    let picture = before;
    const some = async () => {
      const records = picture.readings.contacts.get(side.id)![key] as View[];
      if (records.length > 0) return records[at % records.length]!;
      await accepted(side.speak.contacts.post(base, { email: 'one@example.com', phone: '+16465551111', name: 'One' }));
      picture = await pictureOf(side);
      return (picture.readings.contacts.get(side.id)![key] as View[])[0]!;
    };
    const record = await some();
    const sending = async () => {
      switch (kind) {
        case 'add':
          return side.speak.contacts.post(base, given);
        case 'stranger': {
          // A record of another customer, one of another tenant, and one that does not exist.
          const theirs = (await accepted(other.speak.contacts.get(`/customers/${other.id}/${what}`)))[key] as View[];
          const [customer, stranger] = [
            [side.sibling, record[id]],
            [side.id, theirs[0]?.[id] ?? MISSING_ID],
            [other.id, theirs[0]?.[id] ?? MISSING_ID],
          ][at % 3]!;
          return at < 5
            ? side.speak.contacts.put(`/customers/${customer}/${what}/${stranger}`, given)
            : side.speak.contacts.delete(`/customers/${customer}/${what}/${stranger}`);
        }
        case 'twin':
          return side.speak.contacts.post(
            base,
            what === 'emails'
              ? { ...given, email: respelled(record['email']) }
              : {
                  ...given,
                  phone: respelledPhone(record, at),
                  extension: record['extension'] && `ext. ${record['extension']}`,
                },
          );
        case 'locked': {
          if (!record['is_locked']) {
            await toggleLock(side, what, record[id]);
            picture = await pictureOf(side);
          }
          return at % 3 === 0
            ? side.speak.contacts.delete(`${base}/${record[id]}`)
            : side.speak.contacts.put(
                `${base}/${record[id]}`,
                at % 3 === 1
                  ? {
                      [what === 'emails' ? 'email' : 'phone']:
                        what === 'emails' ? 'another@example.com' : '+16465552222',
                    }
                  : { notes: `${record['notes'] ?? ''}!`.slice(-900) },
              );
        }
        case 'idle-default':
          return at < 5
            ? side.speak.contacts.post(base, { ...given, is_active: false, is_default: true })
            : side.speak.contacts.put(`${base}/${record[id]}`, { ...given, is_active: false, is_default: true });
        case 'flip':
          return side.speak.contacts.post(`${base}/${record[id]}/toggle-active`, at < 5 ? {} : { is_active: 'false' });
        default:
          return side.speak.contacts.put(`${base}/${record[id]}`, given);
      }
    };
    return { answer: await sending(), before: picture };
  },

  read: async (side, id) => (await accepted(side.speak.contacts.get(`/customers/getCustomers/${id}`))).cliente as View,

  async putBack(side, before) {
    const card = before.readings.contacts.get(side.id)!;
    const answers = [];
    for (const kind of KINDS) {
      const { key, id, update } = RECORDS[kind];
      const names = Object.keys(of(update).properties);
      for (const record of card[key] as View[]) {
        answers.push(
          await side.speak.contacts.put(
            `/customers/${side.id}/${kind}/${record[id]}`,
            Object.fromEntries(names.map((name) => [name, record[name]])),
          ),
        );
      }
    }
    return answers;
  },

  async trespass(side, other, { what = 'emails', kind, view: given }, theirs) {
    const { key, id } = RECORDS[what as Kind];
    const record = (theirs.readings.contacts.get(other.id)![key] as View[])[0]?.[id] ?? MISSING_ID;
    const { contacts } = side.speak;
    const answers = await Promise.all([
      contacts.get(`/customers/getCustomers/${other.id}`),
      contacts.get(`/customers/${other.id}/${what}`),
      contacts.post(`/customers/${other.id}/${what}`, {
        email: 'intruder@example.com',
        phone: '+16465553333',
        name: 'Intruder',
      }),
      ...[side.id, other.id].flatMap((customer) => [
        contacts.put(`/customers/${customer}/${what}/${record}`, kind === 'change' ? given : {}),
        contacts.delete(`/customers/${customer}/${what}/${record}`),
        contacts.post(
          `/customers/${customer}/${what}/${record}/${what === 'company-names' ? 'set-default' : 'toggle-lock'}`,
        ),
      ]),
    ]);
    for (const { status } of answers) expect(status).toBe(404);
    const found = await contacts.get('/customers/getCustomers', { search: other.marker, limit: 100 });
    expect(found).toMatchObject({ status: 200, body: { clientes: [], totalCount: 0 } });
    return [...answers, found];
  },
};

const respelled = (address: string) => ` \u202a${address.toUpperCase()}\u200b`;
const respelledPhone = ({ phone: number }: View, at: number) =>
  at % 2 ? `\u00a0${number} ` : (number as string).replaceAll(' ', '\u202f').replaceAll('-', '\u2011');

async function performAdd(side: Side, what: Kind, given: View, before: Picture): Promise<Outcome> {
  const { key, id } = RECORDS[what];
  const records = before.readings.contacts.get(side.id)![key] as View[];
  const whole = consistent(marking(side, what, pick(given, Object.keys(of(RECORDS[what].create).properties))));
  const sent = fresh(side, what, records, placeable(side, what, whole, before), before);
  const answer = await side.speak.contacts.post(`/customers/${side.id}/${what}`, sent);
  const made = Number(answer.body[id]);
  // The first active name becomes the default without being named, and the first email or phone takes the place.
  const {
    is_default: asked,
    is_primary,
    place,
    ...expected
  } = normal.contacts[what](sent, {}, countriesOf(side, before));
  if (answer.status === 201) expect(answer.body).toMatchObject(expected);
  const said = {
    ...(asked && { is_default: true }),
    ...(is_primary && { is_primary }),
    ...(place !== undefined && { place }),
  };
  return {
    answer,
    customer: side.id,
    expected: prefixed(`${key}[${made}]`, { ...expected, ...said }),
    mayChange: (entry, after) =>
      entry.path.startsWith(`${key}[${made}].`) ||
      losesDefault(entry, key, made, after) ||
      showsPlace(entry, what, before, after, made),
    also: also(side, what, { [id]: made, ...expected }, sent, before, true),
  };
}

const FIRST: Record<List, Place> = { emails: 'email', phones: 'phone' };
const WORDS: Record<string, Place> = { main: 'phone', mobile: 'mobile', fax: 'fax' };
/** The place that a request names: null for no place, undefined if it does not mention one. */
const placeIn = ({ is_primary, place }: View): Place | null | undefined =>
  is_primary ? 'email' : typeof place === 'string' ? WORDS[place] : place;

/** A locked record keeps its place, so the request does not name that place. */
function placeable(side: Side, what: Kind, given: View, before: Picture): View {
  const place = placeIn(given);
  return place && what !== 'company-names' && holderOf(side, before, place)?.['is_locked'] ? ordinary(given) : given;
}

/** Checks the holders of places, the default name, and that the lines of other contracts stay. */
const also =
  (side: Side, what: Kind, record: View, sent: View | undefined, before: Picture, isNew = false) =>
  (after: Picture): void => {
    const was = before.rows.get(side.id)!;
    if (what === 'company-names') return assertDefault(side, record, sent, before, after, isNew);
    const id = record[RECORDS[what].id] as number;
    const named = sent && placeIn(sent);
    const isFirst = isNew && named === undefined && was[FIRST[what]] === null;
    const shown = placesOf(what).find((place) => was[place] === id);
    // A phone with several places shows the first of them.
    const place = isFirst ? FIRST[what] : named !== undefined && (shown ?? null) === named ? undefined : named;
    const { version: _, ...expected } = pointersAfter(was, what, id, { gone: sent === undefined, place });
    expect(after.rows.get(side.id)).toMatchObject(expected);
    assertLinesStay(side, before, after, id);
  };

/**
 * The first active name that a customer ever has becomes the default. Later a name becomes the default only if a
 * request says so, and stays it while it is active.
 */
function assertDefault(
  side: Side,
  { company_name_id: id }: View,
  sent: View | undefined,
  before: Picture,
  after: Picture,
  isNew: boolean,
): void {
  const [was, is] = [before, after].map(
    (picture) => namesOf(side, picture).find((name) => name['is_default'])?.['company_name_id'] as number | undefined,
  );
  const old = namesOf(side, before).find((name) => name['company_name_id'] === id);
  const isActive = sent !== undefined && (sent['is_active'] ?? old?.['is_active'] ?? true);
  const isFirst = !side.wasNamed && isActive && (isNew || !old!['is_active']);
  const becomes = isActive && (isFirst || (sent['is_default'] ?? (!isNew && was === id)));
  expect({ default: is }).toEqual({ default: becomes ? id : was === id ? undefined : was });
}

async function performCreate(side: Side, given: View): Promise<Outcome> {
  const sent = marked(vocabulary, of('CreateCustomerInput'), given, side.marker);
  const answer = await side.speak.contacts.post('/customers/create', sent);
  const customer = Number(answer.body.customer?.customer_id ?? MISSING_ID);
  return {
    answer,
    customer,
    expected: normal.contacts.customer(sent, {}, []),
    mayChange: (entry) => entry.customer === customer,
  };
}

/** Does an update of a record change this word? It changes the sent words, and words that show its value elsewhere. */
function changesRecord(
  entry: Entry,
  path: string,
  fields: ReadonlySet<string>,
  before: Picture,
  after: Picture,
  what: Kind,
  id: number,
): boolean {
  if (entry.path.startsWith(`${path}.`)) return touches(entry, fields);
  return losesDefault(entry, path.replace(/\[.*/, ''), id, after) || showsPlace(entry, what, before, after, id, fields);
}

/** Is this the former default name, which another name replaced? */
function losesDefault({ path, customer, contract }: Entry, key: string, id: number, after: Picture): boolean {
  if (contract !== 'contacts' || key !== 'company_names' || !/^company_names\[\d+\]\.is_default$/.test(path))
    return false;
  return (after.readings.contacts.get(customer)!['company_names'] as View[]).some(
    (name) => name['company_name_id'] === id && name['is_default'],
  );
}

const PLACES = { emails: ['email'], phones: ['phone', 'mobile', 'fax'], 'company-names': [] } as const;

/** Is this a flat word of a place that the record holds or held, or the time of the change? */
function showsPlace(
  entry: Entry,
  what: Kind,
  before: Picture,
  after: Picture,
  id: number,
  fields?: ReadonlySet<string>,
): boolean {
  if (isStamp(entry.word)) return true;
  if (entry.contract === 'contacts') return losesPlace(entry, what, after, id);
  const held = PLACES[what].filter(
    (place) =>
      [before, after].some(({ rows }) => rows.get(entry.customer)![place] === id) && (!fields || fields.has(place)),
  );
  return held.length > 0 && touches(entry, new Set(held));
}

/** Is this the record that held the place before? */
function losesPlace({ path, customer }: Entry, what: Kind, after: Picture, id: number): boolean {
  if (what === 'company-names' || !new RegExp(`^${what}\\[\\d+\\]\\.(is_primary|place)$`).test(path)) return false;
  return placesOf(what).some((place) => after.rows.get(customer)![place] === id);
}

const within = (key: string, sent: View): View => ({ [`${key}[]`]: sent });
const prefixed = (path: string, values: View): View =>
  Object.fromEntries(Object.entries(values).map(([name, value]) => [`${path}.${name}`, value]));
const pick = (given: View, names: readonly string[]): View =>
  Object.fromEntries(Object.entries(given).filter(([name]) => names.includes(name)));

const marking = (side: Side, what: Kind, given: View) =>
  marked(vocabulary, of(RECORDS[what].create), given, side.marker, `${RECORDS[what].key}[].`);

/** A default name must be active. */
const consistent = (given: View, record: View = { is_active: true }): View =>
  given['is_default'] && !(given['is_active'] ?? record['is_active']) ? { ...given, is_active: true } : given;

let made = 0;
/** Replaces a value that equals another record's of the customer by one that no record has. */
function fresh(
  side: Side,
  what: Kind,
  others: readonly View[],
  given: View,
  picture: Picture,
  record: View = {},
): View {
  made++;
  const countries = countriesOf(side, picture);
  const isTaken = (key: string) => others.some((other) => valueOf(other, countries).key === key);
  if (what === 'emails' && given['email'] !== undefined && isTaken(emailOf(given['email']).key))
    return { ...given, email: `new.${made}@example.com` };
  if (what === 'phones' && (given['phone'] !== undefined || given['extension'] !== undefined)) {
    const after: View = { ...record, ...normal.contacts.phones(given, record, countries) };
    if (isTaken(valueOf({ extension: null, ...after }, countries).key))
      return { ...given, phone: `+1646${2_000_000 + made}` };
  }
  return given;
}
