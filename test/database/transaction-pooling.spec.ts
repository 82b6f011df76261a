import { aCustomer, theCustomer } from '../factories/customer.js';
import { aTenant } from '../factories/tenant.js';
import { startApp, type TestApp } from '../support/app.js';
import { DatabaseProxy } from '../support/database-proxy.js';
import { PgBouncer } from '../support/pgbouncer.js';
import { describeWith } from '../support/programs.js';

describeWith('pgbouncer')('behind a proxy that pools transactions', () => {
  let server: DatabaseProxy;
  let bouncer: PgBouncer;
  let app: TestApp;

  beforeAll(async () => {
    // pgbouncer runs as another user, who cannot read the embedded server's folder.
    server = await DatabaseProxy.start();
    bouncer = await PgBouncer.before(server.url);
    app = await startApp({
      DATABASE_URL: bouncer.url,
      DATABASE_OWNER_URL: process.env.DATABASE_URL!,
      DATABASE_PROXY: 'true',
    });
  });
  afterAll(async () => {
    await app?.close();
    await bouncer?.stop();
    server?.close();
  });

  it('many tenants at once share two connections, and each sees its own rows', async () => {
    const tenants = await Promise.all(Array.from({ length: 8 }, () => aTenant(app)));
    await Promise.all(
      tenants.flatMap((tenant) =>
        Array.from({ length: 6 }, async (_, number) => {
          const { clients } = app.as(tenant);
          const { body } = await clients.post('/clients', {
            name: `${tenant.slug} ${number}`,
            email: `n${number}@example.com`,
          });
          expect((await clients.put(`/clients/${body.data.id}`, { notes: tenant.slug })).status).toBe(200);
          const { data } = (await clients.get('/clients')).body;
          expect(data.filter(({ name }: { name: string }) => !name.startsWith(tenant.slug))).toEqual([]);
        }),
      ),
    );
    for (const tenant of tenants) expect((await app.as(tenant).clients.get('/clients')).body.meta.total).toBe(6);
  });

  it('migrations are refused: the proxy would keep their lock', async () => {
    await expect(startApp({ DATABASE_URL: bouncer.url, DATABASE_PROXY: 'true' })).rejects.toThrow(
      'DATABASE_PROXY needs DATABASE_OWNER_URL',
    );
  });

  it('is ready', async () => {
    expect(await app.send('GET', '/health/ready')).toMatchObject({ status: 200, body: { status: 'ok' } });
  });

  it('a transaction is whole or nothing', async () => {
    const tenant = await aTenant(app);
    const { id } = await aCustomer(app, tenant, { email: 'a@example.com', note: 'before' });
    const { emails } = (await app.as(tenant).contacts.get(`/customers/${id}/emails`)).body;
    await app.as(tenant).contacts.post(`/customers/${id}/emails/${emails[0].email_id}/toggle-lock`);
    expect(
      (await app.as(tenant).clients.put(`/clients/${id}`, { notes: 'after', email: 'b@example.com' })).status,
    ).toBe(400);
    expect(await theCustomer(app, tenant, id)).toMatchObject({ note: 'before', email: 'a@example.com' });
  });
});
