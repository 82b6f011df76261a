import { useAppAndTenant } from '../support/use-app.js';

const { app, tenant: acme } = useAppAndTenant();

const many = <One>(count: number, one: (at: number) => One) => Array.from({ length: count }, (_, at) => one(at));

describe('a list is filtered by at most 20 conditions', () => {
  it.each(['/customer', '/customer/_count', '/user'])('billing, %s', async (path) => {
    const field = path === '/user' ? 'user_id' : 'customer_id';
    const ask = (count: number) =>
      app.as(acme).billing.get(path, { where: many(count, (at) => `${field}:GT:${at}`).join(',') });
    expect((await ask(20)).status).toBe(200);
    for (const count of [21, 400]) {
      expect(await ask(count)).toMatchObject({
        status: 400,
        body: {
          code: 400,
          message: 'Missing or invalid parameter.',
          details: { where: 'where must have at most 20 conditions' },
        },
      });
    }
  });

  it('billing, in a bulk request', async () => {
    const uri = (count: number) => `/customer/_count?where=${many(count, () => 'company:CONTAINS:a').join(',')}`;
    const { body } = await app.as(acme).billing.post(
      '/_bulk',
      [20, 21].map((count) => ({ request_method: 'GET', uri: uri(count) })),
    );
    expect(body.response._bulk).toMatchObject([
      { code: 200, response: 0 },
      { code: 400, message: 'Missing or invalid parameter.' },
    ]);
  });

  it.each(['/customer', '/user'])('billing, sorted by at most 20 fields: %s', async (path) => {
    const ask = (count: number) => app.as(acme).billing.get(path, { order: many(count, () => 'token:ASC').join(',') });
    expect((await ask(20)).status).toBe(200);
    expect(await ask(21)).toMatchObject({
      status: 400,
      body: { details: { order: 'order must have at most 20 fields' } },
    });
  });

  it('accounting, in either case', async () => {
    const ask = (roles: object[]) =>
      app.as(acme).accounting.get('/customers', { stringifiedFilterRoles: JSON.stringify(roles) });
    const role = { fieldKey: 'balance', comparator: 'bigger_than', value: 1 };
    const times = (count: number) => ({
      field_key: 'created_at',
      comparator: 'in',
      value: many(count, () => '2026-01-01'),
    });
    const refused = {
      status: 400,
      body: { errors: [{ type: 'stringified_filter_roles_invalid', message: expect.stringContaining('at most 20') }] },
    };
    expect((await ask(many(20, () => role))).status).toBe(200);
    expect(await ask(many(21, () => role))).toMatchObject(refused);
    expect((await ask([times(19), role])).status).toBe(200);
    expect(await ask([times(19), role, role])).toMatchObject(refused);
  });
});
