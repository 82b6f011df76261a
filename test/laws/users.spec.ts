import fc, { type Arbitrary } from 'fast-check';
import { Database } from '../../src/engine/tenant-database/index.js';
import { MISSING_ID } from '../factories/customer.js';
import { type Answer, startApp, type TestApp } from '../support/app.js';
import { assertClean, remember } from './always.js';
import { key, poisonOf, type View, viewOf } from './arbitraries.js';
import { schema, type Step, vocabularyOf } from './face.js';
import { assertAccepted, cases, IS_LONG, SEED, stepsOf } from './laws.js';
import { joined, Spelled, split } from './normal.js';
import { assertLinesStay, assertPointer, countriesOf, isBare, track, valueOf } from './places.js';
import {
  accepted,
  aSide,
  assertSame,
  differences,
  isPointer,
  type Entry,
  footprintsOf,
  type Picture,
  pictureOf,
  type Side,
} from './side.js';
import { beginning, isSeen, line, lines, oneLine } from './texts.js';
import { type Countries, email, extension, phone } from './values.js';

/** The picture of the five contracts, and the contact persons: as billing shows them, and as rows. */
interface Scene {
  picture: Picture;
  users: Map<number, View>;
  persons: Map<number, Person>;
}

interface Person {
  id: number;
  customer: number;
  email: number | null;
  phone: number | null;
}

const vocabulary = vocabularyOf('billing');
const UPDATE = schema(vocabulary, 'UpdateUserInput');
const CREATE = schema(vocabulary, 'CreateUserInput');
const KEYS = Object.keys(UPDATE.properties);
const KINDS = [
  { word: 'email', list: 'emails', id: 'email_id', place: 'email', another: 'another@example.com' },
  { word: 'phone', list: 'phones', id: 'phone_id', place: 'phone', another: '+16465552222' },
] as const;

/** A few values, so that persons, places and other records share them. */
const emails = (max: number): Arbitrary<string> =>
  fc.oneof(fc.constantFrom('ada@example.com', 'ADA@Example.COM', ' bob@example.com ', 'eve@example.com'), email(max));
const phones = (max: number): Arbitrary<string> =>
  fc.oneof(
    fc.constantFrom('+12125550100', '(212) 555-0100', '+12125550100 x45', ' +59821009876 ', '+16465550101'),
    phone(max),
  );
const refinements = { external_key: key, email: emails, phone: phones };
const updates = viewOf(UPDATE, vocabulary.schemas, refinements);
const creations = viewOf(CREATE, vocabulary.schemas, refinements);

/** A record with a value only, or with all of its fields. */
const known = (values: Record<string, Arbitrary<unknown>>) =>
  fc.array(
    fc.oneof(
      fc.record(values),
      fc.record({ ...values, name: fc.option(line(20)), role: fc.option(line(20)), notes: fc.option(lines(20)) }),
    ),
    { minLength: 1, maxLength: 4 },
  );

const plans = fc.record({
  flat: fc.record({ email: emails(254), phone: phones(20), mobile: phones(20), fax: phones(20) }, { requiredKeys: [] }),
  /** Is there a main contact before the first person is added? */
  named: fc.boolean(),
  /** Persons with all of their fields, so that the test notices when a field is lost. */
  persons: fc.array(viewOf(CREATE, vocabulary.schemas, refinements, true), { minLength: 2, maxLength: 4 }),
  emails: known({ email: emails(254) }),
  phones: known({ phone: phones(60), extension: fc.option(extension()) }),
  locks: fc.array(fc.oneof({ weight: 3, arbitrary: fc.constant(false) }, { weight: 1, arbitrary: fc.constant(true) }), {
    minLength: 12,
    maxLength: 12,
  }),
});
type Plan = typeof plans extends Arbitrary<infer Value> ? Value : never;

const taking = (kind: string, views: Arbitrary<View>) =>
  fc.tuple(views, fc.nat(11)).map(([view, at]): Step => ({ kind, view, at }));
const writes = fc.oneof(
  { weight: 8, arbitrary: taking('update', updates) },
  { weight: 2, arbitrary: taking('create', creations) },
  { weight: 1, arbitrary: taking('delete', fc.constant({})) },
);
const poison = (kind: string, input: typeof UPDATE, views: Arbitrary<View>) =>
  taking(
    kind,
    fc
      .tuple(
        views,
        poisonOf(input, vocabulary.schemas, (word) => word === 'phone'),
      )
      .map(([view, [word, bad]]) => ({ ...view, [word]: bad })),
  );
const refusals = fc.oneof(
  { weight: 4, arbitrary: poison('update', UPDATE, updates) },
  { weight: 2, arbitrary: poison('create', CREATE, creations) },
  ...['locked', 'taken key', 'stranger', 'empty'].map((kind) => ({
    weight: kind === 'locked' ? 6 : 2,
    arbitrary: taking(kind, updates),
  })),
);

let app: TestApp;
let footprints: ReturnType<typeof footprintsOf>;

beforeAll(async () => {
  app = await startApp();
  footprints = footprintsOf(app);
});
afterAll(() => app.close());

describe(`contact persons (LAWS_SEED=${SEED})`, () => {
  law('GetPut: writing back what was read changes nothing, in any contract', writes, async (mine, _, step, before) => {
    await perform(mine, step, before);
    const ready = await sceneOf(mine);
    for (const [id, user] of ready.users) {
      const { status, body } = await mine.speak.billing.put(
        `/user/${id}`,
        Object.fromEntries(KEYS.map((word) => [word, user[word]])),
      );
      assertAccepted(status, body);
    }
    return unchanged(mine, ready);
  });

  law('PutGet: what was written is what is read', writes, async (mine, _, step, before) => {
    const { id, sent, was } = await written(mine, step, before);
    const after = await sceneOf(mine);
    const user = after.users.get(id);
    const becomesMain = !was && mainOf(mine, before) === null;
    if (!sent) expect(user).toBeUndefined();
    else {
      const wrong = Object.entries(expectedOf(sent, was ?? {}, countriesOf(mine, after.picture))).filter(
        ([word, value]) => {
          const read: unknown = user![word];
          // A new main contact without an email or phone clears nothing: they show the customer's.
          if (becomesMain && ['email', 'phone'].includes(word) && [null, ''].includes(value as string)) return false;
          return value instanceof Spelled ? !value.isShownBy(read, spellings(mine, before)) : read !== value;
        },
      );
      expect(wrong.map(([word, value]) => ({ word, written: value, read: user![word] }))).toEqual([]);
      if (!was)
        expect(user!['customers']).toEqual([
          { customer_id: String(mine.id), company: after.picture.readings.billing.get(mine.id)!['company'] },
        ]);
    }
    expect((await mine.speak.billing.get(`/user/${id}`)).body.response ?? undefined).toEqual(user);
    if (sent) assertShown(mine, id, sent, was !== undefined, before, after);
    return after;
  });

  law(
    'Disjointness: a write leaves all that it does not cover as it was',
    writes,
    async (mine, _, step, before) => {
      const outcome = await written(mine, step, before);
      const after = await sceneOf(mine);
      for (const [id, user] of before.users) if (id !== outcome.id) expect(after.users.get(id)).toEqual(user);
      expect([...after.users.keys()].filter((id) => id !== outcome.id && !before.users.has(id))).toEqual([]);
      const [was, now] = [before, after].map(({ users }) => users.get(outcome.id));
      const words =
        was && now ? Object.keys(was).filter((word) => JSON.stringify(was[word]) !== JSON.stringify(now[word])) : [];
      expect(words.filter((word) => !covers(`users[].${word}`, outcome.fields))).toEqual([]);
      const changed = differences(before.picture, after.picture, footprints);
      expect(changed.filter((entry) => !isPointer(entry) && !mayChange(mine, entry, outcome, before, after))).toEqual(
        [],
      );
      assertLinesStay(mine, before.picture, after.picture);
      const isChanged =
        !was ||
        !now ||
        words.length > 0 ||
        changed.length > 0 ||
        JSON.stringify(before.persons.get(outcome.id)) !== JSON.stringify(after.persons.get(outcome.id));
      for (const [id, { version }] of before.picture.rows) {
        const risen = after.picture.rows.get(id)!.version > version;
        expect({ id, risen }).toEqual({ id, risen: id === mine.id && isChanged });
      }
      return after;
    },
    { quick: 16 },
  );

  law(
    'Refusal: a refused write changes nothing',
    refusals,
    async (mine, theirs, step, before) => {
      const { answer, ready } = await refused(mine, theirs!, step, before);
      expect({ status: answer.status, body: answer.status < 400 ? answer.body : 'refused' }).toEqual({
        status: expect.any(Number),
        body: 'refused',
      });
      expect(answer.status).toBeLessThan(500);
      return unchanged(mine, ready);
    },
    { two: true, quick: 16 },
  );

  law(
    'Isolation: the other tenant sees nothing of it, and its twin stays as it was',
    writes,
    async (mine, theirs, step, before) => {
      const twin = await sceneOf(theirs!);
      await written(mine, step, before);
      const { billing } = mine.speak;
      const stranger = [...twin.users.keys()][step['at'] % twin.users.size]!;
      const view = { title: 'Intruder' };
      const missing = await Promise.all([
        billing.get(`/user/${stranger}`),
        billing.put(`/user/${stranger}`, view),
        billing.delete(`/user/${stranger}`),
      ]);
      for (const { status } of missing) expect(status).toBe(404);
      const adding = await billing.post('/user', { ...view, name: 'Intruder', customer_id: theirs!.id });
      expect(adding.status).toBe(400);
      const finding = await Promise.all(
        [
          `customers.customer_id:EQUALS:${theirs!.id}`,
          `title:CONTAINS:${theirs!.marker}`,
          `user_id:EQUALS:${stranger}`,
        ].map((where) => billing.get('/user', { where })),
      );
      for (const { status, body } of finding)
        expect({ status, found: body.response }).toEqual({ status: 200, found: [] });
      await unchanged(theirs!, twin);
      const after = await sceneOf(mine);
      expect(
        JSON.stringify([...[...missing, adding, ...finding].map(({ body }) => body as unknown), told(after)]),
      ).not.toContain(theirs!.marker);
      expect(JSON.stringify(told(twin))).not.toContain(mine.marker);
      return after;
    },
    { two: true },
  );
});

/** Runs one law on as many customers as needed. Each step is a case, and returns the scene for the next one. */
function law(
  name: string,
  steps: Arbitrary<Step>,
  holds: (mine: Side, theirs: Side | undefined, step: Step, before: Scene) => Promise<Scene>,
  { two = false, quick = 8 } = {},
): void {
  it(
    name,
    async () => {
      let held = 0;
      const property = fc.asyncProperty(
        plans,
        fc.array(steps, { minLength: stepsOf(quick), maxLength: stepsOf(quick) }),
        async (plan, taken) => {
          const mine = await aSide(app);
          const theirs = two ? await aSide(app) : undefined;
          if (theirs) await build(theirs, plan);
          let scene = await build(mine, plan);
          for (const step of taken) {
            const before: Scene = scene;
            scene = await holds(mine, theirs, step, before).catch((error: Error) => {
              throw new Error(`case ${held + 1}, ${JSON.stringify(step)}\n${error.message}`);
            });
            track(mine, before.picture, scene.picture, true);
            assertClean(mine, scene.picture);
            held++;
          }
        },
      );
      const { failed, errorInstance } = await fc.check(property, {
        seed: SEED,
        numRuns: Math.ceil(cases(quick) / stepsOf(quick)),
        endOnFailure: true,
      });
      if (failed) throw new Error(`LAWS_SEED=${SEED}: ${(errorInstance as Error).message}`);
      if (IS_LONG) process.stderr.write(`contact persons: ${held} cases, LAWS_SEED=${SEED}: ${name}\n`);
    },
    IS_LONG ? 3_600_000 : 60_000,
  );
}

/** A customer with several persons, and another customer whose person has a key. One plan gives both tenants twins. */
async function build(side: Side, plan: Plan): Promise<Scene> {
  const { billing, contacts, erp } = side.speak;
  side.id = (await accepted(erp.post('/customers', { name: `${side.marker} Acme`, ...plan.flat }))).id;
  if (plan.named) await accepted(billing.put(`/customer/${side.id}`, { superuser_first_name: 'Ann' }));
  const bare = await pictureOf(side);
  side.flatMade = new Set([
    ...recordsOf(side, { picture: bare }, KINDS[0]).map(({ email_id: id }) => `emails ${id}`),
    ...recordsOf(side, { picture: bare }, KINDS[1]).map(({ phone_id: id }) => `phones ${id}`),
  ]);
  side.sibling = (
    await accepted(billing.post('/customer', { company: `${side.marker} sibling`, superuser_email: 'ada@example.com' }))
  ).response.id;
  side.takenKeys = ['taken', 'deleted'];
  const [, deleted] = [
    await accepted(
      billing.post('/user', {
        customer_id: side.sibling,
        name: 'Sue Sibling',
        external_key: 'taken',
        phone: '+12125550100',
      }),
    ),
    await accepted(billing.post('/user', { customer_id: side.sibling, name: 'Dan Deleted', external_key: 'deleted' })),
  ];
  await accepted(billing.delete(`/user/${deleted.response.id}`));
  for (const person of plan.persons)
    await accepted(
      billing.post(
        '/user',
        creating(side, { ...person, email: isSeen(person['email'] ?? '') ? person['email'] : 'ada@example.com' }),
      ),
    );
  for (const { word, list } of KINDS)
    for (const record of plan[list]) {
      const { status } = await contacts.post(`/customers/${side.id}/${list}`, record);
      expect([201, 409]).toContain(status);
      expect(record).toHaveProperty(word);
    }
  const scene = await sceneOf(side);
  const records = KINDS.flatMap((kind) =>
    recordsOf(side, scene, kind).map((record) => `/customers/${side.id}/${kind.list}/${record[kind.id]}/toggle-lock`),
  );
  for (const [at, url] of records.entries()) if (plan.locks[at]) await accepted(contacts.post(url));
  const ready = await sceneOf(side);
  track(side, bare, ready.picture, true);
  remember(side, ready.picture);
  assertClean(side, ready.picture);
  return ready;
}

async function sceneOf(side: Side): Promise<Scene> {
  const [picture, listed, rows] = await Promise.all([
    pictureOf(side),
    accepted(side.speak.billing.get('/user', { limit: 500 })),
    app.nest.get(Database).write<Person>(side.tenant.id, {
      text: `SELECT id, customer_id AS customer, external_key, email_id AS email, phone_id AS phone, deleted_at, updated_at
       FROM contact_persons WHERE tenant_id = $1 ORDER BY id`,
      values: [side.tenant.id],
    }),
  ]);
  return {
    picture,
    users: new Map(listed.response.map((user: View) => [user['user_id'] as number, user])),
    persons: new Map(rows.map((row) => [row.id, row])),
  };
}

async function unchanged(side: Side, before: Scene): Promise<Scene> {
  const after = await sceneOf(side);
  assertSame(before.picture, after.picture, footprints);
  expect(after.users).toEqual(before.users);
  expect(after.persons).toEqual(before.persons);
  return after;
}

const told = ({ picture, users }: Scene) => [
  ...Object.values(picture.readings).map((rows) => [...rows.values()]),
  [...users.values()],
];

type Kind = (typeof KINDS)[number];

const recordsOf = (side: Side, { picture }: Pick<Scene, 'picture'>, { list }: Kind) =>
  picture.readings.contacts.get(side.id)![list] as View[];
const mainOf = (side: Side, { picture }: Scene) =>
  picture.readings.billing.get(side.id)!['superuser_id'] as number | null;
const spellings = (side: Side, scene: Scene) =>
  KINDS.flatMap((kind) => recordsOf(side, scene, kind).map((record) => record[kind.word] as string));
const ownUsers = ({ id }: Side, { users }: Scene) =>
  [...users.values()].filter(({ customers: [customer] }) => customer.customer_id === String(id));

/** The record whose value a person shows. */
const shownBy = (side: Side, scene: Scene, id: number | null, { word, place }: Kind) =>
  id === mainOf(side, scene) ? scene.picture.rows.get(side.id)![place] : (scene.persons.get(id!)?.[word] ?? null);
const isLocked = (side: Side, scene: Scene, id: number | null, kind: Kind) =>
  recordsOf(side, scene, kind).some(
    (record) => record[kind.id] === shownBy(side, scene, id, kind) && record['is_locked'],
  );

interface Written {
  answer: Answer;
  id: number;
  /** Undefined for a deleted person. */
  sent?: View;
  /** Undefined before a person was created. */
  was?: View;
  /** The fields of the record that the step covers. */
  fields: Set<string>;
}

/** Takes a step. It leaves locked values out, and does not delete a person who shows a locked record. */
async function perform(side: Side, { kind, view, at }: Step, before: Scene): Promise<Written> {
  const { billing } = side.speak;
  const own = ownUsers(side, before);
  if (kind === 'create' || own.length === 0) {
    // A new main contact shows the values in the places, unless the request has other values.
    const sent = creating(
      side,
      mainOf(side, before) === null
        ? without(
            view,
            KINDS.filter((one) => isLocked(side, before, null, one)),
          )
        : view,
    );
    const answer = await billing.post('/user', sent);
    const moved =
      mainOf(side, before) === null ? ['mainContactId', 'salutation', 'firstName', 'lastName', 'email', 'phone'] : [];
    return { answer, id: Number(answer.body.response?.id ?? MISSING_ID), sent, fields: new Set(moved) };
  }
  const was = own[at % own.length]!;
  const id = was['user_id'] as number;
  const locked = KINDS.filter((one) => isLocked(side, before, id, one));
  const isMain = id === mainOf(side, before);
  if (kind === 'delete' && (isMain || locked.length === 0))
    return {
      answer: await billing.delete(`/user/${id}`),
      id,
      was,
      fields: new Set(isMain ? ['mainContactId', 'salutation', 'firstName', 'lastName'] : []),
    };
  const rest = without(marking(side, view), locked);
  const sent = Object.keys(rest).length > 0 ? rest : { middle_name_glob: 'Q.' };
  return {
    answer: await billing.put(`/user/${id}`, sent),
    id,
    sent,
    was,
    fields: new Set(Object.keys(sent).flatMap((word) => footprints.billing[`users[].${word}`]!.of)),
  };
}

async function written(side: Side, step: Step, before: Scene): Promise<Written> {
  const outcome = await perform(side, step, before);
  assertAccepted(outcome.answer.status, outcome.answer.body);
  return outcome;
}

const without = (view: View, kinds: readonly Kind[]): View =>
  Object.fromEntries(Object.entries(view).filter(([name]) => !kinds.some(({ word }) => word === name)));
const marking = ({ marker }: Side, view: View): View => ({
  ...view,
  ...(isSeen(view['title'] ?? '') && { title: beginning(view['title'], marker, 255) }),
});

/** Adds a first name if a person would have no name at all. */
function creating(side: Side, view: View): View {
  const sent: View = { ...marking(side, view), customer_id: side.id };
  const { first, last } = namesOf(sent, {});
  return (first ?? last ?? said(sent['email'])) ? sent : { ...sent, first_name: 'Zoe' };
}

const said = (value: unknown) => (typeof value === 'string' ? oneLine(value) : (value ?? null));

function namesOf({ name, first_name: first, last_name: last }: View, was: View) {
  const before = { first: was['first_name'] ?? null, last: was['last_name'] ?? null };
  const whole =
    name === undefined || said(name) === joined(before.first, before.last)
      ? before
      : split(said(name) as string | null);
  return { first: first === undefined ? whole.first : said(first), last: last === undefined ? whole.last : said(last) };
}

/** The expected reading, by word: the values that were sent, and the names that follow from them. */
function expectedOf(view: View, was: View, countries: Countries): View {
  const { first, last } = namesOf(view, was);
  const { customer_id: _, ...sent } = view;
  const own = Object.fromEntries(
    Object.entries(sent).map(([word, value]) => {
      if (word === 'title') return [word, said(value) ?? ''];
      if (word !== 'email' && word !== 'phone') return [word, said(value)];
      return [
        word,
        said(value) === null ? (word === 'phone' ? '' : null) : new Spelled(value as string, word, countries),
      ];
    }),
  );
  return { ...own, first_name: first, last_name: last, name: joined(first, last) };
}

/**
 * A person shows the customer's record of the written value, if the customer had one. A new first main contact takes
 * over what the customer showed until now, so a number without an extension keeps a line of that number there too.
 */
function assertShown(side: Side, id: number, sent: View, isOld: boolean, before: Scene, after: Scene): void {
  const former = isOld ? id : mainOf(side, before) === null ? null : undefined;
  for (const kind of KINDS) {
    if (said(sent[kind.word]) === null) continue;
    const shown = (scene: Scene, person: number | null) =>
      recordsOf(side, scene, kind).find((record) => record[kind.id] === shownBy(side, scene, person, kind));
    assertPointer(
      kind.word,
      sent[kind.word],
      former === undefined ? undefined : shown(before, former),
      shown(after, id),
      recordsOf(side, before, kind),
      countriesOf(side, after.picture),
    );
  }
}

function covers(word: string, fields: ReadonlySet<string>): boolean {
  const { of = [], moves = [], stamp } = footprints.billing[word]!;
  return Boolean(stamp) || [...of, ...moves].some((field) => fields.has(field));
}

/**
 * Words of the five readings that may change: the customer's words that show the main contact, the records that the
 * person shows, and the time of the change.
 */
function mayChange(
  side: Side,
  { contract, customer, word, path }: Entry,
  { id, fields, sent = { email: null, phone: null } }: Written,
  before: Scene,
  after: Scene,
): boolean {
  if (customer !== side.id) return false;
  const { of = [], stamp } = footprints[contract][word] ?? {};
  if (stamp) return true;
  if (contract === 'contacts') {
    const [, list, digits, last] = /^(emails|phones)\[(\d+)\]\.(\w+)$/.exec(path) ?? [];
    const kind = KINDS.find((one) => one.list === list);
    return (
      kind !== undefined && mayRecordChange(side, kind, Number(digits), last!, { id, fields, sent }, before, after)
    );
  }
  if (KINDS.some((kind) => of.includes(kind.word) && isFirst(side, before, kind, sent))) return true;
  return [before, after].some((scene) => mainOf(side, scene) === id) && of.some((field) => fields.has(field));
}

/**
 * A person's own record takes the written value, unless it is a line with an extension. A record that a new main
 * contact brings leaves the other records as they are.
 */
function mayRecordChange(
  side: Side,
  kind: Kind,
  record: number,
  word: string,
  { id, fields, sent = {} }: Pick<Written, 'id' | 'fields' | 'sent'>,
  before: Scene,
  after: Scene,
): boolean {
  const isSaid = sent[kind.word] !== undefined;
  const [one, other] = [before, after].map((scene) => shownBy(side, scene, id, kind));
  const [was, is] = [before, after].map((scene) =>
    recordsOf(side, scene, kind).find((each) => each[kind.id] === record),
  );
  if (!was) return isSaid && record === other && isBare(is!);
  if (is && (word === 'is_primary' || word === 'place')) {
    const isPlaced = [before, after].some(({ picture }) => picture.rows.get(side.id)![kind.place] === record);
    return isPlaced && mainOf(side, after) === id && (isSaid || fields.has('mainContactId'));
  }
  if (!isSaid || was['is_locked']) return false;
  // A record is deleted with a person's value only if flat writes alone made it and it has nothing but its value.
  if (!is)
    return (
      record === one && isBare(was) && side.flatMade.has(`${kind.list} ${record}`) && said(sent[kind.word]) === null
    );
  if (word !== kind.word && word !== 'extension') return false;
  const [old, now] = [was, is].map((each) => valueOf(each, countriesOf(side, after.picture)));
  if (word !== 'extension' && old!.key === now!.key) return record === other;
  return (
    record === one &&
    record === other &&
    old!.extension === null &&
    (now!.extension === null || now!.number === old!.number)
  );
}

/** A customer's first email or phone takes the place, whichever person brings it. */
const isFirst = (side: Side, before: Scene, kind: Kind, sent: View) =>
  Boolean(sent[kind.word]) && recordsOf(side, before, kind).length === 0;

/** Sends a request to be refused. Also returns the scene from before it, because it may need preparation. */
async function refused(
  side: Side,
  other: Side,
  { kind, view, at }: Step,
  before: Scene,
): Promise<{ answer: Answer; ready: Scene }> {
  const { billing, contacts } = side.speak;
  const own = ownUsers(side, before);
  const id = own[at % own.length]!['user_id'] as number;
  const put = async (sent: View, ready = before) => ({ answer: await billing.put(`/user/${id}`, sent), ready });
  switch (kind) {
    case 'create':
      return {
        answer: await billing.post('/user', { customer_id: side.id, first_name: 'Zoe', ...view }),
        ready: before,
      };
    case 'locked': {
      const one = KINDS[at % 2]!;
      if (shownBy(side, before, id, one) === null)
        await accepted(billing.put(`/user/${id}`, { [one.word]: one.another }));
      let ready = await sceneOf(side);
      if (!isLocked(side, ready, id, one))
        await accepted(contacts.post(`/customers/${side.id}/${one.list}/${shownBy(side, ready, id, one)}/toggle-lock`));
      ready = await sceneOf(side);
      if (at % 3 === 0 && id !== mainOf(side, ready)) return { answer: await billing.delete(`/user/${id}`), ready };
      return put(
        { ...view, [one.word]: at % 3 === 1 ? null : one.word === 'email' ? 'locked.out@example.com' : '+16465553333' },
        ready,
      );
    }
    case 'taken key':
      return at % 3 === 0
        ? {
            answer: await billing.post('/user', { ...creating(side, view), external_key: side.takenKeys[at % 2] }),
            ready: before,
          }
        : put({ ...view, external_key: side.takenKeys[at % 2] });
    case 'stranger': {
      const theirs = (await accepted(other.speak.billing.get('/user', { limit: 1 }))).response[0].user_id as number;
      if (at % 3 === 0)
        return { answer: await billing.put(`/user/${at % 2 ? theirs : MISSING_ID}`, view), ready: before };
      if (at % 3 === 1) return { answer: await billing.delete(`/user/${at % 2 ? theirs : MISSING_ID}`), ready: before };
      return {
        answer: await billing.post('/user', {
          ...view,
          first_name: 'Zoe',
          customer_id: at % 2 ? other.id : MISSING_ID,
        }),
        ready: before,
      };
    }
    case 'empty':
      return at % 2
        ? put({})
        : {
            answer: await billing.post('/user', { customer_id: side.id, title: 'Nobody', first_name: '', email: null }),
            ready: before,
          };
    default:
      return put(view);
  }
}
