import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { aCustomer } from '../factories/customer.js';
import { committedDocument, placesOf } from '../support/documents.js';
import { describeWith } from '../support/programs.js';
import { useAppAndTenant } from '../support/use-app.js';

const { app, tenant: acme } = useAppAndTenant({ THROTTLE_FAILURE_LIMIT: '100000' });

const bearer = (token: string) => ({ authorization: `Bearer ${token}` });
const basic = (user: string, password: string) => ({
  authorization: `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`,
});

/** An address of each contract, the status for no and for bad credentials, and credentials that open nothing. */
const DOORS = {
  contacts: { path: () => '/api/customers/getCustomers', missing: 401, refused: 401, bad: () => bearer('a.b.c') },
  clients: {
    path: () => '/apidev/v1/clients',
    missing: 400,
    refused: 401,
    bad: () => ({ ...bearer('a.b.c'), 'X-API-Key': 'gtk_no', tenant: acme.domain }),
  },
  erp: { path: () => `/api/${acme.slug}/v4.0.0/customers`, missing: 403, refused: 403, bad: () => bearer('a.b.c') },
  accounting: { path: () => '/api/customers', missing: 401, refused: 401, bad: () => bearer('bc_no') },
};

describe.each(Object.entries(DOORS))('%s', (name, { path, missing, refused, bad }) => {
  const realm = `Bearer realm="Clientela ${name}"`;

  it('challenges a request without credentials', async () => {
    const answer = await app.send('GET', path());
    expect(answer).toMatchObject({ status: missing, headers: { 'www-authenticate': realm } });
    const ofAnotherScheme = await app.send('GET', path(), { headers: basic('a', 'b') });
    expect(ofAnotherScheme).toMatchObject({ status: missing, headers: { 'www-authenticate': realm } });
  });

  it('says that the token is invalid where one was refused', async () => {
    expect(await app.send('GET', path(), { headers: bad() })).toMatchObject({
      status: refused,
      headers: { 'www-authenticate': `${realm}, error="invalid_token"` },
    });
  });

  it('does not challenge a caller that was let in', async () => {
    const client = app.as(acme)[name as keyof typeof DOORS];
    const answer = await client.get(path().replace(/^\/api(dev\/v1|\/t\w+\/v4\.0\.0)?/, ''));
    expect(answer.status).toBe(200);
    expect(answer.headers).not.toHaveProperty('www-authenticate');
  });
});

describe('billing', () => {
  const realm = 'Basic realm="Clientela billing"';

  it.each([
    ['no credentials', {}],
    ['a key pair that opens nothing', basic('k'.repeat(32), 's'.repeat(32))],
    ['text that is no key pair', { authorization: 'Basic !!!' }],
    ['another scheme', bearer('a.b.c')],
    ['a broken signature', { authorization: 'ChargeOver co_public_key="x"' }],
  ])('challenges %s', async (_, headers) => {
    for (const path of ['/api/v3/customer', '/api/v3/customer/1', '/api/v3/user', '/api/v3/customer/_count'])
      expect(await app.send('GET', path, { headers })).toMatchObject({
        status: 401,
        headers: { 'www-authenticate': realm },
      });
    expect(await app.send('POST', '/api/v3/_bulk', { headers, body: [] })).toMatchObject({
      status: 401,
      headers: { 'www-authenticate': realm },
    });
  });
});

describe('other refusals about credentials', () => {
  it('challenges a clients request that lacks one of its three headers', async () => {
    const { authorization } = await app.as(acme).clients.credentials();
    const sent: Record<string, string>[] = [
      { authorization: authorization! },
      { authorization: authorization!, 'X-API-Key': acme.keys.clients.secret },
    ];
    for (const headers of sent)
      expect(await app.send('GET', '/apidev/v1/clients', { headers })).toMatchObject({
        status: 400,
        headers: { 'www-authenticate': 'Bearer realm="Clientela clients"' },
      });
  });

  it('challenges an accounting token without an organization, and one of another organization', async () => {
    const { authorization } = await app.as(acme).accountingByToken.credentials();
    const realm = 'Bearer realm="Clientela accounting"';
    expect(await app.send('GET', '/api/customers', { headers: { authorization: authorization! } })).toMatchObject({
      status: 401,
      headers: { 'www-authenticate': realm },
    });
    expect(
      await app.send('GET', '/api/customers', {
        headers: { authorization: authorization!, 'organization-id': '999999999' },
      }),
    ).toMatchObject({ status: 401, headers: { 'www-authenticate': `${realm}, error="invalid_token"` } });
  });

  it('challenges /helo without a token, and with one that opens nothing', async () => {
    const path = `/api/${acme.slug}/v4.0.0/helo`;
    expect(await app.send('GET', path)).toMatchObject({
      status: 400,
      headers: { 'www-authenticate': 'Bearer realm="Clientela erp"' },
    });
    expect(await app.send('GET', path, { headers: bearer('xt_no') })).toMatchObject({
      status: 403,
      headers: { 'www-authenticate': 'Bearer realm="Clientela erp", error="invalid_token"' },
    });
  });

  it('names no token where a password was wrong', async () => {
    const password = 'wrong';
    const answers = [
      await app.send('POST', '/api/login', { body: { usuario_login: acme.user.login, usuario_password: password } }),
      await app.send('POST', '/apidev/v1/login', {
        headers: { tenant: acme.domain },
        body: { email: acme.user.email, password },
      }),
      await app.send('POST', '/api/auth/signin', { body: { email: acme.user.email, password } }),
      await app.send('POST', `/api/${acme.slug}/v4.0.0/auth`, { query: { username: acme.user.login, password } }),
    ];
    expect(answers.map(({ status, headers }) => [status, headers['www-authenticate']])).toEqual([
      [401, 'Bearer realm="Clientela contacts"'],
      [401, 'Bearer realm="Clientela clients"'],
      [401, 'Bearer realm="Clientela accounting"'],
      [403, 'Bearer realm="Clientela erp"'],
    ]);
  });

  it('is documented for each operation that asks for credentials', () => {
    for (const name of ['contacts', 'billing', 'clients', 'erp', 'accounting']) {
      const documented = committedDocument(name);
      const status = name === 'erp' ? 403 : 401;
      const told = placesOf(documented.document).map(({ operation }) => [
        operation.operationId,
        Object.keys(documented.response(operation, status)?.headers ?? {}),
      ]);
      expect(told).toEqual(told.map(([id]) => [id, expect.arrayContaining(['WWW-Authenticate'])]));
    }
  });
});

/** What a program writes to its standard output. It gets nothing of this process's proxies or settings. */
const run = async (program: string, ...argv: string[]) =>
  (
    await promisify(execFile)(program, argv, {
      env: {
        PATH: process.env.PATH,
        HOME: '/nonexistent',
        PYENV_VERSION: process.env.PYENV_VERSION,
        PYENV_ROOT: process.env.PYENV_ROOT,
      },
      timeout: 30_000,
    })
  ).stdout;
const pair = () => [acme.keys.billing.publicKey!, acme.keys.billing.secret] as const;

const PYTHON = `
import sys, urllib.request
method, url, user, password, body = sys.argv[1:]
passwords = urllib.request.HTTPPasswordMgrWithDefaultRealm()
passwords.add_password(None, url, user, password)
opener = urllib.request.build_opener(urllib.request.ProxyHandler({}), urllib.request.HTTPBasicAuthHandler(passwords))
headers = {'Content-Type': 'application/json'} if body else {}
request = urllib.request.Request(url, data=body.encode() or None, headers=headers, method=method)
print(opener.open(request).read().decode())
`;

/** Each sends credentials only after it was challenged: how it reads, and how it writes. */
const WAITING = {
  curl: {
    read: (url: string) => run('curl', '-sS', '--anyauth', '-u', pair().join(':'), url),
    write: (url: string, body: string) =>
      run(
        'curl',
        '-sS',
        '--anyauth',
        '-u',
        pair().join(':'),
        '-X',
        'PUT',
        '-H',
        'Content-Type: application/json',
        '-d',
        body,
        url,
      ),
  },
  wget: {
    read: (url: string) => run('wget', '-qO-', '--no-proxy', '--user', pair()[0], '--password', pair()[1], url),
    write: (url: string, body: string) =>
      run(
        'wget',
        '-qO-',
        '--no-proxy',
        '--user',
        pair()[0],
        '--password',
        pair()[1],
        '--method=PUT',
        '--header=Content-Type: application/json',
        `--body-data=${body}`,
        url,
      ),
  },
  python3: {
    read: (url: string) => run('python3', '-c', PYTHON, 'GET', url, ...pair(), ''),
    write: (url: string, body: string) => run('python3', '-c', PYTHON, 'PUT', url, ...pair(), body),
  },
};

for (const [program, { read, write }] of Object.entries(WAITING)) {
  describeWith(program)(`${program}, which waits for the challenge`, () => {
    it('reads and writes a customer of billing', async () => {
      const { id } = await aCustomer(app, acme);
      const url = `${app.url}/api/v3/customer/${id}`;
      expect(JSON.parse(await read(url))).toMatchObject({ code: 200, response: { customer_id: id } });
      expect(JSON.parse(await write(url, JSON.stringify({ company: `By ${program}` })))).toMatchObject({
        code: 202,
        response: { id },
      });
      expect(JSON.parse(await read(url))).toMatchObject({ response: { company: `By ${program}` } });
    });
  });
}
