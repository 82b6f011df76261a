import { randomBytes } from 'node:crypto';
import { request } from 'node:http';
import { COMMANDS } from '../../src/cli/commands.js';
import { hostNameAlone, hostNameOf } from '../../src/auth/host-name.js';
import { aTenant, type TestTenant } from '../factories/tenant.js';
import { useApp } from '../support/use-app.js';

const app = useApp({ THROTTLE_FAILURE_LIMIT: '100000' });

const list = (tenant: TestTenant, header: string) =>
  app.as(tenant).clients.send('GET', '/clients', { headers: { tenant: header } });
const signIn = (tenant: TestTenant, header: string) =>
  app.send('POST', '/apidev/v1/login', {
    headers: { tenant: header },
    body: { email: tenant.user.email, password: tenant.user.password },
  });
const unique = () => `h${randomBytes(5).toString('hex')}`;

describe('the tenant header of clients', () => {
  it.each(['$', '$:41002', '$:443', '$.', '$.:443', '$:', ' $ '])('names the domain as %p', async (form) => {
    const tenant = await aTenant(app);
    for (const domain of [tenant.domain, tenant.domain.toUpperCase()]) {
      const header = form.replace('$', domain);
      expect((await list(tenant, header)).status).toBe(200);
      expect((await signIn(tenant, header)).status).toBe(200);
    }
  });

  it('names an IPv6 literal with and without a port', async () => {
    const end = randomBytes(4)
      .toString('hex')
      .replace(/(....)(....)/, '$1:$2');
    const tenant = await aTenant(app, { domain: `[2001:db8::${end}]` });
    for (const header of [`[2001:db8::${end}]`, `[2001:DB8::${end}]:3000`, `[2001:0db8:0::${end}]`, `2001:db8::${end}`])
      expect([header, (await list(tenant, header)).status]).toEqual([header, 200]);
  });

  it('names an international domain in either spelling', async () => {
    const label = unique();
    const tenant = await aTenant(app, { domain: `bücher-${label}.example` });
    expect(tenant.domain).toMatch(/^xn--[a-z\d-]+\.example$/);
    for (const header of [tenant.domain, `${tenant.domain.toUpperCase()}:80`])
      expect((await list(tenant, header)).status).toBe(200);
    for (const header of [`bücher-${label}.example`, `BÜCHER-${label}.example:443`])
      expect(await statusWith(tenant, Buffer.from(header).toString('latin1'))).toBe(200);
  });

  it.each(['x$', '$x', 'http://$', '$/', '$/x', '$..', '$:x', '$:80:80', 'user@$', '*', '$,$', '[$]', '.$'])(
    '401: does not name the domain as %p, in the words of a bad token',
    async (form) => {
      const tenant = await aTenant(app);
      const bad = await app.as(tenant).clients.send('GET', '/clients', { headers: { authorization: 'Bearer a.b.c' } });
      const answer = await list(tenant, form.replaceAll('$', tenant.domain));
      expect([answer.status, answer.body]).toEqual([401, bad.body]);
    },
  );

  it('401: names only the tenant of the credentials', async () => {
    const [mine, other] = [await aTenant(app), await aTenant(app)];
    expect((await list(mine, `${other.domain}:443`)).status).toBe(401);
  });
});

/** The status of a request with a header of these bytes. */
async function statusWith(tenant: TestTenant, header: string): Promise<number> {
  const headers = { ...(await app.as(tenant).clients.credentials()), tenant: header };
  return new Promise((resolve, reject) => {
    request(`${app.url}/apidev/v1/clients`, { headers }, (answer) => resolve(answer.resume().statusCode!))
      .once('error', reject)
      .end();
  });
}

describe('clientela tenant create --domain', () => {
  const create = (domain: string) =>
    COMMANDS['tenant create']!.run(app.nest, ['--slug', unique(), '--name', 'Acme', `--domain=${domain}`]) as Promise<{
      domain: string;
    }>;

  it('stores a host name in lower case', async () => {
    const label = unique();
    expect((await create(`Shop.${label.toUpperCase()}.Example.`)).domain).toBe(`shop.${label}.example`);
    expect((await create(label)).domain).toBe(label);
  });

  it('drops blanks around it, as around every text', async () => {
    const label = unique();
    expect((await create(` ${label} `)).domain).toBe(label);
  });

  it.each([
    '$:443',
    'https://$',
    '$/shop',
    'a $',
    '$?x',
    'user@$',
    '',
    '.',
    '..',
    'a..$',
    '-$',
    '$-.example',
    `${'a'.repeat(64)}.$`,
    '*.$',
    '$,b.example',
    'a%20$',
    '[::1',
    '[::1]:80',
    `${'a.'.repeat(130)}$`,
  ])('refuses %p', async (form) => {
    await expect(create(form.replace('$', unique()))).rejects.toMatchObject({
      kind: 'invalid',
      details: [{ field: 'domain' }],
    });
  });

  it('refuses a domain that another tenant has in another spelling', async () => {
    const label = unique();
    await create(`${label}.example`);
    await expect(create(`${label.toUpperCase()}.EXAMPLE.`)).rejects.toMatchObject({ kind: 'duplicate' });
  });

  it('has one spelling for each host', () => {
    expect(['Demo.Localhost.', 'BÜCHER.example', '[0:0::1]', '::1', '127.0.0.1'].map(hostNameAlone)).toEqual([
      'demo.localhost',
      'xn--bcher-kva.example',
      '[::1]',
      '[::1]',
      '127.0.0.1',
    ]);
    expect(['demo.localhost:41002', 'demo.localhost.:1', '[::1]:3000', 'a b', ''].map(hostNameOf)).toEqual([
      'demo.localhost',
      'demo.localhost',
      '[::1]',
      undefined,
      undefined,
    ]);
  });
});
