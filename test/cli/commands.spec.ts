import { randomBytes } from 'node:crypto';
import { TenantsService } from '../../src/auth/tenants.service.js';
import { COMMANDS } from '../../src/cli/commands.js';
import { CustomersService } from '../../src/customers/customers.service.js';
import { useApp } from '../support/use-app.js';

const app = useApp();
const slug = `cli${randomBytes(5).toString('hex')}`;

const clientela = async (line: string): Promise<any> => {
  const [noun, verb, ...argv] = line.split(' ');
  return COMMANDS[`${noun} ${verb}`]!.run(app.nest, argv);
};

beforeAll(async () => {
  await clientela(`tenant create --slug ${slug} --name Acme --domain ${slug}.example --currency EUR --country PT`);
});

describe('clientela', () => {
  it('makes a key that opens the tenant, and ends it', async () => {
    const { id, secret } = await clientela(`key create --tenant ${slug} --contract accounting --name books`);
    const list = () => app.send('GET', '/api/customers', { headers: { authorization: `Bearer ${secret}` } });
    expect((await list()).status).toBe(200);
    await clientela(`key revoke --tenant ${slug} --id ${id}`);
    expect((await list()).status).toBe(401);
  });

  it('makes a key that may do only what it was given', async () => {
    const { secret } = await clientela(
      `key create --tenant ${slug} --contract accounting --permissions customers:write`,
    );
    expect((await app.send('GET', '/api/customers', { headers: { authorization: `Bearer ${secret}` } })).status).toBe(
      403,
    );
  });

  it('restores a deleted customer, and releases its external key if asked to', async () => {
    const tenant = (await app.nest.get(TenantsService).bySlug(slug))!;
    const customers = app.nest.get(CustomersService);
    const { id } = await customers.create(tenant.id, { displayName: 'Back', externalKey: 'back' }, { fields: ['id'] });
    await customers.delete(tenant.id, id);
    expect(await clientela(`customer restore --tenant ${slug} --id ${id} --release-key`)).toEqual({
      id,
      displayName: 'Back',
      externalKey: null,
      version: 3,
    });
    await expect(clientela(`customer restore --tenant ${slug} --id ${id}`)).rejects.toThrow('not deleted');
  });

  it('lists keys without their secrets', async () => {
    const { secret } = await clientela(`key create --tenant ${slug} --contract billing --name shop`);
    const keys = await clientela(`key list --tenant ${slug} --contract billing`);
    expect(keys).toMatchObject([{ contract: 'billing', name: 'shop', revokedAt: null }]);
    expect(JSON.stringify(keys)).not.toContain(secret);
  });

  it('makes a user who can sign in', async () => {
    const { login, password } = await clientela(
      `user create --tenant ${slug} --email ${slug}@example.com --login ${slug}`,
    );
    const answer = await app.send('POST', '/api/login', { body: { usuario_login: login, usuario_password: password } });
    expect(answer).toMatchObject({ status: 200, body: { token: expect.any(String) } });
  });

  it('makes a user a member of another tenant', async () => {
    const { email, login, password } = await clientela(
      `user create --tenant ${slug} --email j${slug}@example.com --login j${slug}`,
    );
    await clientela(`tenant create --slug ${slug}-2 --name Second`);
    const signIn = () =>
      app.send('POST', '/apidev/v1/login', { headers: { tenant: `${slug}-2.localhost` }, body: { email, password } });
    expect((await signIn()).status).toBe(401);
    await clientela(`user join --tenant ${slug}-2 --email ${email}`);
    expect((await signIn()).status).toBe(200);
    expect(login).toBe(`j${slug}`);
  });

  it('makes no user where a permission is misspelled', async () => {
    const line = `user create --tenant ${slug} --email p${slug}@example.com --permissions`;
    await expect(clientela(`${line} customers:raed`)).rejects.toThrow('raed');
    await expect(clientela(`${line} customers:read`)).resolves.toMatchObject({ email: `p${slug}@example.com` });
  });

  it.each([
    ['a slug that is a path of the API', 'tenant create --slug customers --name X', 'customers'],
    ['a slug that is taken', `tenant create --slug ${slug} --name X`, 'exists'],
    ['an unknown currency', 'tenant create --slug x1 --name X --currency XYZ', 'baseCurrency'],
    ['an unknown time zone', 'tenant create --slug x1 --name X --time-zone Mars/Olympus', 'timeZone'],
    ['an unknown tenant', 'key list --tenant no-such-tenant', 'no-such-tenant'],
    ['an unknown contract', `key create --tenant ${slug} --contract contacts`, 'contacts'],
    ['an unknown permission', `key create --tenant ${slug} --contract erp --permissions all`, 'all'],
    ['an unknown option', `key list --tenant ${slug} --colour red`, 'colour'],
    ['a missing option', 'user create --email a@b.co', '--tenant'],
    ['an unknown key', `key revoke --tenant ${slug} --id 9007199254740000`, 'exist'],
  ])('refuses %s', async (_, line, word) => {
    await expect((async () => clientela(line))()).rejects.toThrow(word);
  });
});
