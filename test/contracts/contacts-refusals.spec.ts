import { TokensService } from '../../src/auth/tokens.service.js';
import { routesOf } from '../../src/routes.js';
import { aCustomer, MISSING_ID, theCustomer } from '../factories/customer.js';
import { aTenant, type TestTenant } from '../factories/tenant.js';
import { startApp } from '../support/app.js';
import { useAppAndTenant, useTenant } from '../support/use-app.js';

const { app, tenant: acme } = useAppAndTenant();
/** A caller with all permissions, in another tenant. */
const stranger = useTenant(app);
const powerless = useTenant(app, { permissions: [] });
let customer: number;
let records: Record<string, number>;

beforeAll(async () => {
  const made = await aCustomer(app, acme, { email: 'ada@example.com', phone: '+12125550100' });
  const { body } = await app.as(acme).contacts.post(`/customers/${made.id}/company-names`, { name: 'Acme' });
  customer = made.id;
  records = { emails: made.primaryEmailId!, phones: made.mainPhoneId!, 'company-names': body.company_name_id };
});

const refused = (status: number, error: string) => ({
  status,
  body: { success: false, error, details: expect.any(Array) },
});
const path = (template: string, id: number | string = customer) =>
  template
    .replace(':id', String(id))
    .replace(/(emails|phones|company-names)\/:record/, (_, what: string) => `${what}/${records[what]}`);

/** Every route that takes a body, with one that it would take. */
const WITH_BODY: [string, string, object][] = [
  ['POST', '/customers/create', { name: 'Ada' }],
  ['POST', '/customers/:id/emails', { email: 'new@example.com' }],
  ['PUT', '/customers/:id/emails/:record', { notes: 'changed' }],
  ['POST', '/customers/:id/phones', { phone: '+12125550199' }],
  ['PUT', '/customers/:id/phones/:record', { notes: 'changed' }],
  ['POST', '/customers/:id/company-names', { name: 'New' }],
  ['PUT', '/customers/:id/company-names/:record', { name: 'changed' }],
  ['POST', '/customers/:id/company-names/:record/toggle-active', { is_active: false }],
  ['PUT', '/customers/:id/company-names/:record/toggle-active', { is_active: false }],
  ['PATCH', '/customers/:id/company-names/:record/toggle-active', { is_active: false }],
];

/** Every other route, but for the sign-in. */
const WITHOUT_BODY: [string, string][] = [
  ['GET', '/customers/getCustomers'],
  ['GET', '/customers/getCustomers/:id'],
  ...['emails', 'phones', 'company-names'].flatMap((what): [string, string][] => [
    ['GET', `/customers/:id/${what}`],
    ['DELETE', `/customers/:id/${what}/:record`],
    ...['POST', 'PUT', 'PATCH', 'GET'].map((method): [string, string] => [
      method,
      `/customers/:id/${what}/:record/${what === 'company-names' ? 'set-default' : 'toggle-lock'}`,
    ]),
  ]),
];

const ROUTES: [string, string, object?][] = [...WITH_BODY, ...WITHOUT_BODY];

it('knows every route of the contract', () => {
  const routes = routesOf(app.nest).filter(
    ({ contract, access }) => contract?.name === 'contacts' && access?.kind !== 'signsIn',
  );
  const names = routes.map(({ method, path }) => `${method} ${path.replace('/api', '').replace(/:\w+Id/, ':record')}`);
  expect(names.sort()).toEqual(ROUTES.map(([method, template]) => `${method} ${template}`).sort());
});

/** Nothing of the customer and its records, nor the number of customers, is another afterwards. */
async function changesNothing(work: () => Promise<void>): Promise<void> {
  const contacts = app.as(acme).contacts;
  const everything = async () => [
    await theCustomer(app, acme, customer),
    (await contacts.get(`/customers/getCustomers/${customer}`)).body,
    (await contacts.get('/customers/getCustomers')).body.totalCount,
  ];
  const before = await everything();
  await work();
  expect(await everything()).toEqual(before);
}

describe.each(WITH_BODY)('%s /api%s', (method, template, fine) => {
  const text = JSON.stringify(fine);
  const [key] = Object.keys(fine) as [string];
  const send = (body: string | Buffer, headers = {}) =>
    app.as(acme).contacts.send(method, path(template), { text: body, headers });

  it('400: takes nothing but a JSON object of fields that can be stored, and writes nothing else', async () => {
    const bodies: Record<string, string | Buffer> = {
      'broken JSON': text.slice(0, -1),
      'a list': `[${text}]`,
      'a text': '"ada"',
      'a number': '7',
      null: 'null',
      nothing: '',
      'bytes that are no UTF-8': Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x7d]),
      'deep nesting': `{"${key}":${'['.repeat(5000)}${']'.repeat(5000)}}`,
      NUL: `{"${key}":"a\\u0000b"}`,
      'half a surrogate pair': `{"${key}":"\\ud800"}`,
      'a number beyond range': `{"${key}":1e400}`,
      'an object for a value': `{"${key}":{"a":1}}`,
    };
    await changesNothing(async () => {
      for (const [what, body] of Object.entries(bodies))
        expect({ what, ...(await send(body)) }).toMatchObject({ what, ...refused(400, 'Datos inválidos') });
    });
  });

  it('413: refuses a body over the limit', async () => {
    await changesNothing(async () => {
      expect(await send(JSON.stringify({ ...fine, colour: 'x'.repeat(300_000) }))).toMatchObject(
        refused(413, 'Solicitud demasiado grande'),
      );
    });
  });

  it('415: takes no other content type', async () => {
    await changesNothing(async () => {
      for (const type of [
        'text/plain',
        'application/x-www-form-urlencoded',
        'application/jsonx',
        'application/',
        'json',
        '',
      ]) {
        expect(await send(text, { 'content-type': type })).toMatchObject(
          refused(415, 'Tipo de contenido no soportado'),
        );
      }
    });
  });
});

describe.each(ROUTES)('%s /api%s', (method, template, body) => {
  const send = (headers: Record<string, string | undefined>) =>
    app.as(acme).contacts.send(method, path(template), { headers, body });

  it('401: says that the token is missing, and answers every bad one in the same words', async () => {
    const expired = app.nest
      .get(TokensService)
      .issue({ sub: `user:${acme.user.id}`, tenant: acme.id, aud: 'contacts' }, -1);
    await changesNothing(async () => {
      for (const authorization of [undefined, 'Basic YTpi'])
        expect(await send({ authorization })).toMatchObject(refused(401, 'Token no provisto'));
      const nonsense = await send({ authorization: 'Bearer nonsense' });
      expect(nonsense).toMatchObject(refused(401, 'Token inválido o caducado'));
      for (const token of [expired, await acme.tokens.clients(), acme.keys.accounting.secret])
        expect(await send({ authorization: `Bearer ${token}` })).toLookLike(nonsense);
    });
  });

  it('403: needs its permission', async () => {
    expect(await app.as(powerless).contacts.send(method, path(template), { body })).toMatchObject(
      refused(403, 'Permiso insuficiente'),
    );
  });

  if (template.includes(':id')) {
    it('404: answers a foreign customer exactly like a missing one, and leaves it', async () => {
      const theirs = app.as(stranger).contacts;
      await changesNothing(async () => {
        const foreign = await theirs.send(method, path(template), { body });
        expect(foreign).toMatchObject(refused(404, 'Cliente no encontrado'));
        expect(foreign).toLookLike(await theirs.send(method, path(template, MISSING_ID), { body }));
      });
    });

    it('404: a text that is not a number is the ID of no record', async () => {
      for (const id of ['0', '-1', '1.5', 'abc', '9007199254740992', '%00', '1%20']) {
        expect(await app.as(acme).contacts.send(method, path(template, id), { body })).toMatchObject(
          refused(404, 'Cliente no encontrado'),
        );
      }
    });
  }
});

describe('permissions', () => {
  it.each([
    ['emails', 'emails:write'],
    ['phones', 'phones:write'],
    ['company-names', 'company-names:write'],
    ['create', 'customers:write'],
  ] as const)('403: writing %s needs %s and nothing else', async (what, permission) => {
    const writer = await aTenant(app, { permissions: [permission] });
    const { id } = await aCustomer(app, writer);
    const body = { email: 'a@example.com', phone: '+12125550100', name: 'Ada' };
    const status = async (last: string) =>
      (await app.as(writer).contacts.post(last === 'create' ? '/customers/create' : `/customers/${id}/${last}`, body))
        .status;
    for (const each of ['emails', 'phones', 'company-names', 'create'])
      expect([each, await status(each)]).toEqual([each, each === what ? 201 : 403]);
    expect(await app.as(writer).contacts.get('/customers/getCustomers')).toMatchObject(
      refused(403, 'Permiso insuficiente'),
    );
  });
});

describe('unknown routes and methods', () => {
  it.each(['/customers/1/emails/1/nothing', '/customers/1/phones/1/2/3', '/customers/getCustomers/1/emails'])(
    '404: %s is not there, in the contract’s shape',
    async (template) => {
      expect(await app.as(acme).contacts.get(template)).toMatchObject(refused(404, 'Recurso no encontrado'));
    },
  );

  it.each([
    ['PATCH', '/customers/:id/emails', ['GET', 'POST']],
    ['POST', '/customers/:id/phones/:record', ['DELETE', 'PUT']],
    ['GET', '/customers/:id/company-names/:record', ['DELETE', 'PUT']],
    ['DELETE', '/customers/:id/emails/:record/toggle-lock', ['GET', 'PATCH', 'POST', 'PUT']],
    ['GET', '/customers/:id/company-names/:record/toggle-active', ['PATCH', 'POST', 'PUT']],
  ])('405: %s %s; names the methods that there are', async (method, template, allowed) => {
    const answer = await app.as(acme).contacts.send(method, path(template));
    expect(answer).toMatchObject(refused(405, 'Método no permitido'));
    expect(answer.headers['allow']?.split(', ').sort()).toEqual(allowed);
  });
});

describe('too many writes', () => {
  it('429: allows ten a minute per credential and route, and says when to try again', async () => {
    const strict = await startApp({ THROTTLE_WRITE_LIMIT: '10' });
    try {
      const [one, other] = [await aTenant(strict), await aTenant(strict)];
      const [mine, theirs] = [await aCustomer(strict, one), await aCustomer(strict, other)];
      const add = (tenant: TestTenant, id: number, count: number) =>
        strict.as(tenant).contacts.post(`/customers/${id}/emails`, { email: `e${count}@example.com` });
      for (let count = 0; count < 10; count++) expect((await add(one, mine.id, count)).status).toBe(201);
      const answer = await add(one, mine.id, 10);
      expect(answer).toMatchObject(refused(429, 'Demasiadas solicitudes'));
      expect(Number(answer.headers['retry-after'])).toBeGreaterThan(0);
      expect(answer.headers).toMatchObject({ 'x-ratelimit-limit': '10', 'x-ratelimit-remaining': '0' });
      expect((await strict.as(one).contacts.get(`/customers/${mine.id}/emails`)).body.emails).toHaveLength(10);
      expect((await add(other, theirs.id, 0)).status).toBe(201);
      expect(
        (await strict.as(one).contacts.post(`/customers/${mine.id}/phones`, { phone: '+12125550100' })).status,
      ).toBe(201);
    } finally {
      await strict.close();
    }
  });
});
