import fc, { type Arbitrary } from 'fast-check';
import type { ContractName } from '../../src/contracts/contract.js';
import { NOBODY } from '../factories/customer.js';
import { type Answer } from '../support/app.js';
import { key, phone, poisonOf, type Refinements, type SchemaOf, type View, viewOf } from './arbitraries.js';
import { type Face, fieldsOf, marked, oneOf, type Outcome, schema, type Step, type Vocabulary, vocabularyOf, wordFor } from './face.js';
import * as normal from './normal.js';
import { accepted, type Entry, type Picture, pictureOf, type Side } from './side.js';

export type FlatContract = Exclude<ContractName, 'contacts'>;

/** What is particular about each of the contracts that show a customer as one flat record. */
interface Dialect {
  update: string;
  create: string;
  normal: normal.Normal;
  put(side: Side, id: number, view: View): Promise<Answer>;
  post(side: Side, view: View): Promise<Answer>;
  idIn(body: any): number;
  read(side: Side, id: number): Promise<Answer>;
  reading(body: any): View;
  /** Lists and searches that could find the other tenant's customer. */
  find(side: Side, other: Side, name: string): Promise<Answer>[];
  /** Is this the answer to a customer that does not exist? */
  isMissing(answer: Answer): boolean;
  /** Requests that this contract alone refuses, as keys of a view. */
  traps: Trap[];
}

type Trap = (side: Side, other: Side, view: View) => Promise<Answer>;

const trap = (contract: FlatContract, more: View | ((side: Side, other: Side) => View)): Trap => (side, other, view) =>
  DIALECTS[contract].put(side, side.id, { ...view, ...(typeof more === 'function' ? more(side, other) : more) });

/** A key of a sibling, or of a customer that was deleted. */
const takenKeys = (contract: FlatContract, word: string): Trap[] => [0, 1].map((at) => trap(contract, ({ takenKeys }) => ({ [word]: takenKeys[at] })));

const DIALECTS: Record<FlatContract, Dialect> = {
  billing: {
    update: 'UpdateCustomerInput',
    create: 'CreateCustomerInput',
    normal: normal.billing,
    put: ({ speak }, id, view) => speak.billing.put(`/customer/${id}`, view),
    post: ({ speak }, view) => speak.billing.post('/customer', view),
    idIn: (body) => body.response.id as number,
    read: ({ speak }, id) => speak.billing.get(`/customer/${id}`),
    reading: (body) => body.response,
    find: ({ speak }, { marker, id }, name) => [
      speak.billing.get('/customer', { where: `company:CONTAINS:${marker}` }),
      speak.billing.get('/customer', { where: `company:EQUALS:${name.replaceAll(',', '\\,')}`, limit: 500 }),
      speak.billing.get('/customer', { where: `customer_id:EQUALS:${id}` }),
    ],
    isMissing: ({ status, body }) => status === 404 && body.response === null,
    traps: [
      ...takenKeys('billing', 'external_key'),
      ({ speak, id }) => speak.billing.put(`/customer/${id}`, {}),
      trap('billing', ({ id }) => ({ parent_customer_id: id })),
      trap('billing', ({ child }) => ({ parent_customer_id: child })),
      trap('billing', (_, other) => ({ parent_customer_id: other.parent })),
      trap('billing', { parent_customer_id: NOBODY }),
      trap('billing', { superuser_id: NOBODY }),
      trap('billing', (_, other) => ({ superuser_id: [...other.persons][0] ?? NOBODY })),
    ],
  },
  clients: {
    update: 'UpdateClientInput',
    create: 'CreateClientInput',
    normal: normal.clients,
    put: ({ speak }, id, view) => speak.clients.put(`/clients/${id}`, view),
    post: ({ speak }, view) => speak.clients.post('/clients', view),
    idIn: (body) => Number(body.data.id),
    read: ({ speak }, id) => speak.clients.get(`/clients/${id}`),
    reading: (body) => body.data,
    find: ({ speak }, { marker }, name) => [speak.clients.get('/clients', { search: marker }), speak.clients.get('/clients', { search: [...name].slice(0, 50).join('') })],
    isMissing: ({ status }) => status === 404,
    traps: [
      ...takenKeys('clients', 'external_code'),
      ({ speak, id }) => speak.clients.put(`/clients/${id}`, {}),
      trap('clients', ({ id }) => ({ id: String(id) })),
    ],
  },
  erp: {
    update: 'UpdateThirdPartyInput',
    create: 'CreateThirdPartyInput',
    normal: normal.erp,
    put: ({ speak }, id, view) => speak.erp.put('/customers', { id, ...view }),
    post: ({ speak }, view) => speak.erp.post('/customers', view),
    idIn: (body) => body.id as number,
    read: ({ speak }, id) => speak.erp.get('/customers', { searchColumn: 'id', searchString: String(id) }),
    reading: ([row]) => row,
    find: ({ speak }, { id }, name) => [speak.erp.get('/customers', { searchColumn: 'name', searchString: name.slice(0, 500) }), speak.erp.get('/customers', { searchString: String(id) })],
    isMissing: ({ status, body }) => (status === 200 ? body.length === 0 : status === 400 && body.code === 'INVALID_ARGUMENT'),
    traps: [
      ({ speak, id }, _, view) => speak.erp.send('PUT', '/customers', { query: { nonce: 1 }, body: { id, ...view } }),
      ({ speak, id }, _, view) => speak.erp.send('PUT', '/customers', { body: { id, ...view } }),
      ({ speak, id, sibling }, _, view) => speak.erp.put('/customers', { id, code: `C${String(sibling).padStart(4, '0')}`, ...view }),
      ({ speak }, _, view) => speak.erp.put('/customers', view),
      ({ speak }, _, view) => speak.erp.put('/customers', { ...view, id: NOBODY }),
      ({ speak }, _, view) => speak.erp.post('/customers', { ...view, name: 'Twin', vat_id: 'sibling 1' }),
    ],
  },
  accounting: {
    update: 'UpdateCustomerInput',
    create: 'CreateCustomerInput',
    normal: normal.accounting,
    put: ({ speak }, id, view) => speak.accounting.put(`/customers/${id}`, view),
    post: ({ speak }, view) => speak.accounting.post('/customers', view),
    idIn: (body) => body.id as number,
    read: ({ speak }, id) => speak.accounting.get(`/customers/${id}`),
    reading: (body) => body,
    find: ({ speak }, { marker }) => ['true', 'false'].map((inactive_mode) => speak.accounting.get('/customers', { search_keyword: marker, inactive_mode })),
    isMissing: ({ status }) => status === 404,
    traps: [
      trap('accounting', { displayName: undefined }),
      trap('accounting', { customerType: undefined }),
      ({ speak, id }) => speak.accounting.put(`/customers/${id}/opening-balance`, { openingBalanceAt: '2024-01-01' }),
      ({ speak }, _, view) => speak.accounting.post('/customers', { ...view, displayName: 'Unknown money', customerType: 'business', currencyCode: 'XYZ' }),
      ({ speak }, _, view) => speak.accounting.post('/customers', { ...view, displayName: 'Undated', customerType: 'business', currencyCode: 'USD', openingBalance: 5 }),
    ],
  },
};

/** A main contact that the customer has had, or somebody else of theirs. */
const PERSON = fc.nat(5).map((at) => `@person${at}`);

/** The place of the record that a word shows. */
const PLACES = ['email', 'phone', 'mobile', 'fax'] as const;
type Place = (typeof PLACES)[number];

export interface FlatFace extends Face {
  contract: FlatContract;
  /** A view with every key, for a new customer or for one that there is. */
  whole: { create: Arbitrary<View>; update: Arbitrary<View> };
  /** Makes a customer; its id. */
  make(side: Side, view: View): Promise<number>;
  /** Writes a view; the answer. */
  write(side: Side, view: View): Promise<Answer>;
}

export function flatFace(contract: FlatContract): FlatFace {
  const vocabulary = vocabularyOf(contract);
  const dialect = DIALECTS[contract];
  const { schemas } = vocabulary;
  const isAbout = (key: string, fields: RegExp) => wordFor(vocabulary, key)?.[1].of.some((field) => fields.test(field)) ?? false;
  const isPhone = (key: string) => isAbout(key, /^(phone|mobile|fax|billingPhone|shippingPhone)$/);
  const refined = ({ properties }: SchemaOf): Refinements =>
    Object.fromEntries(
      Object.keys(properties).flatMap((name): [string, Refinements[string]][] => {
        if (isPhone(name)) return [[name, phone]];
        if (isAbout(name, /^externalKey$/)) return [[name, key]];
        // Two third parties made there never have the same.
        if (contract === 'erp' && isAbout(name, /^taxId$/)) return [[name, key]];
        if (isAbout(name, /^parentId$/)) return [[name, () => oneOf('@parent', '@sibling')]];
        if (isAbout(name, /^mainContactId$/) && name === 'superuser_id') return [[name, () => PERSON]];
        if (name === 'currency_id') return [[name, () => fc.constantFrom(840, 978, 414, 392)]];
        return [];
      }),
    );
  // Which customer it is about is the request's business, not the view's.
  const { id: _, code: __, ...properties } = schema(vocabulary, dialect.update).properties;
  const update = { ...schema(vocabulary, dialect.update), properties };
  const create = schema(vocabulary, dialect.create);
  const opening = contract === 'accounting' ? schema(vocabulary, 'OpeningBalanceInput') : undefined;
  const updates = viewOf(update, schemas, refined(update));
  const creates = viewOf(create, schemas, refined(create)).map(dated);
  const updating = updates.map((view): Step => ({ kind: 'update', view }));
  const steps = [
    { weight: 8, arbitrary: updating },
    { weight: 1, arbitrary: creates.map((view): Step => ({ kind: 'create', view })) },
    // Alone, so that what a new main contact brings is not written over at once.
    ...(contract === 'billing' ? [{ weight: 2, arbitrary: PERSON.map((person): Step => ({ kind: 'update', view: { superuser_id: person } })) }] : []),
    ...(opening ? [{ weight: 2, arbitrary: viewOf(opening, schemas).map(dated).map((view): Step => ({ kind: 'open', view })) }] : []),
  ];
  const poisoned = (kind: string, given: SchemaOf, views: Arbitrary<View>) =>
    fc.tuple(views, poisonOf(given, schemas, isPhone)).map(([view, [name, bad]]): Step => ({ kind, view: { ...without(view, overruling(name)), [name]: bad }, poison: name }));

  const resolved = (side: Side, view: View, of: SchemaOf): View => {
    const persons = [...side.persons];
    const references: Record<string, unknown> = { '@parent': side.parent, '@sibling': side.sibling };
    const filledIn = Object.fromEntries(
      Object.entries(view).map(([name, value]) => [name, typeof value !== 'string' || !value.startsWith('@') ? value : value.startsWith('@person') ? (persons[Number(value.slice(7)) % persons.length] ?? null) : (references[value] ?? value)]),
    );
    return marked(vocabulary, of, filledIn, side.marker);
  };

  const places = (view: View): [key: string, place: Place][] => Object.keys(view).flatMap((name) => PLACES.flatMap((place) => (isAbout(name, new RegExp(`^${place}$`)) ? [[name, place] as [string, Place]] : [])));

  /** A locked record keeps its value, so that is what is sent for it, and its place, so nobody with another one becomes the main contact. */
  const withLocks = (side: Side, view: View, before: Picture): View => {
    const isStuck = (['email', 'phone'] as const).some((place) => holderOf(side, before, place)?.['is_locked'] && broughtBy(side, view, before, place));
    const kept = isStuck ? { ...view, superuser_id: before.rows.get(side.id)!.main } : view;
    const locked = places(kept).flatMap(([name, place]) => {
      const record = broughtBy(side, kept, before, place) ?? holderOf(side, before, place);
      return record?.['is_locked'] ? [[name, valueIn(record)]] : [];
    });
    return { ...kept, ...Object.fromEntries(locked) };
  };

  /** What a new main contact brings into the places is shown there. */
  const shownWith = (side: Side, view: View, before: Picture): View =>
    Object.fromEntries(
      places(update.properties).flatMap(([name, place]) => {
        const record = broughtBy(side, view, before, place);
        return record ? [[name, valueIn(record)]] : [];
      }),
    );

  const performUpdate = async (side: Side, view: View, before: Picture): Promise<Outcome> => {
    const sent = withLocks(side, resolved(side, view, update), before);
    const reading = before.readings[contract].get(side.id)!;
    const card = before.readings.contacts.get(side.id)!;
    const fields = fieldsOf(vocabulary, sent);
    const expected = { ...shownWith(side, sent, before), ...dialect.normal(sent, reading) };
    const answer = await dialect.put(side, side.id, sent);
    return {
      answer,
      customer: side.id,
      expected,
      known: [...card['emails'].map(({ email }: View) => email), ...card['phones'].map(({ phone }: View) => phone), ...Object.values(expected).flatMap((one) => (one instanceof normal.Spelled ? [one.text] : []))],
      mayChange: (entry, after) => mayChange(side, sent, fields, entry, before, after),
    };
  };

  const performCreate = async (side: Side, view: View): Promise<Outcome> => {
    const sent = resolved(side, view, create);
    const expected = dialect.normal(sent, {});
    const answer = await dialect.post(side, sent);
    const made = answer.status < 300 ? dialect.idIn(answer.body) : NOBODY;
    return {
      answer,
      customer: made,
      expected: without(expected, ['superuser_id']),
      known: Object.values(expected).flatMap((one) => (one instanceof normal.Spelled ? [one.text] : [])),
      mayChange: ({ customer, word, contract: seen }) => customer === made || (seen === 'clients' && /^(associated_accounts|accounts\[\])/.test(word) && [side.parent, side.sibling].includes(customer)),
    };
  };

  const performOpening = async (side: Side, view: View, before: Picture): Promise<Outcome> => ({
    answer: await side.speak.accounting.put(`/customers/${side.id}/opening-balance`, view),
    customer: side.id,
    expected: dialect.normal(view, before.readings.accounting.get(side.id)!),
    mayChange: (entry) => entry.customer === side.id && touches(entry, fieldsOf(vocabulary, view)),
  });

  return {
    contract,
    whole: { create: viewOf(create, schemas, refined(create), true).map(dated), update: viewOf(update, schemas, refined(update), true) },
    writes: fc.oneof(...steps),
    perform: (side, { kind, view }, before) => (kind === 'create' ? performCreate(side, view) : kind === 'open' ? performOpening(side, view, before) : performUpdate(side, view, before)),
    write: (side, view) => dialect.put(side, side.id, resolved(side, view, update)),
    make: async (side, view) => dialect.idIn(await accepted(dialect.post(side, resolved(side, view, create)))),

    refusals: fc.oneof(
      { weight: 6, arbitrary: poisoned('update', update, updates) },
      { weight: 1, arbitrary: poisoned('create', create, creates) },
      ...(opening ? [{ weight: 1, arbitrary: poisoned('open', opening, viewOf(opening, schemas)) }] : []),
      { weight: 2, arbitrary: fc.tuple(updates, fc.nat(dialect.traps.length - 1)).map(([view, at]): Step => ({ kind: 'trap', view, at })) },
      { weight: 5, arbitrary: fc.tuple(updates, fc.constantFrom(...places(update.properties)), fc.boolean()).map(([view, [name, place], clears]): Step => ({ kind: 'locked', view, name, place, clears })) },
    ),
    refuse: async (side, other, { kind, view, ...more }, before) => {
      if (kind === 'trap') return { answer: await dialect.traps[more['at']]!(side, other, without(withLocks(side, resolved(side, view, update), before), places(view).map(([name]) => name))), before };
      if (kind === 'create') return { answer: await dialect.post(side, poisonedView(side, view, create, more['poison'])), before };
      if (kind === 'open') return { answer: await side.speak.accounting.put(`/customers/${side.id}/opening-balance`, view), before };
      if (kind !== 'locked') return { answer: await dialect.put(side, side.id, poisonedView(side, view, update, more['poison'], before)), before };
      const ready = await lockedFirst(side, more['place'], before);
      const value = more['clears'] ? null : more['place'] === 'email' ? 'somebody.else@example.com' : '+16465550000';
      return { answer: await dialect.put(side, side.id, { ...resolved(side, view, update), [more['name']]: value }), before: ready };
    },

    read: async (side, id) => dialect.reading(await accepted(dialect.read(side, id))),

    putBack: async (side, before) => {
      const reading = before.readings[contract].get(side.id)!;
      const body = Object.fromEntries(
        Object.keys(update.properties).flatMap((name) => {
          const nested = Object.keys(vocabulary.footprint).some((word) => word.startsWith(`${name}.`));
          const word = nested ? name : wordFor(vocabulary, name)?.[0];
          return word === undefined ? [] : [[name, word.split('.').reduce<any>((inner, part) => inner[part], reading)]];
        }),
      );
      return [await dialect.put(side, side.id, body)];
    },

    trespass: async (side, other, { kind, view }, theirs) => {
      const name = String(theirs.readings.erp.get(other.id)!['name']);
      const writing = kind === 'open' ? side.speak.accounting.put(`/customers/${other.id}/opening-balance`, view) : dialect.put(side, other.id, resolved(side, view, update));
      const answers = [await dialect.read(side, other.id), await writing];
      for (const answer of answers) expect(dialect.isMissing(answer)).toBe(true);
      const found = await Promise.all(dialect.find(side, other, name));
      for (const answer of found) expect(answer.status).toBe(200);
      return [...answers, ...found];
    },
  };

  /** What must not be taken is sent as it is: with a marker before it, it could be cut to what may. */
  function poisonedView(side: Side, view: View, of: SchemaOf, poison: string, before?: Picture): View {
    const { [poison]: bad, ...rest } = view;
    const sent = resolved(side, rest, of);
    return { ...(before ? withLocks(side, sent, before) : sent), [poison]: bad };
  }
}

// Of two names for one field the better one wins, whatever the other says.
const overruling = (name: string) => (/Zipcode$/.test(name) ? [name.replace(/Zipcode$/, 'Postcode')] : []);

const without = (view: View, names: readonly string[]): View => Object.fromEntries(Object.entries(view).filter(([name]) => !names.includes(name)));

/** An opening balance needs its date. */
const dated = (view: View): View => (typeof view['openingBalance'] === 'number' && !view['openingBalanceAt'] ? { ...view, openingBalanceAt: '2024-01-01' } : view);

/** The record that holds a place. */
export const holderOf = (side: Side, picture: Picture, place: Place): View | undefined => recordOf(side, picture, place, picture.rows.get(side.id)![place]);

/** The record that a new main contact brings into a place. */
function broughtBy(side: Side, { superuser_id: person }: View, before: Picture, place: Place): View | undefined {
  const own = person === before.rows.get(side.id)!.main ? undefined : before.persons.get(person as number);
  return own && (place === 'email' || place === 'phone') ? recordOf(side, before, place, own[place]) : undefined;
}

function recordOf({ id }: Side, { readings }: Picture, place: Place, held: number | null): View | undefined {
  const card = readings.contacts.get(id)!;
  return place === 'email' ? card['emails'].find(({ email_id }: View) => email_id === held) : card['phones'].find(({ phone_id }: View) => phone_id === held);
}

const valueIn = (record: View) => (record['email'] ?? record['phone']) as string;

/** Sees to it that a place is held by a record that is locked. */
async function lockedFirst(side: Side, place: Place, before: Picture): Promise<Picture> {
  const { speak, id } = side;
  let picture = before;
  if (!holderOf(side, picture, place)) {
    await accepted(speak.erp.put('/customers', { id, [place]: place === 'email' ? 'placed@example.com' : '+16465559999' }));
    picture = await pictureOf(side);
  }
  const holder = holderOf(side, picture, place)!;
  if (holder['is_locked']) return picture;
  const path = place === 'email' ? `emails/${holder['email_id']}` : `phones/${holder['phone_id']}`;
  await accepted(speak.contacts.post(`/customers/${id}/${path}/toggle-lock`));
  return pictureOf(side);
}

/** Does a word follow from one of these fields, or from the time of the last change? */
export function touches({ contract, word }: Entry, fields: ReadonlySet<string>): boolean {
  const meaning = VOCABULARIES[contract].footprint[word];
  return meaning !== undefined && (meaning.stamp === true || meaning.of.some((field) => fields.has(field)));
}

const VOCABULARIES = Object.fromEntries((['contacts', 'billing', 'clients', 'erp', 'accounting'] as const).map((name) => [name, vocabularyOf(name)])) as Record<ContractName, Vocabulary>;

/** After a write of these fields of a customer by a flat contract. */
function mayChange(side: Side, sent: View, fields: ReadonlySet<string>, entry: Entry, before: Picture, after: Picture): boolean {
  const { contract, customer, path, word } = entry;
  if (customer !== side.id) return contract === 'clients' && /^(associated_accounts|accounts\[\])/.test(word) && (fields.has('parentId') || fields.has('displayName'));
  const record = contract === 'contacts' ? /^(emails|phones)\[(\d+)\]/.exec(path) : null;
  if (!record) return touches(entry, fields);
  const kind = record[1] as 'emails' | 'phones';
  const places = (kind === 'emails' ? (['email'] as const) : (['phone', 'mobile', 'fax'] as const)).filter((place) => fields.has(place));
  const id = Number(record[2]);
  const [was, is] = [before, after].map(({ readings }) => (readings.contacts.get(customer)![kind] as View[]).find((one) => idIn(one) === id));
  const isHeld = ({ rows }: Picture) => places.some((place) => rows.get(customer)![place] === id);
  const isBrought = places.some((place) => idIn(broughtBy(side, sent, before, place)) === id);
  const pointer = kind === 'emails' ? 'email' : 'phone';
  const isSomebodys = [...after.persons.values()].some((own) => own[pointer] === id);
  // A value changes in its place, or in the one that it was just brought into, unless a person has it too; nothing else of the record does, nor any other record.
  const isFree = (isHeld(before) || isBrought) && !isSomebodys;
  if (was && is && /\]\.(is_primary|place)$/.test(path)) return places.length > 0;
  if (was && is) return isFree && /\]\.(email|phone)$/.test(path);
  // A record comes bare, and goes when it is bare.
  if (was) return isFree && isBare(was);
  return isHeld(after) && isBare(is!);
}

const idIn = (record: View | undefined) => record && Object.values(record)[0];

const isBare = ({ name, role, notes, is_locked, is_for_invoicing, is_whatsapp, extension = null }: View) =>
  [name, role, notes, extension].every((text) => text === null) && !is_locked && !(is_for_invoicing ?? is_whatsapp);
