import fc, { type Arbitrary } from 'fast-check';
import { aCustomer } from '../factories/customer.js';
import { aTenant, type TestTenant } from '../factories/tenant.js';
import { startApp, type TestApp } from '../support/app.js';
import { cases } from './laws.js';

let app: TestApp;
let mine: TestTenant;
let theirs: TestTenant;

let casesSoFar = 0;

beforeAll(async () => {
  app = await startApp();
}, 60_000);
afterAll(() => app.close());

// Every case adds customers and reads lists of them, so one tenant for all cases would take quadratic time.
async function freshTenants(): Promise<void> {
  if (casesSoFar++ % 50 !== 0) return;
  mine = await aTenant(app, { defaultCountry: 'US' });
  theirs = await aTenant(app, { user: mine.user, defaultCountry: 'FR' });
}

/** A value, and other spellings by which it must be found too. */
interface Spelled {
  value: string;
  others: string[];
}

let made = 0;
const blanks = fc
  .array(fc.constantFrom(' ', '\u00a0', '\u202f', '\u2003', '\u200b', '\u3000'), { maxLength: 2 })
  .map((some) => some.join(''));
const around = (spelled: Arbitrary<Spelled>): Arbitrary<Spelled> =>
  fc
    .tuple(spelled, blanks, blanks)
    .map(([{ value, others }, before, after]) => ({ value: `${before}${value}${after}`, others: [value, ...others] }));

const words = fc.constantFrom(
  'Ángel',
  'Straße',
  'οδός',
  'ΟΔΟΣ',
  'İpek',
  'Łódź',
  'ｶﾞﾗｽ',
  '한국',
  'Ｆｕｌｌ',
  "O'Hara",
  '50%',
  'a_b',
  'x\\y',
  'Zoë',
  'e\u0301a',
  '日本',
  'm,n',
  'q:r',
  'A–B',
);
const texts = around(
  fc.array(words, { minLength: 1, maxLength: 3 }).map((some) => ({ value: some.join(' '), others: [] })),
);

const swap = (text: string) =>
  text.replace(/\p{L}/gu, (letter) => (letter === letter.toUpperCase() ? letter.toLowerCase() : letter.toUpperCase()));
const emails = around(
  fc
    .tuple(
      fc.constantFrom('ada', 'José', 'straße', 'bob+x', 'o.k', 'ünal'),
      fc.constantFrom('example.com', 'Müller.example', 'mañana.example'),
    )
    .map(([local, domain]) => ({
      value: `${local}@${domain}`,
      others: [
        swap(`${local}@${domain}`),
        `${local}@${new URL(`http://${domain}`).hostname}`,
        `${local.normalize('NFD')}@${domain}`,
      ],
    })),
);

const NATIONAL: [country: string, numbers: string[][]][] = [
  [
    'US',
    [
      ['+1 (212) 555-0142', '2125550142', '+12125550142', '(212) 555‑0142'],
      ['646-555-0177', '+1 646 555 0177', '６４６５５５０１７７'],
    ],
  ],
  [
    'FR',
    [
      ['01 23 45 67 89', '0123456789', '+33 1 23 45 67 89', '01.23.45.67.89'],
      ['+33612345678', '06 12 34 56 78', '06\u202f12\u202f34\u202f56\u202f78'],
    ],
  ],
  [
    'UY',
    [
      ['099 123 456', '+598 99 123 456', '099123456'],
      ['+598 2 908 1234', '29081234'],
    ],
  ],
  [
    'PT',
    [
      ['+351 21 123 4567', '211234567', '21 123 45 67'],
      ['☎ 12', '☎ 12'],
    ],
  ],
];
const phones = (country: string) =>
  around(
    fc
      .constantFrom(...NATIONAL.find(([code]) => code === country)![1])
      .map(([value, ...others]) => ({ value: value!, others })),
  );

const taxIds = around(
  fc
    .tuple(fc.constantFrom('PT', 'es-b', ''), fc.integer({ min: 1, max: 9_999_999 }))
    .map(([prefix, number]) => ({ value: `${prefix} ${number}.${made}`, others: [`${prefix}${number}${made++}`] })),
);
const keys = around(
  fc.constantFrom('EK-77', 'ключ', 'a key').map((key) => ({ value: `${key} ${++made}`, others: [] })),
);

const plans = fc.constantFrom(...NATIONAL.map(([country]) => country)).chain((country) =>
  fc.record({
    country: fc.constant(country),
    name: texts,
    legalName: texts,
    firstName: texts,
    email: emails,
    phone: phones(country),
    mobile: phones(country),
    extension: fc.integer({ min: 1, max: 999 }).map(String),
    taxId: taxIds,
    key: keys,
    state: texts,
  }),
);

const idsIn = (rows: Record<string, unknown>[]) =>
  rows.map((row) => Number(row['customer_id'] ?? row['user_id'] ?? row['id']));

function lookUps(tenant: TestTenant) {
  const { billing, erp, accounting } = app.as(tenant);
  const ok = <Body>({ status, body }: { status: number; body: Body }, asked: unknown): Body => {
    expect({ status, asked }).toEqual({ status: 200, asked });
    return body;
  };
  const where =
    (path: string) =>
    async (field: string, value: string, operator = 'EQUALS') => {
      const query = { where: `${field}:${operator}:${value.replaceAll(',', '\\,')}`, limit: 500 };
      return idsIn(ok(await billing.get(path, query), query).response);
    };
  return {
    customers: where('/customer'),
    users: where('/user'),
    column: async (searchColumn: string, searchString: string) =>
      idsIn(ok(await erp.get('/customers', { searchColumn, searchString, limit: 1000 }), searchString)),
    role: async (fieldKey: string, value: string, comparator = 'equals') =>
      idsIn(
        ok(
          await accounting.get('/customers', {
            page_size: 1000,
            stringified_filter_roles: JSON.stringify([{ fieldKey, comparator, value }]),
          }),
          value,
        ).data,
      ),
  };
}

type Plan = typeof plans extends Arbitrary<infer One> ? One : never;

async function make(tenant: TestTenant, plan: Plan): Promise<number> {
  const { id } = await aCustomer(app, tenant, { countryIso: plan.country });
  const as = app.as(tenant);
  const written = [
    await as.billing.put(`/customer/${id}`, {
      company: plan.name.value,
      external_key: plan.key.value,
      bill_state: plan.state.value,
      superuser_first_name: plan.firstName.value,
    }),
    await as.erp.put('/customers', {
      id,
      email: plan.email.value,
      vat_id: plan.taxId.value,
      phone: plan.phone.value.slice(0, 20),
      mobile: plan.mobile.value.slice(0, 20),
    }),
    await as.accounting.put(`/customers/${id}`, {
      customerType: 'business',
      displayName: plan.name.value,
      companyName: plan.legalName.value,
    }),
  ];
  expect(written.map(({ status }) => status)).toEqual([202, 201, 200]);
  return id;
}

it('an equality filter finds every value that a read shows, in every contract, and in no other tenant', async () => {
  await fc.assert(
    fc.asyncProperty(plans, async (plan) => {
      await freshTenants();
      const [id] = [await make(mine, plan), await make(theirs, plan)];
      const [here, there] = [lookUps(mine), lookUps(theirs)];
      const customer = (await app.as(mine).billing.get(`/customer/${id}`)).body.response as Record<string, string>;
      const column = (
        (await app.as(mine).erp.get('/customers', { searchColumn: 'id', searchString: String(id) })).body as Record<
          string,
          string
        >[]
      )[0]!;
      const row = (await app.as(mine).accounting.get(`/customers/${id}`)).body as Record<string, string>;
      const person = (await app.as(mine).billing.get(`/user/${customer['superuser_id']}`)).body.response as Record<
        string,
        string
      >;

      for (const word of ['company', 'external_key', 'bill_state', 'superuser_email', 'token']) {
        expect({ word, found: await here.customers(word, customer[word]!) }).toEqual({
          word,
          found: expect.arrayContaining([id]),
        });
        expect({ word, not: await here.customers(word, customer[word]!, 'NOTEQUALS') }).toEqual({
          word,
          not: expect.not.arrayContaining([id]),
        });
      }
      for (const word of ['first_name', 'email', 'username', 'phone', 'name', 'token'])
        expect({ word, found: await here.users(word, person[word]!) }).toEqual({
          word,
          found: expect.arrayContaining([Number(person['user_id'])]),
        });
      for (const word of ['name', 'vat_id', 'email', 'phone', 'mobile', 'country_iso', 'code'])
        expect({ word, found: await here.column(word, column[word]!) }).toEqual({
          word,
          found: expect.arrayContaining([id]),
        });
      for (const [word, shown] of [
        ['display_name', 'displayName'],
        ['company_name', 'companyName'],
        ['email', 'email'],
        ['work_phone', 'workPhone'],
        ['personal_phone', 'personalPhone'],
        ['first_name', 'firstName'],
      ] as const) {
        for (const comparator of ['equals', 'in', 'contains', 'starts_with', 'ends_with'])
          expect({ word, comparator, found: await here.role(word, row[shown]!, comparator) }).toEqual({
            word,
            comparator,
            found: expect.arrayContaining([id]),
          });
      }
      for (const found of [
        await there.customers('superuser_email', customer['superuser_email']!),
        await there.column('phone', column['phone']!),
        await there.role('display_name', row['displayName']!),
      ])
        expect(found).not.toContain(id);
    }),
    { numRuns: cases(5), endOnFailure: true },
  );
}, 3_600_000);

it('every look-up finds, in every spelling, each value that is refused as a duplicate', async () => {
  await fc.assert(
    fc.asyncProperty(plans, async (plan) => {
      await freshTenants();
      const id = await make(mine, plan);
      const { id: line } = await aCustomer(app, mine, { countryIso: plan.country });
      const extended = { phone: plan.phone.value, extension: plan.extension };
      const { contacts, erp, clients } = app.as(mine);
      const here = lookUps(mine);
      const refused = async (one: Promise<{ status: number }>, status: number) => (await one).status === status;
      for (const value of [plan.email.value, ...plan.email.others]) {
        expect(await refused(contacts.post(`/customers/${id}/emails`, { email: value }), 409)).toBe(true);
        for (const found of [
          await here.customers('superuser_email', value),
          await here.column('email', value),
          await here.role('email', value),
        ])
          expect({ value, found }).toEqual({ value, found: expect.arrayContaining([id]) });
      }
      for (const value of [plan.phone.value, ...plan.phone.others]) {
        if (await refused(contacts.post(`/customers/${id}/phones`, { phone: value }), 409)) {
          const found = [...(await here.column('phone', value)), ...(await here.column('mobile', value))];
          expect({ value, found }).toEqual({ value, found: expect.arrayContaining([id]) });
        }
      }
      expect(await refused(contacts.post(`/customers/${line}/phones`, extended), 201)).toBe(true);
      for (const phone of [plan.phone.value, ...plan.phone.others]) {
        // If a text is no number of any country, an extension at its end stays part of it.
        const whole = `${phone.trim()} ext. ${plan.extension}`;
        const twins = [
          { sent: { ...extended, phone }, value: phone },
          { sent: { phone: whole }, value: whole },
        ];
        for (const { sent, value } of twins) {
          if (await refused(contacts.post(`/customers/${line}/phones`, sent), 409))
            expect({ value, found: await here.column('phone', value) }).toEqual({
              value,
              found: expect.arrayContaining([line]),
            });
        }
      }
      for (const value of [plan.taxId.value, ...plan.taxId.others]) {
        expect(await refused(erp.post('/customers', { name: 'Twin', vat_id: value.slice(0, 20) }), 409)).toBe(true);
        expect(await here.column('vat_id', value)).toEqual([id]);
      }
      expect(await refused(clients.post('/clients', { name: 'Twin', external_code: plan.key.value }), 400)).toBe(true);
      expect(await here.customers('external_key', plan.key.value)).toEqual([id]);
    }),
    { numRuns: cases(5), endOnFailure: true },
  );
}, 3_600_000);
