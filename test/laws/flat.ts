import fc, { type Arbitrary } from 'fast-check';
import type { ContractName } from '../../src/contracts/index.js';
import { MISSING_ID } from '../factories/customer.js';
import { type Answer } from '../support/app.js';
import {
  key,
  poisonOf,
  type Refinements,
  type SchemaOf,
  valueOf as valueFor,
  type View,
  viewOf,
} from './arbitraries.js';
import {
  type Face,
  fieldsOf,
  marked,
  oneOf,
  type Outcome,
  schema,
  type Step,
  type Vocabulary,
  vocabularyOf,
  wordFor,
} from './face.js';
import { DIALECTS, type FlatContract } from './dialects.js';
import { ledgerSteps, performEntry, performFlip, setActive } from './ledger.js';
import * as normal from './normal.js';
import {
  assertLinesStay,
  assertPlaces,
  assertSpelling,
  countriesOf,
  holderOf,
  listOf,
  mayRecordChange,
  type Place,
  PLACES,
  type PlaceWrite,
  recordOf,
  textIn,
  valueOf,
  type Wrote,
} from './places.js';
import { accepted, type Entry, type Picture, pictureOf, type Side } from './side.js';
import { filled, isSeen } from './texts.js';
import { type Countries, email, emailOf, phone, phoneOf, TENANT_COUNTRY } from './values.js';

export type { FlatContract };

/** A former main contact of the customer, or another of its contact persons. */
const PERSON = fc.nat(5).map((at) => `@person${at}`);

/** Values of the customer's records, in their own or another spelling; by number, as the records do not exist yet. */
const emails = (max: number) =>
  fc.oneof(
    { weight: 1, arbitrary: fc.constant('@own') },
    { weight: 5, arbitrary: email(max) },
    { weight: 3, arbitrary: fc.tuple(fc.nat(4), fc.constantFrom('', '!')).map(([at, how]) => `@email${at}${how}`) },
  );
const phones = (max: number) =>
  fc.oneof(
    { weight: 1, arbitrary: fc.constant('@own') },
    { weight: 5, arbitrary: phone(max) },
    {
      weight: 4,
      arbitrary: fc
        .tuple(fc.nat(6), fc.constantFrom('', '', ' x45', ' ext. 47'))
        .map(([at, how]) => `@phone${at}${how}`),
    },
  );

function valueNamed(side: Side, reference: string, max: number): string {
  const [, kind, at, how] = /^@(email|phone)(\d)(.*)$/.exec(reference)!;
  const known = side.values[kind as 'email' | 'phone'];
  const value = known[Number(at) % known.length] ?? (kind === 'email' ? 'ada@example.com' : '+12125550100');
  const written = how === '!' ? value.replace(/@.*$/, (domain) => domain.toUpperCase()) : value + how;
  return [...written].length <= max ? written : kind === 'email' ? 'bob@example.com' : '+12125550101';
}

/** The value in a place, in another spelling. */
function ownRespelled(side: Side, place: Place, max: number): string {
  const value = side.own[place] ?? (place === 'email' ? 'ada@example.com' : '+12125550100');
  const respelled =
    place === 'email'
      ? value.replace(/@.*$/, (domain) =>
          domain === domain.toLowerCase() ? domain.toUpperCase() : domain.toLowerCase(),
        )
      : value.replace(/^(..)\s?/u, '$1\u00a0');
  return [...respelled].length <= max ? respelled : value.slice(0, max);
}

export interface FlatFace extends Face {
  contract: FlatContract;
  /** A view with every key, for a new customer or for an existing one. */
  whole: { create: Arbitrary<View>; update: Arbitrary<View> };
  /** Creates a customer and returns its ID. */
  make(side: Side, view: View): Promise<number>;
  /** Writes a view and returns the answer. */
  write(side: Side, view: View): Promise<Answer>;
}

export function flatFace(contract: FlatContract): FlatFace {
  const vocabulary = vocabularyOf(contract);
  const dialect = DIALECTS[contract];
  const { schemas } = vocabulary;
  const isAbout = (key: string, fields: RegExp) =>
    wordFor(vocabulary, key)?.[1].of.some((field) => fields.test(field)) ?? false;
  const isPhone = (key: string) => isAbout(key, /^(phone|mobile|fax|billingPhone|shippingPhone)$/);
  const refined = ({ properties }: SchemaOf): Refinements =>
    Object.fromEntries(
      Object.keys(properties).flatMap((name): [string, Refinements[string]][] => {
        if (PLACES.some((place) => isAbout(name, new RegExp(`^${place}$`))))
          return [[name, isPhone(name) ? phones : emails]];
        if (isPhone(name)) return [[name, phone]];
        if ((contract === 'clients' || contract === 'clientela') && name === 'status')
          return [[name, (max) => fc.oneof(fc.constantFrom('A', 'I', 'GOLD', ' VIP ', 'GOLD'), filled(max))]];
        if (isAbout(name, /^externalKey$/)) return [[name, key]];
        // Only billing takes tags as objects.
        if (contract === 'clientela' && name === 'tags') return [[name, () => fc.array(filled(20), { maxLength: 4 })]];
        // erp refuses two customers with equal tax IDs.
        if (contract === 'erp' && isAbout(name, /^taxId$/)) return [[name, key]];
        if (isAbout(name, /^parentId$/)) return [[name, () => oneOf('@parent', '@sibling')]];
        if (isAbout(name, /^mainContactId$/) && name === 'superuser_id') return [[name, () => PERSON]];
        if (name === 'currency_id') return [[name, () => fc.constantFrom(840, 978, 414, 392)]];
        return [];
      }),
    );
  // The request adds the ID of the customer; the view does not have it. Billing tries other main contacts.
  const { id: _, code: __, mainContactId: ___, ...properties } = schema(vocabulary, dialect.update).properties;
  const update = { ...schema(vocabulary, dialect.update), properties };
  const create = dialect.create ? schema(vocabulary, dialect.create) : update;
  const opening = contract === 'accounting' ? schema(vocabulary, 'OpeningBalanceInput') : undefined;
  const updates = viewOf(update, schemas, refined(update));
  const creates = viewOf(create, schemas, refined(create)).map(dated);
  const updating = updates.map((view): Step => ({ kind: 'update', view }));
  const placeWords = Object.fromEntries(
    Object.keys(update.properties)
      .filter(
        (name) =>
          PLACES.some((place) => isAbout(name, new RegExp(`^${place}$`))) ||
          ['superuser_first_name', 'firstName', 'displayName', 'customerType'].includes(name),
      )
      .map((name) => [
        name,
        valueFor(
          name,
          update.properties[name],
          schemas,
          refined(update),
          ['displayName', 'customerType'].includes(name),
        ),
      ]),
  );
  const steps = [
    { weight: 8, arbitrary: updating },
    ...(dialect.create ? [{ weight: 1, arbitrary: creates.map((view): Step => ({ kind: 'create', view })) }] : []),
    // Alone, so that no other key overwrites what the new main contact brings.
    ...(contract === 'billing'
      ? [
          {
            weight: 3,
            arbitrary: fc
              .oneof(PERSON, fc.constant(null))
              .map((person): Step => ({ kind: 'update', view: { superuser_id: person } })),
          },
        ]
      : []),
    // Places and names only.
    {
      weight: 5,
      arbitrary: fc
        .record(placeWords, { requiredKeys: contract === 'accounting' ? ['displayName', 'customerType'] : [] })
        .filter((view) => Object.keys(view).length > 0)
        .map((view): Step => ({ kind: 'update', view })),
    },
    ...(opening
      ? [
          { weight: 2, arbitrary: viewOf(opening, schemas).map((view): Step => ({ kind: 'open', view })) },
          { weight: 2, arbitrary: ledgerSteps },
        ]
      : []),
    {
      weight: contract === 'erp' || contract === 'accounting' ? 3 : 1,
      arbitrary: fc
        .tuple(oneOf('erp', 'accounting'), oneOf('erp', 'accounting'))
        .map(([off, on]): Step => ({ kind: 'flip', view: {}, by: [off, on] })),
    },
  ];
  const poisoned = (kind: string, given: SchemaOf, views: Arbitrary<View>) =>
    fc.tuple(views, poisonOf(given, schemas, isPhone)).map(([view, [name, bad]]): Step => ({
      kind,
      view: { ...without(view, overruling(name)), [name]: bad },
      poison: name,
    }));

  const resolved = (side: Side, view: View, of: SchemaOf): View => {
    const persons = [...side.persons];
    const references: Record<string, unknown> = { '@parent': side.parent, '@sibling': side.sibling };
    const filledIn = Object.fromEntries(
      Object.entries(view).map(([name, value]): [string, unknown] => {
        if (typeof value !== 'string' || !value.startsWith('@')) return [name, value];
        if (value === '@own')
          return [name, ownRespelled(side, places({ [name]: value })[0]![1], of.properties[name].maxLength)];
        if (/^@(email|phone)\d/.test(value)) return [name, valueNamed(side, value, of.properties[name].maxLength)];
        return [
          name,
          value.startsWith('@person')
            ? (persons[Number(value.slice(7)) % persons.length] ?? null)
            : (references[value] ?? value),
        ];
      }),
    );
    return marked(vocabulary, of, filledIn, side.marker);
  };

  const places = (view: View): [key: string, place: Place][] =>
    Object.keys(view).flatMap((name) =>
      PLACES.flatMap((place) => (isAbout(name, new RegExp(`^${place}$`)) ? [[name, place] as [string, Place]] : [])),
    );

  /**
   * Makes a view acceptable. A locked record keeps its value and its place, so the view sends that value and names no
   * new main contact with another record. A parent that has paid for the customer stays.
   */
  const withLocks = (side: Side, view: View, before: Picture): View => {
    const isStuck = (['email', 'phone'] as const).some(
      (place) => holderOf(side, before, place)?.['is_locked'] && broughtBy(side, view, before, place),
    );
    const parent = before.readings.billing.get(side.id)!['parent_customer_id'] as number;
    const toParent = contract === 'clientela' ? 'parentId' : 'parent_customer_id';
    const isPaid = view[toParent] !== undefined && side.paid.has(parent);
    const kept: View = {
      ...view,
      ...(isStuck && { superuser_id: before.rows.get(side.id)!.main }),
      ...(isPaid && { [toParent]: parent }),
    };
    const locked = places(kept).flatMap(([name, place]) => {
      const record = broughtBy(side, kept, before, place) ?? holderOf(side, before, place);
      return record?.['is_locked'] && !isRespelled(record, kept[name], countriesAfter(side, kept, before))
        ? [[name, textIn(record)]]
        : [];
    });
    return { ...kept, ...Object.fromEntries(locked) };
  };

  /** The places show the records that a new main contact brings. */
  const shownWith = (side: Side, view: View, before: Picture): View =>
    Object.fromEntries(
      places(update.properties).flatMap(([name, place]) => {
        const record = broughtBy(side, view, before, place);
        return record ? [[name, textIn(record)]] : [];
      }),
    );

  const countriesAfter = (side: Side, view: View, before: Picture): Countries =>
    contract === 'erp' || contract === 'clientela' ? inCountry(view, side, before) : countriesOf(side, before);

  const inCountry = ({ country_iso: erp, countryIso = erp }: View, side: Side, before: Picture): Countries =>
    countryIso === undefined ? countriesOf(side, before) : [normal.country(countryIso), TENANT_COUNTRY];

  const wroteBy = (sent: View): Wrote =>
    new Map(
      places(sent).map(([name, place]) => [
        place,
        typeof sent[name] === 'string' && isSeen(sent[name]) ? sent[name] : null,
      ]),
    );

  const performUpdate = async (side: Side, view: View, before: Picture): Promise<Outcome> => {
    const sent = withLocks(side, resolved(side, view, update), before);
    const reading = before.readings[contract].get(side.id)!;
    const card = before.readings.contacts.get(side.id)!;
    const fields = fieldsOf(vocabulary, sent);
    const expected = {
      ...shownWith(side, sent, before),
      ...dialect.normal(sent, reading, countriesAfter(side, sent, before)),
    };
    const answer = await dialect.put(side, side.id, sent);
    const write: PlaceWrite = { wrote: wroteBy(sent), moves: PLACES.filter((place) => fields.has(place)) };
    return {
      answer,
      customer: side.id,
      expected,
      known: [
        ...card['emails'].map(({ email: one }: View) => one),
        ...card['phones'].map(({ phone: one }: View) => one),
        ...Object.values(expected).flatMap((one) => (one instanceof normal.Spelled ? [one.text] : [])),
      ],
      mayChange: (entry, after) =>
        mayChange(side, write, fields, entry, before, after) ||
        (entry.customer === side.id && isRespelledBy(side, write, vocabulary, entry, after)),
      also: (after) => {
        assertPlaces(side, write, before, after);
        assertSpelling(side, write, before, after);
        assertLinesStay(side, before, after);
      },
    };
  };

  const performCreate = async (side: Side, view: View): Promise<Outcome> => {
    const sent = resolved(side, view, create);
    const expected = dialect.normal(sent, {}, [normal.country(sent['country_iso'] ?? null), TENANT_COUNTRY]);
    const answer = await dialect.post!(side, sent);
    const made = answer.status < 300 ? dialect.idIn!(answer.body) : MISSING_ID;
    return {
      answer,
      customer: made,
      expected: without(expected, ['superuser_id']),
      known: Object.values(expected).flatMap((one) => (one instanceof normal.Spelled ? [one.text] : [])),
      mayChange: ({ customer, word, contract: seen }) =>
        customer === made || (showsChildren(seen, word) && [side.parent, side.sibling].includes(customer)),
    };
  };

  const performOpening = async (side: Side, view: View, before: Picture): Promise<Outcome> => {
    const reading = before.readings.accounting.get(side.id)!;
    const sent = {
      ...view,
      ...((view['openingBalanceAt'] ?? (view['openingBalanceAt'] === null ? null : reading['openingBalanceAt'])) ===
        null && { openingBalanceAt: '2024-01-01' }),
    };
    return {
      answer: await side.speak.accounting.put(`/customers/${side.id}/opening-balance`, sent),
      customer: side.id,
      expected: dialect.normal(sent, reading, []),
      mayChange: (entry) => entry.customer === side.id && touches(entry, fieldsOf(vocabulary, sent)),
    };
  };

  const perform: Face['perform'] = (side, { kind, view, ...more }, before) => {
    switch (kind) {
      case 'create':
        return performCreate(side, view);
      case 'open':
        return performOpening(side, view, before);
      case 'entry':
        return performEntry(side, view, before);
      case 'flip':
        return performFlip(side, more['by'], before);
      default:
        return performUpdate(side, view, before);
    }
  };

  return {
    contract,
    whole: {
      create: viewOf(create, schemas, refined(create), true).map(dated),
      update: viewOf(update, schemas, refined(update), true),
    },
    writes: fc.oneof(...steps),
    perform,
    write: (side, view) => dialect.put(side, side.id, resolved(side, view, update)),
    make: async (side, view) => dialect.idIn!(await accepted(dialect.post!(side, resolved(side, view, create)))),

    refusals: fc.oneof(
      { weight: 6, arbitrary: poisoned('update', update, updates) },
      ...(dialect.create ? [{ weight: 1, arbitrary: poisoned('create', create, creates) }] : []),
      ...(opening ? [{ weight: 1, arbitrary: poisoned('open', opening, viewOf(opening, schemas)) }] : []),
      {
        weight: 4,
        arbitrary: fc
          .tuple(updates, fc.nat(dialect.traps.length - 1))
          .map(([view, at]): Step => ({ kind: 'trap', view, at })),
      },
      {
        weight: 5,
        arbitrary: fc
          .tuple(updates, fc.constantFrom(...places(update.properties)), fc.boolean())
          .map(([view, [name, place], clears]): Step => ({ kind: 'locked', view, name, place, clears })),
      },
    ),
    refuse: async (side, other, { kind, view, ...more }, before) => {
      if (kind === 'trap')
        return {
          answer: await dialect.traps[more['at']]!(
            side,
            other,
            without(
              withLocks(side, resolved(side, view, update), before),
              places(view).map(([name]) => name),
            ),
          ),
          before,
        };
      if (kind === 'create')
        return { answer: await dialect.post!(side, poisonedView(side, view, create, more['poison'])), before };
      if (kind === 'open')
        return { answer: await side.speak.accounting.put(`/customers/${side.id}/opening-balance`, view), before };
      if (kind !== 'locked')
        return {
          answer: await dialect.put(side, side.id, poisonedView(side, view, update, more['poison'], before)),
          before,
        };
      const ready = await lockedFirst(side, more['place'], before);
      const value = more['clears'] ? null : more['place'] === 'email' ? 'somebody.else@example.com' : '+16465550000';
      return {
        answer: await dialect.put(side, side.id, { ...resolved(side, view, update), [more['name']]: value }),
        before: ready,
      };
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
      const writing = trespassing(side, other, kind, view);
      const answers = [await dialect.read(side, other.id), await writing];
      for (const answer of answers) expect(dialect.isMissing(answer)).toBe(true);
      const found = await Promise.all(dialect.find(side, other, name));
      for (const answer of found) expect(answer.status).toBe(200);
      return [...answers, ...found];
    },
  };

  function trespassing(side: Side, other: Side, kind: string, view: View): Promise<Answer> {
    if (kind === 'open') return side.speak.accounting.put(`/customers/${other.id}/opening-balance`, view);
    if (kind === 'entry')
      return side.speak.accounting.post(`/customers/${other.id}/ledger-entries`, { kind: 'invoice', amount: 5 });
    if (kind === 'flip' && (contract === 'erp' || contract === 'accounting'))
      return setActive(side, other.id, contract, false);
    return dialect.put(
      side,
      other.id,
      kind === 'flip'
        ? resolved(side, { name: 'x', company: 'x', displayName: 'x', customerType: 'business' }, update)
        : resolved(side, view, update),
    );
  }

  /** Sends an invalid value without a marker: cutting the marked text to its limit could make it valid. */
  function poisonedView(side: Side, view: View, of: SchemaOf, poison: string, before?: Picture): View {
    const { [poison]: bad, ...rest } = view;
    const sent = resolved(side, rest, of);
    return { ...(before ? withLocks(side, sent, before) : sent), [poison]: bad };
  }
}

// If a request has both names of a field, the contract reads this one and ignores the other.
const overruling = (name: string) => (/Zipcode$/.test(name) ? [name.replace(/Zipcode$/, 'Postcode')] : []);

const without = (view: View, names: readonly string[]): View =>
  Object.fromEntries(Object.entries(view).filter(([name]) => !names.includes(name)));

/** An opening balance needs its date. */
const dated = (view: View): View =>
  typeof view['openingBalance'] === 'number' && !view['openingBalanceAt']
    ? { ...view, openingBalanceAt: '2024-01-01' }
    : view;

/** The record that a new main contact brings into a place. */
function broughtBy(side: Side, { superuser_id: person }: View, before: Picture, place: Place): View | undefined {
  const own = person === before.rows.get(side.id)!.main ? undefined : before.persons.get(person as number);
  return own && (place === 'email' || place === 'phone') ? recordOf(side, before, place, own[place]) : undefined;
}

/** Does the record have this value, in any spelling? */
function isRespelled(record: View, sent: unknown, countries: Countries): boolean {
  if (typeof sent !== 'string' || !isSeen(sent)) return false;
  const value = record['email'] === undefined ? phoneOf(sent, countries) : emailOf(sent);
  return value.key === valueOf(record, countries).key;
}

/** Makes sure that a locked record holds the place. */
async function lockedFirst(side: Side, place: Place, before: Picture): Promise<Picture> {
  const { speak, id } = side;
  let picture = before;
  if (!holderOf(side, picture, place)) {
    await accepted(
      speak.erp.put('/customers', { id, [place]: place === 'email' ? 'placed@example.com' : '+16465559999' }),
    );
    picture = await pictureOf(side);
  }
  const holder = holderOf(side, picture, place)!;
  if (holder['is_locked']) return picture;
  const path = place === 'email' ? `emails/${holder['email_id']}` : `phones/${holder['phone_id']}`;
  await accepted(speak.contacts.post(`/customers/${id}/${path}/toggle-lock`));
  return pictureOf(side);
}

/** Does a word depend on one of these fields, or on the time of the last change? */
export function touches({ contract, word }: Entry, fields: ReadonlySet<string>): boolean {
  const meaning = VOCABULARIES[contract].footprint[word];
  return meaning !== undefined && (meaning.stamp === true || meaning.of.some((field) => fields.has(field)));
}

const VOCABULARIES = Object.fromEntries(
  (['contacts', 'billing', 'clients', 'erp', 'accounting', 'clientela'] as const).map((name) => [
    name,
    vocabularyOf(name),
  ]),
) as Record<ContractName, Vocabulary>;

/** Whether a word shows the children of a customer: other customers. */
const showsChildren = (contract: ContractName, word: string) =>
  contract === 'clients'
    ? /^(associated_accounts|accounts\[\])/.test(word)
    : contract === 'clientela' && word === 'childCount';

/** Is the word another one of the same contract, which shows a record that got a new spelling of its value? */
function isRespelledBy(
  side: Side,
  { wrote }: PlaceWrite,
  { footprint }: Vocabulary,
  entry: Entry,
  after: Picture,
): boolean {
  const ids = after.rows.get(side.id)!;
  const isShown = (place: Place) => Object.values(footprint).some(({ of }) => of.includes(place));
  const shared = PLACES.filter((place) =>
    [...wrote].some(
      ([other, sent]) =>
        sent !== null && listOf(other) === listOf(place) && ids[other] === ids[place] && isShown(place),
    ),
  );
  const [was, is] = [entry.before, entry.after].map((said) => JSON.parse(said ?? 'null') as unknown);
  if (typeof was !== 'string' || typeof is !== 'string' || !touches(entry, new Set(shared))) return false;
  const countries = countriesOf(side, after);
  return emailOf(was).key === emailOf(is).key || phoneOf(was, countries).key === phoneOf(is, countries).key;
}

/** Checks what else follows from a flat contract's write of these fields. */
function mayChange(
  side: Side,
  write: PlaceWrite,
  fields: ReadonlySet<string>,
  entry: Entry,
  before: Picture,
  after: Picture,
): boolean {
  const { contract, customer, path, word } = entry;
  if (customer !== side.id)
    return showsChildren(contract, word) && (fields.has('parentId') || fields.has('displayName'));
  const isRecord = contract === 'contacts' && /^(emails|phones)\[/.test(path);
  return isRecord ? mayRecordChange(side, write, entry, before, after) : touches(entry, fields);
}
