import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { UsersService } from '../../src/auth/users.service.js';
import { CompanyNamesService } from '../../src/company-names/company-names.service.js';
import { type Demo, offerDemo } from '../../src/demo.js';
import { startApp, type TestApp } from '../support/app.js';
import { dropDatabase } from '../support/drop-database.js';

const name = `clientela_demo_${process.pid}`;
const server = new Client({ connectionString: process.env.DATABASE_URL });
const folder = mkdtempSync(join(tmpdir(), 'clientela-demo-'));
const file = join(folder, 'demo.json');
let app: TestApp;

const offer = () => offerDemo(app.nest, app.env, app.url);
const demo = () => JSON.parse(readFileSync(file, 'utf8')) as Demo;

beforeAll(async () => {
  await server.connect();
  await server.query(`CREATE DATABASE ${name} TEMPLATE template0`);
  const url = new URL(process.env.DATABASE_URL!);
  url.pathname = name;
  app = await startApp({ DATABASE_URL: url.href, DATA_DIR: folder });
});
afterAll(async () => {
  await app.close();
  await dropDatabase(server, name);
  await server.end();
  rmSync(folder, { recursive: true });
});

describe('the demo tenant', () => {
  it('is made whole or not at all', async () => {
    const failing = jest
      .spyOn(app.nest.get(CompanyNamesService), 'add')
      .mockRejectedValueOnce(new Error('the process ends here'));
    await expect(offer()).rejects.toThrow('the process ends here');
    failing.mockRestore();
    expect(readdirSync(folder)).toEqual([]);
  });

  it('is not made while a user has its login name, and the message says so', async () => {
    const users = app.nest.get(UsersService);
    const user = { email: 'ada@acme.example', firstName: null, lastName: null, mobile: null };
    const { id } = await users.create({ ...user, login: 'demo', password: 'a password of Ada' });
    expect(await offer()).toMatch(/^No demo tenant was made: .* a user .*\n.*the login name demo/);
    expect(readdirSync(folder)).toEqual([]);
    await users.delete(id);
  });

  it('is printed with its credentials, in a file that only its owner may read', async () => {
    const told = await offer();
    expect(Object.keys(demo())).toEqual([
      'baseUrl',
      'tenant',
      'contacts',
      'billing',
      'clients',
      'erp',
      'accounting',
      'clientela',
    ]);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(told).toContain(JSON.stringify(demo(), null, 2));
    const { email, password } = demo().clientela;
    expect(told).toContain(`Sign in at ${app.url}/console with the email ${email} and the password ${password}\n`);
    expect(told!.match(/^curl /gm)).toHaveLength(6);
  });

  it('has credentials that work in every contract', async () => {
    const { contacts, billing, clients, erp, accounting, clientela } = demo();
    const ok = async (answer: ReturnType<TestApp['send']>) => expect((await answer).status).toBeLessThan(300);
    await ok(app.send('POST', '/api/login', { body: contacts }));
    await ok(
      app.send('GET', '/api/v3/customer', {
        headers: {
          authorization: `Basic ${Buffer.from(`${billing.publicKey}:${billing.privateKey}`).toString('base64')}`,
        },
      }),
    );
    await ok(
      app.send('POST', '/apidev/v1/login', {
        headers: { tenant: clients.tenant },
        body: { email: clients.email, password: clients.password },
      }),
    );
    await ok(
      app.send('GET', `/api/${erp.account}/v4.0.0/helo`, { headers: { authorization: `Bearer ${erp.apiToken}` } }),
    );
    await ok(
      app.send('POST', `/api/${erp.account}/v4.0.0/auth`, {
        query: { username: erp.username, password: erp.password },
      }),
    );
    await ok(
      app.send('GET', '/api/customers', {
        headers: { authorization: `Bearer ${accounting.apiKey}`, 'organization-id': accounting.organizationId },
      }),
    );
    await ok(
      app.send('POST', '/api/auth/signin', { body: { email: accounting.email, password: accounting.password } }),
    );
    await ok(app.send('GET', '/clientela/v1/users', { headers: { authorization: `Bearer ${clientela.apiKey}` } }));
    await ok(
      app.send('POST', '/clientela/v1/session', { body: { email: clientela.email, password: clientela.password } }),
    );
  });

  it('is made once; later starts say where its credentials are', async () => {
    const before = demo();
    expect(await offer()).toContain(file);
    expect(demo()).toEqual(before);
  });

  it('is not announced by a file that another database left', async () => {
    writeFileSync(
      file,
      JSON.stringify({ ...demo(), accounting: { ...demo().accounting, apiKey: 'bc_of_another_database' } }),
    );
    expect(await offer()).toBeUndefined();
  });
});
