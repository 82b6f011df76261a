import { aCustomer, MISSING_ID, theCustomer } from '../factories/customer.js';
import { aTenant } from '../factories/tenant.js';
import { startApp } from '../support/app.js';
import { useAppAndTenant } from '../support/use-app.js';

const { app, tenant: acme } = useAppAndTenant();

const time = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
const refused = (status: number, error: string) => ({ status, body: { success: false, error } });

interface Kind {
  what: string;
  idKey: string;
  unknown: string;
  fields: Record<string, unknown>;
}

const EMAIL: Kind = {
  what: 'emails',
  idKey: 'email_id',
  unknown: 'Correo no encontrado',
  fields: { email: 'ada@example.com' },
};
const PHONE: Kind = {
  what: 'phones',
  idKey: 'phone_id',
  unknown: 'Teléfono no encontrado',
  fields: { phone: '+12125550100' },
};
const NAME: Kind = {
  what: 'company-names',
  idKey: 'company_name_id',
  unknown: 'Nombre de empresa no encontrado',
  fields: { name: 'Acme Corp Ltd.' },
};

/** A record of a new customer: both IDs, and what leads to the record. */
async function aRecord(
  { what, idKey, fields }: Kind,
  more: object = {},
  at = app,
  tenant = acme,
): Promise<{ customer: number; id: number; path: string }> {
  const customer = await aCustomer(at, tenant);
  const { body } = await at.as(tenant).contacts.post(`/customers/${customer.id}/${what}`, { ...fields, ...more });
  return { customer: customer.id, id: body[idKey] as number, path: `/customers/${customer.id}/${what}/${body[idKey]}` };
}

const act = (method: string, path: string, body?: object) => app.as(acme).contacts.send(method, path, { body });
const METHODS = ['POST', 'PUT', 'PATCH', 'GET'];

describe.each([EMAIL, PHONE])('toggle-lock of $what', (kind) => {
  it.each(METHODS)('200: %s turns the lock round, and says how it is now', async (method) => {
    const { customer, id, path } = await aRecord(kind);
    const { version } = await theCustomer(app, acme, customer);
    const answer = await act(method, `${path}/toggle-lock`);
    expect(answer).toMatchObject({
      status: 200,
      body: { [kind.idKey]: id, customer_id: customer, is_locked: true, updated_at: time },
    });
    expect(Object.keys(answer.body)).toEqual([kind.idKey, 'customer_id', 'is_locked', 'updated_at']);
    expect((await act(method, `${path}/toggle-lock`)).body.is_locked).toBe(false);
    expect((await theCustomer(app, acme, customer)).version).toBe(version + 2);
  });

  it('200: takes no body and minds none', async () => {
    const { path } = await aRecord(kind);
    expect((await act('POST', `${path}/toggle-lock`, { is_locked: false })).body.is_locked).toBe(true);
    expect(
      (
        await app.as(acme).contacts.send('POST', `${path}/toggle-lock`, {
          headers: { 'content-type': 'application/x-www-form-urlencoded' },
          text: 'a=b',
        })
      ).body.is_locked,
    ).toBe(false);
  });

  it.each(['', 'json', 'application/'])(
    '200: minds no content type either, not even one that is none: "%s"',
    async (type) => {
      const { path } = await aRecord(kind);
      for (const method of ['POST', 'PUT', 'PATCH'])
        expect(
          await app.as(acme).contacts.send(method, `${path}/toggle-lock`, { headers: { 'content-type': type } }),
        ).toMatchObject({ status: 200 });
      expect(await app.as(acme).contacts.send('DELETE', path, { headers: { 'content-type': type } })).toMatchObject({
        status: 409,
      });
    },
  );

  it.each(METHODS)(
    '404: %s answers another customer’s record exactly like a missing one, and leaves it',
    async (method) => {
      const [mine, neighbours] = [await aRecord(kind), await aRecord(kind)];
      const foreign = await aCustomer(app, await aTenant(app), { email: 'f@example.com', phone: '+12125550100' });
      const missing = await act(method, `/customers/${mine.customer}/${kind.what}/${MISSING_ID}/toggle-lock`);
      expect(missing).toMatchObject(refused(404, kind.unknown));
      const foreignId = kind === EMAIL ? foreign.primaryEmailId : foreign.mainPhoneId;
      for (const id of [neighbours.id, foreignId])
        expect(await act(method, `/customers/${mine.customer}/${kind.what}/${id}/toggle-lock`)).toLookLike(missing);
      expect(
        (await app.as(acme).contacts.get(`/customers/${neighbours.customer}/${kind.what}`)).body[kind.what],
      ).toMatchObject([{ is_locked: false }]);
      expect(await act(method, `/customers/${foreign.id}/${kind.what}/${foreignId}/toggle-lock`)).toLookLike(
        await act(method, `/customers/${MISSING_ID}/${kind.what}/${foreignId}/toggle-lock`),
      );
    },
  );
});

describe('set-default of company names', () => {
  it.each(METHODS)('200: %s makes it the default in the place of another; once more is no change', async (method) => {
    const { customer } = await aRecord(NAME);
    const { body } = await act('POST', `/customers/${customer}/company-names`, { name: 'Second' });
    const path = `/customers/${customer}/company-names/${body.company_name_id}/set-default`;
    const answer = await act(method, path);
    expect(answer).toMatchObject({
      status: 200,
      body: { company_name_id: body.company_name_id, customer_id: customer, is_default: true, updated_at: time },
    });
    expect(Object.keys(answer.body)).toEqual(['company_name_id', 'customer_id', 'is_default', 'updated_at']);
    const before = await theCustomer(app, acme, customer);
    expect(before.defaultCompanyNameId).toBe(body.company_name_id);
    expect((await act(method, path)).body).toEqual(answer.body);
    expect(await theCustomer(app, acme, customer)).toEqual(before);
  });

  it.each(METHODS)(
    '404: %s answers another customer’s name exactly like a missing one, and leaves it',
    async (method) => {
      const [mine, neighbours] = [await aRecord(NAME), await aRecord(NAME, { is_active: false })];
      const missing = await act(method, `/customers/${mine.customer}/company-names/${MISSING_ID}/set-default`);
      expect(missing).toMatchObject(refused(404, NAME.unknown));
      expect(await act(method, `/customers/${mine.customer}/company-names/${neighbours.id}/set-default`)).toLookLike(
        missing,
      );
      expect((await theCustomer(app, acme, mine.customer)).defaultCompanyNameId).toBe(mine.id);
    },
  );

  it.each(METHODS)('409: %s cannot make an inactive one the default', async (method) => {
    const { customer, path } = await aRecord(NAME, { is_active: false });
    expect(await act(method, `${path}/set-default`)).toMatchObject(refused(409, 'Nombre de empresa inactivo'));
    expect((await theCustomer(app, acme, customer)).defaultCompanyNameId).toBeNull();
  });
});

describe('toggle-active of company names', () => {
  it.each(['POST', 'PUT', 'PATCH'])(
    '200: %s brings it to the desired state; once more is no change',
    async (method) => {
      const { customer, id, path } = await aRecord(NAME);
      const answer = await act(method, `${path}/toggle-active`, { is_active: false });
      expect(answer).toMatchObject({ status: 200, body: { company_name_id: id, is_active: false, updated_at: time } });
      expect(Object.keys(answer.body)).toEqual(['company_name_id', 'is_active', 'updated_at']);
      const before = await theCustomer(app, acme, customer);
      expect(before.defaultCompanyNameId).toBeNull();
      expect((await act(method, `${path}/toggle-active`, { is_active: false })).body.is_active).toBe(false);
      expect(await theCustomer(app, acme, customer)).toEqual(before);
      expect((await act(method, `${path}/toggle-active`, { is_active: true })).body.is_active).toBe(true);
      // Activating a name does not make it the default again: after the first default, a client chooses.
      expect((await theCustomer(app, acme, customer)).defaultCompanyNameId).toBeNull();
    },
  );

  it('200: the first one that is ever active becomes the default', async () => {
    const { customer, id, path } = await aRecord(NAME, { is_active: false });
    await act('POST', `${path}/toggle-active`, { is_active: true });
    expect((await theCustomer(app, acme, customer)).defaultCompanyNameId).toBe(id);
  });

  it.each([
    ['no body', undefined],
    ['an empty object', {}],
    ['null', { is_active: null }],
    ['a text', { is_active: 'false' }],
    ['a number', { is_active: 0 }],
    ['another key', { active: false }],
  ])('400: refuses %s, and flips nothing', async (_, body) => {
    const { customer, path } = await aRecord(NAME);
    const before = await theCustomer(app, acme, customer);
    for (const method of ['POST', 'PUT', 'PATCH'])
      expect(await act(method, `${path}/toggle-active`, body)).toMatchObject(refused(400, 'Datos inválidos'));
    expect(await theCustomer(app, acme, customer)).toEqual(before);
  });

  it('404: answers another customer’s name exactly like a missing one, and leaves it', async () => {
    const [mine, neighbours] = [await aRecord(NAME), await aRecord(NAME)];
    const theirs = await act('POST', `/customers/${mine.customer}/company-names/${neighbours.id}/toggle-active`, {
      is_active: false,
    });
    expect(theirs).toMatchObject(refused(404, NAME.unknown));
    expect(theirs).toLookLike(
      await act('POST', `/customers/${mine.customer}/company-names/${MISSING_ID}/toggle-active`, { is_active: false }),
    );
    expect((await theCustomer(app, acme, neighbours.customer)).defaultCompanyNameId).toBe(neighbours.id);
  });

  it('405: has no GET form: it needs a body', async () => {
    const { path } = await aRecord(NAME);
    expect(await act('GET', `${path}/toggle-active`)).toMatchObject(refused(405, 'Método no permitido'));
  });
});

const BY_GET: [Kind, string, string][] = [
  [EMAIL, 'toggle-lock', 'emails:write'],
  [PHONE, 'toggle-lock', 'phones:write'],
  [NAME, 'set-default', 'company-names:write'],
];

describe.each(BY_GET)('GET for an action: $what %s', (kind, action) => {
  it('is never kept by a cache, whatever it answers', async () => {
    const { customer, path } = await aRecord(kind);
    expect((await act('GET', `${path}/${action}`)).headers['cache-control']).toBe('no-store');
    const missing = await act('GET', `/customers/${customer}/${kind.what}/${MISSING_ID}/${action}`);
    expect(missing.status).toBe(404);
    expect(missing.headers['cache-control']).toBe('no-store');
  });

  it('403: needs the permission to write', async () => {
    const reader = await aTenant(app, { permissions: ['customers:read'] });
    const customer = await aCustomer(app, reader, { email: 'ada@example.com', phone: '+12125550100' });
    expect(await app.as(reader).contacts.get(`/customers/${customer.id}/${kind.what}/1/${action}`)).toMatchObject(
      refused(403, 'Permiso insuficiente'),
    );
  });

  it('405: HEAD does not act', async () => {
    const { customer, path } = await aRecord(kind);
    const before = await theCustomer(app, acme, customer);
    expect((await act('HEAD', `${path}/${action}`)).status).toBe(405);
    expect(await theCustomer(app, acme, customer)).toEqual(before);
  });

  it('405: is not there when the setting says so, like any other method', async () => {
    const quiet = await startApp({ CONTACTS_GET_ACTIONS: 'false' });
    try {
      const tenant = await aTenant(quiet);
      const { customer, path } = await aRecord(kind, {}, quiet, tenant);
      const before = await theCustomer(quiet, tenant, customer);
      const byGet = await quiet.as(tenant).contacts.get(`${path}/${action}`);
      expect(byGet).toMatchObject(refused(405, 'Método no permitido'));
      expect(byGet.headers['allow']?.split(', ').sort()).toEqual(['PATCH', 'POST', 'PUT']);
      expect(byGet).toLookLike(await quiet.as(tenant).contacts.delete(`${path}/${action}`));
      expect(await theCustomer(quiet, tenant, customer)).toEqual(before);
      expect((await quiet.as(tenant).contacts.post(`${path}/${action}`)).status).toBe(200);
    } finally {
      await quiet.close();
    }
  });

  it('429: counts as a write', async () => {
    const strict = await startApp({ THROTTLE_WRITE_LIMIT: '10' });
    try {
      const tenant = await aTenant(strict);
      const { customer, path } = await aRecord(kind, {}, strict, tenant);
      for (let call = 0; call < 10; call++)
        expect((await strict.as(tenant).contacts.get(`${path}/${action}`)).status).toBe(200);
      const before = await theCustomer(strict, tenant, customer);
      const answer = await strict.as(tenant).contacts.get(`${path}/${action}`);
      expect(answer).toMatchObject(refused(429, 'Demasiadas solicitudes'));
      expect(Number(answer.headers['retry-after'])).toBeGreaterThan(0);
      expect(await theCustomer(strict, tenant, customer)).toEqual(before);
      expect((await strict.as(tenant).contacts.get(`/customers/${customer}/${kind.what}`)).status).toBe(200);
    } finally {
      await strict.close();
    }
  });
});
