import type { NewCustomer } from '../../src/customers/customer-record.js';
import { RECORDS_PER_CUSTOMER } from '../../src/customers/record-limit.js';
import { aCustomer, MISSING_ID, theCustomer } from '../factories/customer.js';
import { aTenant, type TestTenant } from '../factories/tenant.js';
import { type Answer, startApp } from '../support/app.js';
import { asOwner } from '../support/owner.js';
import { useAppAndTenant } from '../support/use-app.js';

const { app, tenant: acme } = useAppAndTenant();

const billing = (tenant = acme) => app.as(tenant).billing;
const contacts = () => app.as(acme).contacts;
const INVALID = 'Missing or invalid parameter.';
const refused = (code: number, message: unknown = expect.any(String)) => ({
  status: code,
  body: { code, status: 'Error', message, response: code === 404 ? null : false },
});
const about = (field: string) => ({ ...refused(400, INVALID), body: { details: { [field]: expect.any(String) } } });
const LOCKED = {
  email: refused(400, 'This email is locked and cannot be changed until it is unlocked.'),
  phone: refused(400, 'This phone is locked and cannot be changed until it is unlocked.'),
};

const put = (id: number, body: unknown) => billing().put(`/user/${id}`, body);
const read = async (id: number) => (await billing().get(`/user/${id}`)).body.response as Record<string, any>;
const readCustomer = async (id: number) =>
  (await billing().get(`/customer/${id}`)).body.response as Record<string, any>;
const emailsOf = async (id: number) =>
  (await contacts().get(`/customers/${id}/emails`)).body.emails as Record<string, any>[];
const phonesOf = async (id: number) =>
  (await contacts().get(`/customers/${id}/phones`)).body.phones as Record<string, any>[];
const values = async (id: number) => (await emailsOf(id)).map(({ email }) => email as string);

async function aUser(customer_id: number, fields: object): Promise<number> {
  const answer = await billing().post('/user', { customer_id, ...fields });
  expect(answer.status).toBe(201);
  return answer.body.response.id as number;
}

/** A customer whose main contact is Ann, and Bob beside her. */
async function annAndBob(
  customer: Partial<NewCustomer> = {},
  bob: object = {},
): Promise<{ id: number; ann: number; bob: number }> {
  const { id, mainContactId } = await aCustomer(app, acme, {
    firstName: 'Ann',
    email: 'ann@example.com',
    phone: '+12125550101',
    ...customer,
  });
  return { id, ann: mainContactId!, bob: await aUser(id, { first_name: 'Bob', ...bob }) };
}

async function add(id: number, what: 'emails' | 'phones', fields: object): Promise<number> {
  const { status, body } = await contacts().post(`/customers/${id}/${what}`, fields);
  expect(status).toBe(201);
  return body[what === 'emails' ? 'email_id' : 'phone_id'] as number;
}

async function lock(id: number, what: 'emails' | 'phones', value: string): Promise<void> {
  const record = (await (what === 'emails' ? emailsOf(id) : phonesOf(id))).find(
    ({ email, phone }) => email === value || phone === value,
  )!;
  expect(
    (await contacts().post(`/customers/${id}/${what}/${record.email_id ?? record.phone_id}/toggle-lock`)).body,
  ).toMatchObject({ is_locked: true });
}

/** Refused, and nothing of the request was written. */
async function expectUnchanged(id: number, write: () => Promise<Answer>, refusal: object): Promise<void> {
  const all = async () => [
    await theCustomer(app, acme, id),
    await emailsOf(id),
    await phonesOf(id),
    (await billing().get('/user', { where: `customers.customer_id:EQUALS:${id}` })).body.response,
  ];
  const before = await all();
  expect(await write()).toMatchObject(refusal);
  expect(await all()).toEqual(before);
}

describe('POST /api/v3/user', () => {
  it('201: answers the ID, and where the contact is', async () => {
    const { id } = await aCustomer(app, acme);
    const answer = await billing().post('/user', { customer_id: id, name: 'Ryan Bantz' });
    expect(answer.body).toEqual({
      code: 201,
      status: 'OK',
      message: '',
      details: {},
      response: { id: expect.any(Number) },
    });
    expect(answer).toMatchObject({
      status: 201,
      headers: { location: `${app.url}/api/v3/user/${answer.body.response.id}` },
    });
  });

  it('201: keeps all that is sent, and drops what the contract does not know', async () => {
    const { id } = await aCustomer(app, acme);
    const sent = {
      external_key: 'all-of-bob',
      first_name: 'Bob',
      middle_name_glob: 'B.',
      last_name: 'Jones',
      name_suffix: 'Jr.',
      title: 'Buyer',
      email: 'Bob@Example.com',
      phone: '(212) 555-0100',
    };
    const user = await aUser(id, {
      ...sent,
      token: 'aaaaaaaaaaaa',
      user_id: 7,
      user_type_id: 9,
      username: 'bob',
      password: 'secret',
      tenant_id: 1,
    });
    expect(await read(user)).toMatchObject({
      ...sent,
      user_id: user,
      name: 'Bob Jones',
      username: 'Bob@Example.com',
      user_type_id: 1,
    });
  });

  it('201: makes the first contact the main one, whose email and phone are the customer’s', async () => {
    const { id, version } = await aCustomer(app, acme);
    const user = await aUser(id, { name: 'Ada Lovelace', email: 'ada@example.com', phone: '+12125550100' });
    expect(await readCustomer(id)).toMatchObject({
      superuser_id: user,
      superuser_name: 'Ada Lovelace',
      superuser_email: 'ada@example.com',
      superuser_phone: '+12125550100',
    });
    expect((await theCustomer(app, acme, id)).version).toBe(version + 1);
    const second = await aUser(id, { email: 'bob@example.com' });
    expect(await readCustomer(id)).toMatchObject({ superuser_id: user, superuser_email: 'ada@example.com' });
    expect(await read(second)).toMatchObject({
      name: null,
      display_as: 'bob@example.com',
      email: 'bob@example.com',
      phone: '',
    });
  });

  it('201: shows the customer’s email and phone where the first contact brings none', async () => {
    const { id } = await aCustomer(app, acme, { email: 'office@example.com', phone: '+12125550100' });
    expect(await read(await aUser(id, { first_name: 'Ada' }))).toMatchObject({
      email: 'office@example.com',
      phone: '+12125550100',
    });
  });

  it('201: keeps the email and phone that the first contact’s own replace', async () => {
    const { id } = await aCustomer(app, acme, { email: 'office@example.com', phone: '+12125550100' });
    await aUser(id, { first_name: 'Ada', email: 'ada@example.com', phone: '+12125550101' });
    expect(await readCustomer(id)).toMatchObject({
      superuser_email: 'ada@example.com',
      superuser_phone: '+12125550101',
    });
    expect([await values(id), (await phonesOf(id)).length]).toEqual([['office@example.com', 'ada@example.com'], 2]);
  });

  it('201: makes no twin of an email or phone that the customer has', async () => {
    const { id } = await aCustomer(app, acme, { firstName: 'Ann', email: 'office@example.com', phone: '+12125550100' });
    const user = await aUser(id, { first_name: 'Bob', email: 'OFFICE@example.COM', phone: '(212) 555-0100' });
    expect([await values(id), (await phonesOf(id)).length]).toEqual([['office@example.com'], 1]);
    expect(await read(user)).toMatchObject({ email: 'office@example.com', phone: '+12125550100' });
  });

  it.each([
    ['no customer', { customer_id: undefined }, 'customer_id'],
    ['a null customer', { customer_id: null }, 'customer_id'],
    ['a customer’s ID as text', { customer_id: '1' }, 'customer_id'],
    ['neither name nor email', { name: undefined, title: 'Buyer', phone: '+12125550100' }, 'name'],
    ['an empty name', { name: ' ' }, 'name'],
    ['a long name', { name: 'x'.repeat(256) }, 'name'],
    ['a number for a name', { first_name: 7 }, 'first_name'],
    ['a bad email', { email: 'bob' }, 'email'],
    ['a phone without a digit', { phone: 'none' }, 'phone'],
    ['a long external key', { external_key: 'x'.repeat(256) }, 'external_key'],
    ['NUL in a text', { title: 'a\0b' }, 'title'],
  ])('400: refuses %s', async (_, fields, field) => {
    const { id } = await aCustomer(app, acme);
    await expectUnchanged(id, () => billing().post('/user', { customer_id: id, name: 'Bob', ...fields }), about(field));
  });

  it('400: says that there is no data', async () => {
    expect((await billing().post('/user', {})).body).toEqual({
      code: 400,
      status: 'Error',
      message: 'A required parameter was missing: No data.',
      details: {},
      response: false,
    });
  });

  it('400: refuses a foreign or deleted customer exactly like a missing one', async () => {
    const foreign = await aCustomer(app, await aTenant(app));
    const gone = await aCustomer(app, acme);
    await billing().delete(`/customer/${gone.id}`);
    const missing = await billing().post('/user', { customer_id: MISSING_ID, name: 'Bob' });
    expect(missing).toMatchObject({ ...about('customer_id') });
    for (const { id } of [foreign, gone])
      expect(await billing().post('/user', { customer_id: id, name: 'Bob' })).toLookLike(missing);
  });

  it('400: names an external key that another contact has, also a deleted one', async () => {
    const { id } = await aCustomer(app, acme);
    const user = await aUser(id, { name: 'Bob', external_key: 'bob-1' });
    const clash = {
      ...refused(400, 'external_key "bob-1" is already in use'),
      body: { details: { external_key: expect.any(String) } },
    };
    await expectUnchanged(
      id,
      () =>
        billing().post('/user', { customer_id: id, name: 'Twin', email: 'twin@example.com', external_key: 'bob-1' }),
      clash,
    );
    await billing().delete(`/user/${user}`);
    await expectUnchanged(
      id,
      () => billing().post('/user', { customer_id: id, name: 'Twin', external_key: 'bob-1' }),
      clash,
    );
    const other = await aTenant(app);
    expect(
      (
        await billing(other).post('/user', {
          customer_id: (await aCustomer(app, other)).id,
          name: 'Mine',
          external_key: 'bob-1',
        })
      ).status,
    ).toBe(201);
  });

  it.each(['emails', 'phones'] as const)(
    '400: takes no locked %s out of its place for a first contact',
    async (what) => {
      const { id } = await aCustomer(app, acme, { email: 'office@example.com', phone: '+12125550100' });
      await lock(id, what, what === 'emails' ? 'office@example.com' : '+12125550100');
      await expectUnchanged(
        id,
        () =>
          billing().post('/user', { customer_id: id, name: 'Bob', email: 'bob@example.com', phone: '+12125550101' }),
        what === 'emails' ? LOCKED.email : LOCKED.phone,
      );
      expect(
        (await billing().post('/user', { customer_id: id, name: 'Bob', email: 'office@example.com' })).status,
      ).toBe(201);
    },
  );

  it(`400: has room for ${RECORDS_PER_CUSTOMER} contacts of a customer, not counting deleted ones`, async () => {
    const { id } = await aCustomer(app, acme);
    const user = await aUser(id, { name: 'First' });
    await asOwner(
      app,
      acme,
      `INSERT INTO contact_persons (tenant_id, customer_id, token, first_name) SELECT $1, $2, 'aaaaaaaaaaaa', n FROM generate_series(2, ${RECORDS_PER_CUSTOMER}) n`,
      [acme.id, id],
    );
    const full = refused(400, 'A customer has at most 200 of these.');
    expect(await billing().post('/user', { customer_id: id, name: 'One more' })).toMatchObject(full);
    expect((await billing().delete(`/user/${user}`)).status).toBe(200);
    expect((await billing().post('/user', { customer_id: id, name: 'One more' })).status).toBe(201);
    await billing().put(`/customer/${id}`, { superuser_id: null });
    expect(await billing().put(`/customer/${id}`, { superuser_name: 'Some Body' })).toMatchObject(full);
  });

  it('400: makes no email beyond those that a customer has room for', async () => {
    const { id, bob } = await annAndBob();
    await asOwner(
      app,
      acme,
      `INSERT INTO emails (tenant_id, customer_id, email, email_normal) SELECT $1, $2, n || '@example.com', n || '@example.com' FROM generate_series(2, ${RECORDS_PER_CUSTOMER}) n`,
      [acme.id, id],
    );
    expect(await put(bob, { email: 'bob@example.com' })).toMatchObject(
      refused(400, 'A customer has at most 200 of these.'),
    );
    expect((await put(bob, { email: '7@example.com' })).status).toBe(202);
  });
});

describe('GET /api/v3/user/:user_id', () => {
  it('200: answers every field, in the contract’s order', async () => {
    const tenant = await aTenant(app, { timeZone: 'America/New_York' });
    const { id, mainContactId } = await aCustomer(app, tenant, { displayName: 'Acme Widgets', firstName: 'Buffy' });
    const { response } = (await billing(tenant).get(`/user/${mainContactId}`)).body;
    expect(Object.entries(response)).toEqual([
      ['user_id', mainContactId],
      ['external_key', null],
      ['first_name', 'Buffy'],
      ['middle_name_glob', null],
      ['last_name', null],
      ['name_suffix', null],
      ['name', 'Buffy'],
      ['display_as', 'Buffy'],
      ['title', ''],
      ['email', null],
      ['phone', ''],
      ['token', expect.stringMatching(/^[a-z0-9]{12}$/)],
      ['user_type_id', 1],
      ['user_type_name', 'Billing'],
      ['username', null],
      ['write_datetime', expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[+-]\d\d:\d\d$/)],
      ['mod_datetime', response.write_datetime],
      ['url_self', `${app.url}/api/v3/user/${mainContactId}`],
      ['customers', [{ customer_id: String(id), company: 'Acme Widgets' }]],
    ]);
    expect(response.write_datetime).toBe((await billing(tenant).get(`/customer/${id}`)).body.response.write_datetime);
  });

  it('200: tolerates the names that clients put on any URL', async () => {
    const { ann } = await annAndBob();
    expect((await billing().get(`/user/${ann}?_dummy=1&_flag_emails=0`)).status).toBe(200);
    expect((await billing().send('PUT', `/user/${ann}?_flag_webhooks=0`, { body: { title: 'x' } })).status).toBe(202);
  });

  it('404: answers a foreign contact, and one of a deleted customer, exactly like a missing one', async () => {
    const { mainContactId: foreign } = await aCustomer(app, await aTenant(app), { firstName: 'Eve' });
    const { id, ann } = await annAndBob();
    await billing().delete(`/customer/${id}`);
    const missing = await billing().get(`/user/${MISSING_ID}`);
    expect(missing).toMatchObject({
      status: 404,
      body: { code: 404, status: 'Error', message: 'This user does not exist.', details: {}, response: null },
    });
    for (const user of [foreign, ann, 'abc', '0', '_count'])
      expect(await billing().get(`/user/${user}`)).toLookLike(missing);
  });
});

describe('PUT /api/v3/user/:user_id', () => {
  it('202: answers the ID, and where the contact is', async () => {
    const { bob } = await annAndBob();
    const answer = await put(bob, { title: 'Buyer' });
    expect(answer.body).toEqual({ code: 202, status: 'OK', message: '', details: {}, response: { id: bob } });
    expect(answer).toMatchObject({ status: 202, headers: { location: `${app.url}/api/v3/user/${bob}` } });
  });

  it.each(['external_key', 'first_name', 'middle_name_glob', 'last_name', 'name_suffix', 'title', 'email', 'phone'])(
    '202: changes %s and nothing else, clears it with null, and counts each as a version',
    async (field) => {
      const all = {
        external_key: `key-${field}`,
        first_name: 'Bob',
        middle_name_glob: 'B.',
        last_name: 'Jones',
        name_suffix: 'Jr.',
        title: 'Buyer',
        email: 'bob@example.com',
        phone: '+12125550102',
      };
      const { id, bob } = await annAndBob({}, all);
      const { version } = await theCustomer(app, acme, id);
      const value = { email: 'new@example.com', phone: '+12125550109' }[field] ?? `new ${field}`;
      for (const [written, shown] of [
        [value, value],
        [null, field === 'title' || field === 'phone' ? '' : null],
      ]) {
        expect((await put(bob, { [field]: written })).status).toBe(202);
        expect(await read(bob)).toMatchObject({ ...all, [field]: shown });
      }
      expect((await theCustomer(app, acme, id)).version).toBe(version + 2);
    },
  );

  it.each(['ann', 'bob'] as const)('202: reading %s and writing that back changes nothing', async (who) => {
    const { id, ...users } = await annAndBob(
      { lastName: 'de Vries' },
      {
        first_name: 'Mary Ann',
        last_name: 'Evans',
        email: 'bob@example.com',
        phone: '+12125550102',
        external_key: `back-${who}`,
      },
    );
    const before = [await theCustomer(app, acme, id), await read(users[who])];
    expect((await put(users[who], await read(users[who]))).status).toBe(202);
    expect([await theCustomer(app, acme, id), await read(users[who])]).toEqual(before);
  });

  it('202: splits a name, and composes it of what the two names become', async () => {
    const { bob } = await annAndBob();
    await put(bob, { name: ' Ludwig  van Beethoven' });
    expect(await read(bob)).toMatchObject({
      first_name: 'Ludwig',
      last_name: 'van Beethoven',
      name: 'Ludwig van Beethoven',
      display_as: 'Ludwig van Beethoven',
    });
    await put(bob, { name: 'Some Body', last_name: 'Else' });
    expect(await read(bob)).toMatchObject({ name: 'Some Else' });
  });

  it('202: takes a value beyond a limit that is stored already', async () => {
    const { bob } = await annAndBob();
    await asOwner(app, acme, 'UPDATE contact_persons SET title = $3 WHERE tenant_id = $1 AND id = $2', [
      acme.id,
      bob,
      'x'.repeat(300),
    ]);
    expect((await put(bob, { title: 'x'.repeat(300), first_name: 'Rob' })).status).toBe(202);
    expect(await put(bob, { title: 'y'.repeat(300) })).toMatchObject(about('title'));
  });

  it('202: leaves whose contact it is', async () => {
    const { id, bob } = await annAndBob();
    expect((await put(bob, { customer_id: (await aCustomer(app, acme)).id })).status).toBe(202);
    expect(await read(bob)).toMatchObject({ customers: [{ customer_id: String(id) }] });
  });

  it.each([
    ['a bad email', { email: 'bob' }, 'email'],
    ['a phone without a digit', { phone: 'none' }, 'phone'],
    ['a list for a name', { name: ['Bob'] }, 'name'],
  ])('400: refuses %s', async (_, fields, field) => {
    const { id, bob } = await annAndBob();
    await expectUnchanged(id, () => put(bob, { title: 'not this either', ...fields }), about(field));
  });

  it('400: says that there is no data', async () => {
    const { bob } = await annAndBob();
    expect(await put(bob, {})).toMatchObject(refused(400, 'A required parameter was missing: No data.'));
  });

  it('400: names an external key that another contact has', async () => {
    const { id, ann, bob } = await annAndBob({}, { external_key: 'taken' });
    await expectUnchanged(
      id,
      () => put(ann, { email: 'new@example.com', external_key: 'taken' }),
      refused(400, 'external_key "taken" is already in use'),
    );
    expect((await put(bob, { external_key: 'taken' })).status).toBe(202);
  });

  it('404: answers a foreign contact exactly like a missing one, and leaves it', async () => {
    const other = await aTenant(app);
    const foreign = await aCustomer(app, other, { firstName: 'Eve' });
    expect(await put(foreign.mainContactId!, { first_name: 'Mine' })).toLookLike(
      await put(MISSING_ID, { first_name: 'Mine' }),
    );
    expect(await put(foreign.mainContactId!, { first_name: 7 })).toLookLike(await put(MISSING_ID, { first_name: 7 }));
    expect(await theCustomer(app, other, foreign.id)).toEqual(foreign);
  });
});

describe('the main contact', () => {
  it('202: is written as the customer’s superuser fields are, and seen by every contract', async () => {
    const { id, ann } = await annAndBob();
    const [email, phone] = [(await emailsOf(id))[0]!, (await phonesOf(id))[0]!];
    expect((await put(ann, { name: 'Anna Smith', email: 'anna@example.com', phone: '+12125550109' })).status).toBe(202);
    expect(await readCustomer(id)).toMatchObject({
      superuser_name: 'Anna Smith',
      superuser_email: 'anna@example.com',
      superuser_phone: '+12125550109',
    });
    expect(await emailsOf(id)).toMatchObject([{ email_id: email.email_id, email: 'anna@example.com' }]);
    expect(await phonesOf(id)).toMatchObject([{ phone_id: phone.phone_id, phone: '+12125550109' }]);
    expect((await app.as(acme).accounting.get(`/customers/${id}`)).body).toMatchObject({
      firstName: 'Anna',
      email: 'anna@example.com',
      workPhone: '+12125550109',
    });
    await app.as(acme).clients.put(`/clients/${id}`, { email: 'office@example.com' });
    expect((await read(ann)).email).toBe('office@example.com');
  });

  it('202: cleared, empties the customer’s places', async () => {
    const { id, ann } = await annAndBob();
    await put(ann, { email: null, phone: null });
    expect(await readCustomer(id)).toMatchObject({ superuser_email: null, superuser_phone: null });
    expect([await emailsOf(id), await phonesOf(id)]).toEqual([[], []]);
  });

  it.each([
    ['email', 'emails', 'ann@example.com', 'new@example.com'],
    ['phone', 'phones', '+12125550101', '+12125550109'],
  ] as const)('400: keeps a locked %s', async (field, what, value, other) => {
    const { id, ann } = await annAndBob();
    await lock(id, what, value);
    for (const written of [other, null])
      await expectUnchanged(id, () => put(ann, { title: 'not this either', [field]: written }), LOCKED[field]);
    expect((await put(ann, { title: 'Buyer', [field]: value })).status).toBe(202);
  });
});

/** What another contact than the main one shows, once for emails and once for phones. */
const KINDS = [
  {
    field: 'email',
    what: 'emails',
    idKey: 'email_id',
    anns: 'ann@example.com',
    bobs: 'bob@example.com',
    fresh: 'new@example.com',
    superuser: 'superuser_email',
    empty: null,
    known: { notes: 'n' },
  },
  {
    field: 'phone',
    what: 'phones',
    idKey: 'phone_id',
    anns: '+12125550101',
    bobs: '+12125550102',
    fresh: '+12125550109',
    superuser: 'superuser_phone',
    empty: '',
    known: { name: 'Desk' },
  },
] as const;

describe.each(KINDS)(
  'the $field of another contact',
  ({ field, what, idKey, anns, bobs, fresh, superuser, empty, known }) => {
    const list = (id: number) => (what === 'emails' ? emailsOf(id) : phonesOf(id));
    const listed = async (id: number) => (await list(id)).map((record) => record[field] as string);

    it('is a record of the customer, which its contacts show', async () => {
      const { id, bob } = await annAndBob({}, { [field]: bobs });
      expect(await listed(id)).toEqual([anns, bobs]);
      const record = (await list(id))[1]!;
      await contacts().put(`/customers/${id}/${what}/${record[idKey]}`, { [field]: fresh });
      expect((await read(bob))[field]).toBe(fresh);
    });

    it('202: changes in place, and what else is known of the record stays', async () => {
      const { id, bob } = await annAndBob();
      const record = await add(id, what, { [field]: bobs, ...known });
      await put(bob, { [field]: bobs });
      expect((await put(bob, { [field]: fresh })).status).toBe(202);
      expect((await list(id))[1]).toMatchObject({ [idKey]: record, [field]: fresh, ...known });
      expect((await readCustomer(id))[superuser]).toBe(anns);
    });

    it('202: becomes a record of its own when the one it was holds a place', async () => {
      const { id, bob } = await annAndBob({}, { [field]: anns });
      await put(bob, { [field]: fresh });
      expect(await listed(id)).toEqual([anns, fresh]);
      expect((await readCustomer(id))[superuser]).toBe(anns);
    });

    it('202: becomes a record of its own when another contact shares the old one', async () => {
      const { id, bob } = await annAndBob({}, { [field]: bobs });
      const eve = await aUser(id, { name: 'Eve', [field]: bobs });
      await put(bob, { [field]: fresh });
      expect([(await read(bob))[field], (await read(eve))[field]]).toEqual([fresh, bobs]);
      expect(await listed(id)).toEqual([anns, bobs, fresh]);
    });

    it('202: moves to a record that the customer has, and leaves the other as it is', async () => {
      const { id, bob } = await annAndBob({}, { [field]: bobs });
      await put(bob, { [field]: anns });
      expect([(await read(bob))[field], await listed(id)]).toEqual([anns, [anns, bobs]]);
    });

    it('202: cleared, leaves the record that a contact made, whatever is known about it', async () => {
      const { id, bob } = await annAndBob({}, { [field]: bobs });
      await put(bob, { [field]: null });
      expect([(await read(bob))[field], await listed(id)]).toEqual([empty, [anns, bobs]]);
      const [, { [`${field}_id`]: record }] = (await contacts().get(`/customers/${id}/${what}`)).body[what];
      await contacts().put(`/customers/${id}/${what}/${record}`, known);
      await put(bob, { [field]: bobs });
      await put(bob, { [field]: null });
      expect([(await read(bob))[field], await listed(id)]).toEqual([empty, [anns, bobs]]);
    });

    it('202: cleared, leaves a record that holds a place or that another contact shares', async () => {
      const { id, bob } = await annAndBob({}, { [field]: anns });
      const eve = await aUser(id, { name: 'Eve', [field]: bobs });
      await put(bob, { [field]: null });
      expect((await readCustomer(id))[superuser]).toBe(anns);
      await put(bob, { [field]: bobs });
      await put(bob, { [field]: null });
      expect((await read(eve))[field]).toBe(bobs);
    });

    it('stays when a flat contract clears or changes the place that its record holds', async () => {
      const { id, bob } = await annAndBob({}, { [field]: anns });
      await app.as(acme).clients.put(`/clients/${id}`, { [field]: fresh });
      expect([(await read(bob))[field], (await readCustomer(id))[superuser]]).toEqual([anns, fresh]);
      await put(bob, { [field]: fresh });
      await billing().put(`/customer/${id}`, { [superuser]: null });
      expect([(await read(bob))[field], (await readCustomer(id))[superuser]]).toEqual([fresh, null]);
    });

    it('is gone when contacts deletes the record', async () => {
      const { id, bob } = await annAndBob({}, { [field]: bobs });
      expect((await contacts().delete(`/customers/${id}/${what}/${(await list(id))[1]![idKey]}`)).status).toBe(204);
      expect(await read(bob)).toMatchObject({ first_name: 'Bob', [field]: empty });
    });

    it('400: neither changes nor leaves while it is locked', async () => {
      const { id, bob } = await annAndBob({}, { [field]: bobs });
      await lock(id, what, bobs);
      for (const written of [fresh, anns, null])
        await expectUnchanged(id, () => put(bob, { title: 'not this either', [field]: written }), LOCKED[field]);
      await expectUnchanged(id, () => billing().delete(`/user/${bob}`), LOCKED[field]);
      expect((await put(bob, { title: 'Buyer', [field]: bobs })).status).toBe(202);
    });
  },
);

describe('superuser_id', () => {
  const appoint = (id: number, superuser_id: number | null, fields: object = {}) =>
    billing().put(`/customer/${id}`, { superuser_id, ...fields });

  it('202: gives the places to the email and phone of the new main contact, and the former keeps theirs', async () => {
    const { id, ann, bob } = await annAndBob({}, { email: 'bob@example.com', phone: '+12125550102' });
    const { version } = await theCustomer(app, acme, id);
    expect((await appoint(id, bob)).status).toBe(202);
    expect(await readCustomer(id)).toMatchObject({
      superuser_id: bob,
      superuser_email: 'bob@example.com',
      superuser_phone: '+12125550102',
    });
    expect(await read(ann)).toMatchObject({ email: 'ann@example.com', phone: '+12125550101' });
    expect(await read(bob)).toMatchObject({ email: 'bob@example.com', phone: '+12125550102' });
    expect((await theCustomer(app, acme, id)).version).toBe(version + 1);
    await appoint(id, ann);
    expect(await readCustomer(id)).toMatchObject({
      superuser_id: ann,
      superuser_email: 'ann@example.com',
      superuser_phone: '+12125550101',
    });
    expect([await values(id), (await phonesOf(id)).length]).toEqual([['ann@example.com', 'bob@example.com'], 2]);
  });

  it('202: leaves the places where the new main contact has nothing of its own', async () => {
    const { id, ann, bob } = await annAndBob();
    await appoint(id, bob);
    expect([await read(bob), await read(ann)]).toMatchObject([
      { email: 'ann@example.com' },
      { email: 'ann@example.com' },
    ]);
    await put(bob, { email: 'bob@example.com' });
    expect([await read(bob), await read(ann)]).toMatchObject([
      { email: 'bob@example.com' },
      { email: 'ann@example.com' },
    ]);
    expect((await readCustomer(id)).superuser_email).toBe('bob@example.com');
  });

  it('202: writes what comes with it to the new main contact', async () => {
    const { id, ann, bob } = await annAndBob({}, { email: 'bob@example.com' });
    await appoint(id, bob, { superuser_name: 'Robert', superuser_email: 'robert@example.com' });
    expect(await read(bob)).toMatchObject({ name: 'Robert', email: 'robert@example.com' });
    expect(await read(ann)).toMatchObject({ name: 'Ann', email: 'ann@example.com' });
    expect(await values(id)).toEqual(['ann@example.com', 'robert@example.com']);
  });

  it('202: null leaves the customer without a main contact, whose email stays primary and theirs', async () => {
    const { id, ann } = await annAndBob();
    await appoint(id, null);
    expect(await readCustomer(id)).toMatchObject({ superuser_id: null, superuser_email: 'ann@example.com' });
    expect((await read(ann)).email).toBe('ann@example.com');
    const next = await aUser(id, { name: 'Next' });
    expect(await readCustomer(id)).toMatchObject({ superuser_id: next, superuser_email: 'ann@example.com' });
  });

  it.each([
    ['emails', 'ann@example.com', 'email'],
    ['phones', '+12125550101', 'phone'],
  ] as const)('400: takes none of the %s that is locked out of its place', async (what, value, field) => {
    const { id, bob } = await annAndBob({}, { email: 'bob@example.com', phone: '+12125550102' });
    await lock(id, what, value);
    await expectUnchanged(id, () => appoint(id, bob), LOCKED[field]);
    expect((await appoint(id, bob, { [`superuser_${field}`]: value })).status).toBe(202);
  });

  it('202: lets a locked email take the primary place', async () => {
    const { id, bob } = await annAndBob({}, { email: 'bob@example.com' });
    await lock(id, 'emails', 'bob@example.com');
    expect((await appoint(id, bob)).status).toBe(202);
    expect((await readCustomer(id)).superuser_email).toBe('bob@example.com');
  });
});

describe('DELETE /api/v3/user/:user_id', () => {
  it('200: answers true, and the contact is missing from then on', async () => {
    const { id, bob } = await annAndBob({}, { email: 'bob@example.com' });
    const { version } = await theCustomer(app, acme, id);
    expect((await billing().delete(`/user/${bob}`)).body).toEqual({
      code: 200,
      status: 'OK',
      message: '',
      details: {},
      response: true,
    });
    expect(await billing().get(`/user/${bob}`)).toLookLike(await billing().get(`/user/${MISSING_ID}`));
    expect(await put(bob, { name: 'Again' })).toLookLike(await put(MISSING_ID, { name: 'Again' }));
    expect(await billing().delete(`/user/${bob}`)).toLookLike(await billing().delete(`/user/${MISSING_ID}`));
    expect(await billing().put(`/customer/${id}`, { superuser_id: bob })).toMatchObject(about('superuser_id'));
    expect([await values(id), (await theCustomer(app, acme, id)).version]).toEqual([
      ['ann@example.com', 'bob@example.com'],
      version + 1,
    ]);
  });

  it('200: leaves the customer without a main contact, and its email and phone, locked or not', async () => {
    const { id, ann } = await annAndBob();
    await lock(id, 'emails', 'ann@example.com');
    expect((await billing().delete(`/user/${ann}`)).status).toBe(200);
    expect(await readCustomer(id)).toMatchObject({
      superuser_id: null,
      superuser_name: null,
      superuser_email: 'ann@example.com',
      superuser_phone: '+12125550101',
    });
  });

  it('404: answers a foreign contact exactly like a missing one, and leaves it', async () => {
    const other = await aTenant(app);
    const foreign = await aCustomer(app, other, { firstName: 'Eve' });
    expect(await billing().delete(`/user/${foreign.mainContactId}`)).toLookLike(
      await billing().delete(`/user/${MISSING_ID}`),
    );
    expect(await theCustomer(app, other, foreign.id)).toEqual(foreign);
  });
});

describe('GET /api/v3/user', () => {
  let tenant: TestTenant;
  let customers: number[];
  let users: number[];
  const list = (query: Record<string, unknown>, of = tenant) => billing(of).get('/user', query);
  const found = async (query: Record<string, unknown>) =>
    ((await list(query)).body.response as { first_name: string }[]).map(({ first_name }) => first_name);

  // Ann and Bob are of one customer, Cid of another.
  beforeAll(async () => {
    tenant = await aTenant(app, { timeZone: 'America/New_York' });
    const [one, two] = [
      await aCustomer(app, tenant, {
        displayName: 'One',
        firstName: 'Ann',
        email: 'Ann@example.com',
        phone: '+12125550101',
      }),
      await aCustomer(app, tenant, { displayName: 'Two' }),
    ];
    customers = [one.id, two.id];
    const make = async (fields: object) => (await billing(tenant).post('/user', fields)).body.response.id as number;
    const bob = await make({
      customer_id: one.id,
      first_name: 'Bob',
      middle_name_glob: 'B.',
      last_name: 'Jones',
      name_suffix: 'Jr.',
      title: 'Buyer, chief',
      external_key: 'bob-1',
      email: 'bob@example.com',
      phone: '+12125550102',
    });
    users = [one.mainContactId!, bob, await make({ customer_id: two.id, first_name: 'Cid' })];
  });

  it('200: lists all, by ID, each with the customer', async () => {
    const { response } = (await list({})).body;
    expect(response).toMatchObject([
      {
        user_id: users[0],
        email: 'Ann@example.com',
        customers: [{ customer_id: String(customers[0]), company: 'One' }],
      },
      {
        user_id: users[1],
        email: 'bob@example.com',
        phone: '+12125550102',
        customers: [{ customer_id: String(customers[0]) }],
      },
      { user_id: users[2], email: null, phone: '', customers: [{ customer_id: String(customers[1]), company: 'Two' }] },
    ]);
    expect((await billing(tenant).get(`/user/${users[1]}`)).body.response).toEqual(response[1]);
  });

  it.each<[string, () => unknown, string[]]>([
    ['customers.customer_id:EQUALS:', () => customers[0], ['Ann', 'Bob']],
    ['customers.customer_id:NOTEQUALS:', () => customers[0], ['Cid']],
    ['customers.customer_id:EQUALS:', () => MISSING_ID, []],
    ['user_id:GT:', () => users[0], ['Bob', 'Cid']],
    ['external_key:EQUALS:', () => 'bob-1', ['Bob']],
    ['external_key:IS:', () => 'NULL', ['Ann', 'Cid']],
    ['first_name:CONTAINS:', () => 'B', ['Bob']],
    ['middle_name_glob:ISNOT:', () => 'NULL', ['Bob']],
    ['last_name:EQUALS:', () => 'Jones', ['Bob']],
    ['name_suffix:EQUALS:', () => 'Jr.', ['Bob']],
    ['name:EQUALS:', () => 'Bob Jones', ['Bob']],
    ['title:EQUALS:', () => 'Buyer\\, chief', ['Bob']],
    ['email:EQUALS:', () => 'ANN@example.com', ['Ann']],
    ['username:EQUALS:', () => 'bob@EXAMPLE.com', ['Bob']],
    ['email:IS:', () => 'NULL', ['Cid']],
    ['phone:EQUALS:', () => '+12125550101', ['Ann']],
    ['token:CONTAINS:', () => '', ['Ann', 'Bob', 'Cid']],
    ['write_datetime:GT:', () => '2024-01-01', ['Ann', 'Bob', 'Cid']],
    ['mod_datetime:LT:', () => '2024-01-01 12:00:00', []],
  ])('200: where %s…', async (condition, value, names) => {
    expect(await found({ where: `${condition}${String(value())}` })).toEqual(names);
  });

  it('200: takes several conditions, an order and a page', async () => {
    expect(await found({ where: `customers.customer_id:EQUALS:${customers[0]},last_name:IS:NULL` })).toEqual(['Ann']);
    expect(await found({ order: 'first_name:DESC' })).toEqual(['Cid', 'Bob', 'Ann']);
    expect(await found({ order: 'last_name:ASC,first_name:DESC' })).toEqual(['Cid', 'Ann', 'Bob']);
    expect(await found({ order: 'email:DESC', limit: 1, offset: 1 })).toEqual(['Ann']);
    expect(await found({ limit: 100000, _dummy: 1 })).toHaveLength(3);
  });

  it('200: has ten contacts by default', async () => {
    const { id } = await aCustomer(app, acme);
    await asOwner(
      app,
      acme,
      `INSERT INTO contact_persons (tenant_id, customer_id, token, first_name) SELECT $1, $2, 'aaaaaaaaaaaa', n FROM generate_series(1, 12) n`,
      [acme.id, id],
    );
    const page = async (query: object) =>
      ((await list({ where: `customers.customer_id:EQUALS:${id}`, ...query }, acme)).body.response as unknown[]).length;
    expect([await page({}), await page({ limit: 500 }), await page({ offset: 10 })]).toEqual([10, 12, 2]);
  });

  it('200: finds nothing of another tenant, nor what is deleted', async () => {
    const other = await aTenant(app);
    const { id, mainContactId } = await aCustomer(app, other, { firstName: 'Eve' });
    const gone = await aCustomer(app, other, { firstName: 'Gone' });
    await billing(other).delete(`/customer/${gone.id}`);
    expect((await list({}, other)).body.response).toMatchObject([{ user_id: mainContactId }]);
    // Or every list would walk past them for ever.
    expect(
      await asOwner(app, other, 'SELECT id FROM contact_persons WHERE tenant_id = $1 AND deleted_at IS NULL', [
        other.id,
      ]),
    ).toEqual([{ id: mainContactId }]);
    for (const where of [`customers.customer_id:EQUALS:${id}`, `user_id:EQUALS:${mainContactId}`])
      expect(await found({ where })).toEqual([]);
    await billing(other).delete(`/user/${mainContactId}`);
    expect((await list({}, other)).body.response).toEqual([]);
  });

  it.each([
    ['where', 'colour:EQUALS:red'],
    ['where', 'customer_id:EQUALS:1'],
    ['where', 'company:EQUALS:x'],
    ['where', 'name:LIKE:x'],
    ['where', 'name'],
    ['where', 'write_datetime:CONTAINS:2024'],
    ['where', 'isInactive:EQUALS:true'],
    ['order', 'colour:ASC'],
    ['order', 'name:UP'],
    ['limit', '0'],
    ['limit', 'x'],
    ['offset', '-1'],
    ['colour', 'red'],
  ])('400: refuses %s=%s', async (parameter, value) => {
    expect(await list({ [parameter]: value })).toMatchObject(about(parameter));
  });

  it.each([
    ['customers.customer_id', 'abc'],
    ['user_id', '1.5'],
  ])('400: compares %s with whole numbers only', async (field, value) => {
    expect((await list({ where: `${field}:EQUALS:${value}` })).body.details).toEqual({
      [field]: `${field} is compared with whole numbers only`,
    });
  });
});

describe('first contacts that eight writers make at the same moment', () => {
  it('have one main contact among them, and share the record of a value that all bring', async () => {
    const { id, version } = await aCustomer(app, acme);
    const made = await Promise.all(
      Array.from({ length: 8 }, (_, number) =>
        aUser(id, { name: `N${number}`, email: 'shared@example.com', phone: `+1212555010${number}` }),
      ),
    );
    const customer = await theCustomer(app, acme, id);
    expect(customer.mainContactId).toBe(Math.min(...made));
    expect(customer.version).toBe(version + 8);
    expect([await values(id), (await phonesOf(id)).length]).toEqual([['shared@example.com'], 8]);
    for (const user of made) expect((await read(user)).email).toBe('shared@example.com');
  });
});

describe('the caller', () => {
  const calls = (user: number, customer_id: number) =>
    [
      ['POST', '/user', { customer_id, name: 'Bob' }],
      ['PUT', `/user/${user}`, { title: 'x' }],
      ['DELETE', `/user/${user}`, undefined],
      ['GET', `/user/${user}`, undefined],
      ['GET', '/user', undefined],
    ] as const;

  it('401: needs a key pair', async () => {
    const { id, ann } = await annAndBob();
    for (const [method, path, body] of calls(ann, id))
      expect(await billing().send(method, path, { headers: { authorization: undefined }, body })).toMatchObject(
        refused(401, 'Invalid or incorrect authorization [Missing (basic) authorization header.]'),
      );
  });

  it('403: needs the permission to write, and the one to read', async () => {
    for (const [permission, statuses] of [
      ['customers:read', [403, 403, 403, 200, 200]],
      ['customers:write', [201, 202, 200, 403, 403]],
    ] as const) {
      const tenant = await aTenant(app, { permissions: [permission] });
      const { id, mainContactId } = await aCustomer(app, tenant, { firstName: 'Ann' });
      const answered: number[] = [];
      for (const [method, path, body] of calls(mainContactId!, id))
        answered.push((await billing(tenant).send(method, path, { body })).status);
      expect(answered).toEqual(statuses);
    }
  });

  it('405: lists the allowed methods', async () => {
    const answer = await billing().patch('/user/1', {});
    expect(answer).toMatchObject(refused(405));
    expect(answer.headers.allow?.split(', ').sort()).toEqual(['DELETE', 'GET', 'PUT']);
  });

  it('429: allows ten writes a minute, and says when to try again', async () => {
    const strict = await startApp({ THROTTLE_WRITE_LIMIT: '10' });
    try {
      const tenant = await aTenant(strict);
      const { mainContactId } = await aCustomer(strict, tenant, { firstName: 'Ann' });
      const write = () => strict.as(tenant).billing.put(`/user/${mainContactId}`, { title: 'x' });
      for (let call = 0; call < 10; call++) expect((await write()).status).toBe(202);
      const answer = await write();
      expect(answer).toMatchObject(refused(429));
      expect(Number(answer.headers['retry-after'])).toBeGreaterThan(0);
      expect((await strict.as(tenant).billing.get(`/user/${mainContactId}`)).status).toBe(200);
    } finally {
      await strict.close();
    }
  });
});
