import { CompanyNamesService } from '../../src/company-names/company-names.service.js';
import { ContactPersonsService } from '../../src/contact-persons/contact-persons.service.js';
import { CustomersService } from '../../src/customers/customers.service.js';
import { aCustomer, MISSING_ID, theCustomer } from '../factories/customer.js';
import { aTenant } from '../factories/tenant.js';
import { useAppAndTenant, useTenantPerTest } from '../support/use-app.js';

const { app, tenant: acme } = useAppAndTenant();

const clientela = () => app.as(acme).clientela;
const refused = (status: number, type: string, ...pointers: string[]) => ({
  status,
  body: {
    type: `/problems/${type}`,
    status,
    errors: expect.arrayContaining(pointers.map((pointer) => expect.objectContaining({ pointer }))),
  },
});

describe('a refusal', () => {
  it('is a problem detail with the ID of the request', async () => {
    const answer = await clientela().get(`/customers/${MISSING_ID}`);
    expect(answer.headers['content-type']).toMatch(/^application\/problem\+json/);
    expect(answer).toMatchObject({
      status: 404,
      body: {
        type: '/problems/not-found',
        title: 'There is no such record',
        status: 404,
        detail: 'This customer does not exist.',
        errors: [],
        requestId: answer.headers['x-request-id'],
      },
    });
  });

  it('401: tells a missing key from a wrong one, also without the prefix', async () => {
    expect(await app.send('GET', '/clientela/v1/customers')).toMatchObject(refused(401, 'credential-missing'));
    for (const key of ['ck_wrong', 'wrong', acme.keys.accounting.secret])
      expect(
        await app.send('GET', '/clientela/v1/customers', { headers: { authorization: `Bearer ${key}` } }),
      ).toMatchObject(refused(401, 'credential-refused'));
  });

  it('404: also where there is nothing', async () => {
    const answer = await app.send('GET', '/clientela/v1/nothing');
    expect(answer).toMatchObject(refused(404, 'no-such-route'));
    expect(answer.headers['content-type']).toMatch(/^application\/problem\+json/);
  });
});

describe('GET /clientela/v1/customers/:id', () => {
  it('200: shows the record with all of its records, places and locks', async () => {
    const { id } = await aCustomer(app, acme, {
      displayName: 'Whole',
      email: 'office@whole.example',
      phone: '+12125550100',
      mobile: '+12125550101',
      firstName: 'Ada',
      tags: ['vip'],
      openingBalance: '10.5',
      openingBalanceAt: new Date('2024-01-15T10:30:00.123Z'),
      languageId: 7,
    });
    await app.as(acme).contacts.post(`/customers/${id}/phones`, { phone: '+12125550102', extension: '5' });
    await app.nest.get(CompanyNamesService).add(acme.id, id, { name: 'Whole S.A.' });
    await app.nest
      .get(ContactPersonsService)
      .add(acme.id, id, { fullName: 'Grace Hopper', email: 'grace@whole.example' });
    const child = await aCustomer(app, acme, { parentId: id, displayName: 'Child' });
    const { version, ...row } = await theCustomer(app, acme, id);

    const answer = await clientela().get(`/customers/${id}`);
    expect(answer.headers['etag']).toMatch(tagOf(version));
    expect(answer).toMatchObject({
      status: 200,
      body: {
        id: String(id),
        version,
        token: row.token,
        displayName: 'Whole',
        email: 'office@whole.example',
        isActive: true,
        languageId: '7',
        tags: ['vip'],
        createdAt: row.createdAt.toISOString(),
        openingBalance: '10.50',
        openingBalanceAt: '2024-01-15T10:30:00.123Z',
        balance: '10.50',
        currency: 'USD',
        childCount: 1,
        children: [{ id: String(child.id), displayName: 'Child' }],
        billingAddressId: String(2 * id - 1),
        shippingAddressId: String(2 * id),
        emails: [
          { id: String(row.primaryEmailId), email: 'office@whole.example', isPrimary: true, isLocked: false },
          { email: 'grace@whole.example', isPrimary: false },
        ],
        phones: [
          { id: String(row.mainPhoneId), places: ['main'] },
          { phone: '+12125550101', places: ['mobile'] },
          { phone: '+12125550102', extension: '5', places: [] },
        ],
        companyNames: [{ name: 'Whole S.A.', isDefault: true, isActive: true }],
        contactPersons: [
          {
            id: String(row.mainContactId),
            isMain: true,
            emailId: String(row.primaryEmailId),
            phoneId: String(row.mainPhoneId),
          },
          { isMain: false, firstName: 'Grace', lastName: 'Hopper', phoneId: null },
        ],
      },
    });
  });

  it('404: answers a foreign customer exactly like a missing one', async () => {
    const theirs = await aCustomer(app, await aTenant(app));
    const missing = await clientela().get(`/customers/${MISSING_ID}`);
    expect(await clientela().get(`/customers/${theirs.id}`)).toLookLike(missing);
    expect(await clientela().get('/customers/x')).toLookLike(missing);
  });
});

/** The tag is weak, because a reading also shows the names of children. */
const tagOf = (version: number) => new RegExp(`^W/"${version}\\.\\d+"$`);

const tagNow = async (id: number) => (await clientela().get(`/customers/${id}`)).headers['etag']!;

describe('PATCH /clientela/v1/customers/:id', () => {
  const patch = (id: number, body: unknown, ifMatch?: string) =>
    clientela().send('PATCH', `/customers/${id}`, {
      body,
      headers: ifMatch === undefined ? {} : { 'if-match': ifMatch },
    });

  it('200: changes what is sent, clears with null, and answers the new version', async () => {
    const { id, version } = await aCustomer(app, acme, { website: 'https://a.example', note: 'stays' });
    const answer = await patch(id, { displayName: 'New', website: null, fax: '+12125550103' }, await tagNow(id));
    expect(answer).toMatchObject({
      status: 200,
      body: { displayName: 'New', website: null, note: 'stays', fax: '+12125550103', version: version + 1 },
    });
    expect(answer.headers['etag']).toMatch(tagOf(version + 1));
  });

  it('200: changes nothing if what was read is written back', async () => {
    const { id, version } = await aCustomer(app, acme, {
      email: 'a@b.example',
      firstName: 'Ada',
      parentId: (await aCustomer(app, acme)).id,
      billingLine1: 'One',
      siteLatitude: 1.5,
      classId: 3,
    });
    const { body, headers } = await clientela().get(`/customers/${id}`);
    expect(await patch(id, body, headers['etag'])).toMatchObject({ status: 200, body: { version } });
  });

  it('428: needs If-Match, 400: which must have entity tags', async () => {
    const { id } = await aCustomer(app, acme);
    expect(await patch(id, { note: 'x' })).toMatchObject(refused(428, 'precondition-required'));
    expect(await patch(id, { note: 'x' }, '7')).toMatchObject(refused(400, 'invalid'));
    expect((await theCustomer(app, acme, id)).note).toBeNull();
  });

  it.each(['note', 'email'])('412: does not change %s of a customer that has changed', async (field) => {
    const { id, version } = await aCustomer(app, acme);
    const value = field === 'email' ? 'a@b.example' : 'x';
    const before = await tagNow(id);
    expect((await patch(id, { [field]: value }, before)).status).toBe(200);
    for (const tag of [before, `"${version + 1}"`, '"x"'])
      expect(await patch(id, { [field]: null }, tag)).toMatchObject(refused(412, 'precondition-failed'));
    expect((await theCustomer(app, acme, id))[field as 'note']).toBe(value);
    expect((await patch(id, { [field]: null }, `"1000", ${await tagNow(id)}`)).status).toBe(200);
    expect((await patch(id, { [field]: value }, '*')).status).toBe(200);
  });

  it('412: lets one of two writers of the same version through', async () => {
    const { id } = await aCustomer(app, acme);
    const tag = await tagNow(id);
    const answers = await Promise.all(['one', 'two'].map((note) => patch(id, { note }, tag)));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 412]);
  });

  it('400: names the refused fields by pointers', async () => {
    const { id } = await aCustomer(app, acme);
    expect(await patch(id, { displayName: null, email: 'no', parentId: 7, status: '' }, '*')).toMatchObject(
      refused(400, 'invalid', '#/displayName', '#/email', '#/parentId', '#/status'),
    );
  });

  it('404: answers a foreign customer exactly like a missing one', async () => {
    const theirs = await aCustomer(app, await aTenant(app));
    expect(await patch(theirs.id, { note: 'x' }, '*')).toLookLike(await patch(MISSING_ID, { note: 'x' }, '*'));
  });
});

describe('GET /clientela/v1/customers', () => {
  const tenant = useTenantPerTest(app);
  const list = (query: Record<string, unknown> = {}) => app.as(tenant).clientela.get('/customers', query);
  const names = async (query: Record<string, unknown>) =>
    (await list(query)).body.data.map(({ displayName }: { displayName: string }) => displayName) as string[];
  const some = async (...all: string[]) => {
    for (const displayName of all) await aCustomer(app, tenant, { displayName });
  };

  it.each(['id', '-id', 'name', '-name', 'createdAt', '-createdAt', 'updatedAt', '-updatedAt'])(
    'goes through all customers by %s, whatever is added and deleted meanwhile',
    async (sort) => {
      await some('Émile', 'ada', 'Ada', 'zoe', 'Bob', 'bob', 'Cleo');
      const whole = await names({ sort });
      expect(whole).toHaveLength(7);
      const seen: string[] = [];
      let after: string | undefined;
      do {
        const { body } = await list({ sort, limit: 2, after });
        seen.push(...body.data.map(({ displayName }: { displayName: string }) => displayName));
        const [first] = body.data;
        if (seen.length === 2) await app.nest.get(CustomersService).delete(tenant.id, Number(first.id));
        after = body.next ?? undefined;
      } while (after);
      expect(seen).toEqual(whole);
    },
  );

  it('does not show a customer twice that is added before the page', async () => {
    await some('b', 'd', 'f');
    const { body } = await list({ sort: 'name', limit: 2 });
    await some('a', 'e');
    expect(await names({ sort: 'name', after: body.next })).toEqual(['e', 'f']);
  });

  it('tells apart rows that are equal but for microseconds or the ID', async () => {
    const ids: string[] = [];
    await Promise.all(Array.from({ length: 12 }, () => aCustomer(app, tenant, { displayName: 'Same' })));
    for (let after: string | undefined, next = true; next; next = after !== undefined) {
      const { body } = await list({ sort: '-createdAt', limit: 5, after });
      ids.push(...body.data.map(({ id }: { id: string }) => id));
      after = body.next ?? undefined;
    }
    expect(new Set(ids).size).toBe(12);
  });

  it('streams a long page and knows where the next one begins', async () => {
    await Promise.all(Array.from({ length: 130 }, (_, at) => aCustomer(app, tenant, { displayName: `c${at}` })));
    const { body } = await list({ limit: 120 });
    expect(body.data).toHaveLength(120);
    const { body: last } = await list({ limit: 120, after: body.next });
    expect([last.data.length, last.next]).toEqual([10, null]);
  });

  it('filters by keys and times', async () => {
    const parent = await aCustomer(app, tenant, { displayName: 'Parent' });
    const { id, createdAt } = await aCustomer(app, tenant, {
      displayName: 'Ángel Muñoz',
      externalKey: 'CRM-1',
      email: 'angel@example.com',
      phone: '+1 (212) 555-0142',
      taxId: 'US-123',
      parentId: parent.id,
      status: 'I',
    });
    const later = new Date(createdAt.getTime() + 60_000).toISOString();
    const found = [
      { externalKey: ' CRM-1 ' },
      { code: `C${String(id).padStart(4, '0')}` },
      { email: 'angel@EXAMPLE.com' },
      { phone: '212-555-0142' },
      { taxId: 'us123' },
      { name: 'angel munoz' },
      { status: 'I' },
      { isInactive: 'true' },
      { parentId: String(parent.id) },
      { q: 'muñoz' },
      {
        q: 'angel',
        createdSince: '2024-01-01',
        createdBefore: later,
        updatedSince: '2024-01-01',
        updatedBefore: later,
      },
    ];
    for (const query of found) expect({ query, names: await names(query) }).toEqual({ query, names: ['Ángel Muñoz'] });
    for (const query of [{ createdSince: later }, { updatedSince: later }, { q: 'nobody' }, { code: 'C0000' }])
      expect({ query, names: await names(query) }).toEqual({ query, names: [] });
  });

  it('400: refuses what is no cursor, and a cursor of another sort', async () => {
    await some('a', 'b');
    const { body } = await list({ sort: 'name', limit: 1 });
    const forged = (content: unknown) => Buffer.from(JSON.stringify(content)).toString('base64url');
    const bad = [
      { after: body.next },
      { sort: 'name', after: 'nonsense' },
      { sort: 'name', after: `${body.next}=` },
      { sort: 'name', after: forged(['name', 'x', '0']) },
      { sort: 'name', after: forged(['name', 'a\u0000', '1']) },
      { sort: 'createdAt', after: forged(['createdAt', '2024-02-31', '1']) },
      { sort: 'createdAt', after: forged(['createdAt', '2024-13-01T00:00:00.000000Z', '1']) },
      { sort: 'createdAt', after: forged(['createdAt', '2024-02-31T00:00:00.000000Z', '1']) },
    ];
    for (const query of bad)
      expect({ query, ...(await list(query)) }).toMatchObject({ query, ...refused(400, 'invalid', '#/after') });
    expect(await list({ limit: 501 })).toMatchObject(refused(400, 'invalid', '#/limit'));
    expect(await list({ sort: 'color' })).toMatchObject(refused(400, 'invalid', '#/sort'));
    expect(await list({ nothing: 1 })).toMatchObject(refused(400, 'invalid', '#/nothing'));
  });
});

describe('POST /clientela/v1/customers/:id/restore', () => {
  const restore = (id: number, body?: unknown) => clientela().post(`/customers/${id}/restore`, body);
  const deleted = async (values: object = {}) => {
    const customer = await aCustomer(app, acme, { firstName: 'Main', email: 'main@restored.example', ...values });
    return { ...customer, remove: () => app.nest.get(CustomersService).delete(acme.id, customer.id) };
  };

  it('200: brings back the customer and the contact persons that were deleted with it', async () => {
    const { id, remove } = await deleted({ externalKey: 'restored-1', phone: '+12125550104' });
    const persons = app.nest.get(ContactPersonsService);
    const stays = await persons.add(acme.id, id, { fullName: 'Stays' });
    const gone = await persons.add(acme.id, id, { fullName: 'Gone' });
    await app.as(acme).billing.delete(`/user/${gone.id}`);
    const { body: before } = await clientela().get(`/customers/${id}`);
    await remove();
    expect((await clientela().get(`/customers/${id}`)).status).toBe(404);

    const answer = await restore(id);
    expect(answer).toMatchObject({ status: 200, body: { externalKey: 'restored-1', version: before.version + 2 } });
    expect(answer.headers['etag']).toMatch(tagOf(answer.body.version));
    const { body: after } = await clientela().get(`/customers/${id}`);
    const timeless = ({ updatedAt: _, version: __, contactPersons, ...rest }: any) => ({
      ...rest,
      contactPersons: contactPersons.map(({ updatedAt: ___, ...person }: any) => person),
    });
    expect(timeless(after)).toEqual(timeless(before));
    expect(after.contactPersons.map((person: any) => person.id)).toContain(String(stays.id));
    expect((await clientela().get('/customers', { externalKey: 'restored-1' })).body.data).toHaveLength(1);
    expect((await clientela().get('/customers', { sort: '-updatedAt', limit: 1 })).body.data[0].id).toBe(String(id));
  });

  it('200: releases the external key if asked to', async () => {
    const { id, remove } = await deleted({ externalKey: 'restored-2' });
    await remove();
    expect((await app.as(acme).billing.post('/customer', { company: 'x', external_key: 'restored-2' })).status).toBe(
      400,
    );
    expect(await restore(id, { releaseExternalKey: true })).toMatchObject({ body: { externalKey: null } });
    expect((await app.as(acme).billing.post('/customer', { company: 'x', external_key: 'restored-2' })).status).toBe(
      201,
    );
  });

  it('leaves the children of the customer detached', async () => {
    const { id, remove } = await deleted();
    const child = await aCustomer(app, acme, { parentId: id });
    await remove();
    await restore(id);
    expect((await theCustomer(app, acme, child.id)).parentId).toBeNull();
  });

  it('409: refuses a customer that is not deleted, 404: and one that never was', async () => {
    const { id } = await deleted();
    expect(await restore(id)).toMatchObject(refused(409, 'conflict'));
    const missing = await restore(MISSING_ID);
    expect(missing).toMatchObject(refused(404, 'not-found'));
    const other = await aTenant(app);
    const theirs = await aCustomer(app, other);
    expect(await restore(theirs.id)).toLookLike(missing);
    await app.nest.get(CustomersService).delete(other.id, theirs.id);
    expect(await restore(theirs.id)).toLookLike(missing);
  });

  it('lets one of two restore', async () => {
    const { id, remove } = await deleted();
    await remove();
    const answers = await Promise.all([restore(id), restore(id)]);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409]);
  });
});
