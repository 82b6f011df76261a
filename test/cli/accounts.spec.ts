import { randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { COMMANDS } from '../../src/cli/commands.js';
import { eventually } from '../support/eventually.js';
import { HeardLog } from '../support/log.js';
import { useApp } from '../support/use-app.js';

const heard = new HeardLog();
const app = useApp({ LOG_LEVEL: 'info', LOG_FORMAT: 'json' }, { logTo: heard });
let place: string;
const slug = `acc${randomBytes(5).toString('hex')}`;
const email = `ada@${slug}.example`;

/** A line; an empty text is written as `''`. */
const clientela = async (line: string): Promise<any> => {
  const [noun, verb, ...argv] = line.split(' ').map((word) => (word === "''" ? '' : word));
  return COMMANDS[`${noun} ${verb}`]!.run(app.nest, argv);
};

/** The events of one line. */
async function eventsOf(line: string): Promise<unknown[]> {
  heard.forget();
  await clientela(line);
  const lines = heard.lines.map((text) => JSON.parse(text) as Record<string, unknown>);
  return lines
    .filter(({ msg }) => msg === 'account event')
    .map(({ event, actor }) => `${String(actor)} ${String(event)}`);
}

beforeAll(async () => {
  place = mkdtempSync(join(tmpdir(), 'clientela-accounts-'));
  await clientela(`tenant create --slug ${slug} --name Acme`);
});
afterAll(() => rmSync(place, { recursive: true }));

const signIn = async (password: string, login = email) =>
  app.send('POST', '/api/login', { body: { usuario_login: login, usuario_password: password } });
const read = (token: string) =>
  app.send('GET', '/api/customers/getCustomers', { headers: { authorization: `Bearer ${token}` } });
const useKey = async (secret: string) =>
  (await app.send('GET', '/api/customers', { headers: { authorization: `Bearer ${secret}` } })).status;

describe('clientela user', () => {
  it('lists, shows and changes users', async () => {
    const { id } = await clientela(
      `user create --tenant ${slug} --email ${email} --first-name Ada --permissions customers:read`,
    );
    const shown = {
      id,
      email,
      login: email,
      firstName: 'Ada',
      lastName: null,
      mobile: null,
      createdAt: expect.any(Date),
      suspendedAt: null,
      tenants: [{ slug, permissions: ['customers:read'] }],
    };
    expect(await clientela(`user show --email ${email.toUpperCase()}`)).toEqual(shown);
    expect(await clientela(`user show --id ${id}`)).toEqual(shown);
    expect(await clientela(`user list --tenant ${slug}`)).toEqual([shown]);
    expect(await clientela('user list')).toContainEqual(shown);
    const changed = await clientela(
      `user set --id ${id} --new-email ada2@${slug}.example --first-name '' --mobile +12125550100`,
    );
    expect(changed).toEqual({ ...shown, email: `ada2@${slug}.example`, firstName: null, mobile: '+12125550100' });
    await clientela(`user set --id ${id} --new-email ${email}`);
    await expect(clientela(`user set --id ${id}`)).rejects.toThrow('nothing to change');
    await expect(clientela('user show')).rejects.toThrow('--email or --id');
    await expect(clientela(`user show --id ${id} --email ${email}`)).rejects.toThrow('--email or --id');
    await expect(clientela('user show --id 9007199254740000')).rejects.toThrow('no user');
  });

  it('sets a password, made or from a file, and ends sessions', async () => {
    const { password } = await clientela(`user password --email ${email}`);
    const { token } = (await signIn(password)).body;
    expect((await read(token)).status).toBe(200);
    const file = join(place, 'password');
    writeFileSync(file, 'correct horse battery staple\n');
    expect(await clientela(`user password --email ${email} --password-file ${file}`)).not.toHaveProperty('password');
    expect((await read(token)).status).toBe(401);
    expect((await signIn(password)).status).toBe(401);
    const second = (await signIn('correct horse battery staple')).body.token;
    expect((await read(second)).status).toBe(200);
    await clientela(`user sign-out --email ${email}`);
    expect((await read(second)).status).toBe(401);
    expect((await signIn('correct horse battery staple')).status).toBe(200);
  });

  it('suspends, resumes, and ends a membership', async () => {
    const { token } = (await signIn('correct horse battery staple')).body;
    expect(await clientela(`user suspend --email ${email}`)).toMatchObject({ suspendedAt: expect.any(Date) });
    expect((await read(token)).status).toBe(401);
    expect(await clientela(`user resume --email ${email}`)).toMatchObject({ suspendedAt: null });
    expect((await read(token)).status).toBe(200);
    expect(await clientela(`user leave --tenant ${slug} --email ${email}`)).toMatchObject({ tenants: [] });
    expect((await read(token)).status).toBe(401);
    await expect(clientela(`user leave --tenant ${slug} --email ${email}`)).rejects.toThrow('no user');
    await clientela(`user join --tenant ${slug} --email ${email}`);
  });

  it('deletes a user for good', async () => {
    const { id } = await clientela(`user create --tenant ${slug} --email gone@${slug}.example`);
    expect(await clientela(`user delete --email gone@${slug}.example`)).toEqual({ id, deleted: true });
    await expect(clientela(`user show --id ${id}`)).rejects.toThrow('no user');
    expect(JSON.stringify(await clientela('user list'))).not.toContain('gone@');
  });
});

describe('clientela key', () => {
  it('shows a key with its last use, and without its secret', async () => {
    const { id, secret } = await clientela(`key create --tenant ${slug} --contract accounting --name books`);
    const show = () => clientela(`key show --tenant ${slug} --id ${id}`);
    expect(await show()).toMatchObject({ id, name: 'books', maker: null, isUsable: true, lastUsedAt: null });
    expect(await useKey(secret)).toBe(200);
    await eventually(async () => (await show()).lastUsedAt !== null);
    expect(JSON.stringify([await show(), await clientela(`key list --tenant ${slug}`)])).not.toContain(secret);
    expect(await clientela(`key list --tenant ${slug}`)).toContainEqual(await show());
    await expect(clientela(`key show --tenant ${slug} --id 9007199254740000`)).rejects.toThrow('no key');
  });

  it('has keys:write only where it is asked for', async () => {
    const { permissions } = await clientela(`key create --tenant ${slug} --contract erp`);
    expect(permissions).toContain('customers:write');
    expect(permissions).not.toContain('keys:write');
    const asked = await clientela(`key create --tenant ${slug} --contract erp --permissions customers:read,keys:write`);
    expect(asked.permissions).toEqual(['customers:read', 'keys:write']);
  });

  it('rotates a key with an overlap, of a day unless told otherwise', async () => {
    const old = await clientela(`key create --tenant ${slug} --contract accounting --name books`);
    const begun = Date.now();
    const fresh = await clientela(`key rotate --tenant ${slug} --id ${old.id} --overlap 2h`);
    expect(fresh).toMatchObject({
      name: 'books',
      contract: 'accounting',
      replaces: old.id,
      expiresAt: null,
      isUsable: true,
    });
    expect(Math.abs(fresh.oldKeyEndsAt.getTime() - begun - 7_200_000)).toBeLessThan(60_000);
    expect([await useKey(old.secret), await useKey(fresh.secret)]).toEqual([200, 200]);
    const next = await clientela(`key rotate --tenant ${slug} --id ${fresh.id} --expires 2099-01-01`);
    expect(next.oldKeyEndsAt.getTime() - begun).toBeGreaterThan(86_000_000);
    expect(next.expiresAt).toEqual(new Date('2099-01-01'));
    await clientela(`key rotate --tenant ${slug} --id ${next.id} --overlap 0`);
    expect(await useKey(next.secret)).toBe(401);
  });

  it.each(['1', '5 h', '-1h', '1w', '367d', '9999999999s', ''])('refuses an overlap of %j', async (overlap) => {
    const run = COMMANDS['key rotate']!.run(app.nest, ['--tenant', slug, '--id', '1', '--overlap', overlap]);
    await expect(run).rejects.toThrow('It must be a time');
  });
});

describe('clientela tenant', () => {
  it('lists, shows and changes tenants', async () => {
    const second = `${slug}-b`;
    const { id } = await clientela(`tenant create --slug ${second} --name Second`);
    await clientela(
      `tenant set --slug ${second} --name Third --domain ${second}.example --country pt --time-zone Europe/Lisbon`,
    );
    const shown = {
      id,
      slug: second,
      name: 'Third',
      domain: `${second}.example`,
      defaultCountry: 'PT',
      timeZone: 'Europe/Lisbon',
      baseCurrency: 'USD',
      suspendedAt: null,
      createdAt: expect.any(Date),
    };
    expect(await clientela('tenant list')).toContainEqual(expect.objectContaining(shown));
    expect(await clientela(`tenant show --slug ${second}`)).toMatchObject({
      ...shown,
      users: 0,
      keys: 0,
      customers: 0,
    });
    await clientela(`key create --tenant ${second} --contract erp`);
    await clientela(`user join --tenant ${second} --email ${email}`);
    expect(await clientela(`tenant show --slug ${second}`)).toMatchObject({ users: 1, keys: 1, customers: 0 });
    await expect(clientela(`tenant set --slug ${second} --domain ${slug}.localhost`)).rejects.toThrow('exists already');
  });

  it('suspends, resumes and deletes a tenant', async () => {
    const third = `${slug}-c`;
    await clientela(`tenant create --slug ${third} --name Third`);
    const { secret } = await clientela(`key create --tenant ${third} --contract accounting`);
    const { id, password } = await clientela(`user create --tenant ${third} --email carol@${slug}.example`);
    expect(await clientela(`tenant suspend --slug ${third}`)).toMatchObject({ suspendedAt: expect.any(Date) });
    expect([await useKey(secret), (await signIn(password, `carol@${slug}.example`)).status]).toEqual([401, 401]);
    expect(await clientela(`tenant resume --slug ${third}`)).toMatchObject({ suspendedAt: null });
    expect([await useKey(secret), (await signIn(password, `carol@${slug}.example`)).status]).toEqual([200, 200]);
    expect(await clientela(`tenant delete --slug ${third}`)).toMatchObject({
      slug: third,
      removed: { api_keys: 1, memberships: 1, customers: 0 },
    });
    await expect(clientela(`tenant show --slug ${third}`)).rejects.toThrow('no tenant');
    expect(await useKey(secret)).toBe(401);
    expect(await clientela(`user show --id ${id}`)).toMatchObject({ tenants: [] });
  });

  it('exports a tenant into a new file for its owner alone', async () => {
    const outputFile = join(place, 'acme.ndjson');
    const { lines } = await clientela(`tenant export --slug ${slug} --output-file ${outputFile}`);
    const rows = readFileSync(outputFile, 'utf8')
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as { table: string; row: object });
    expect(rows).toHaveLength(lines);
    expect(rows[0]).toMatchObject({ table: 'tenants', row: { slug } });
    expect(statSync(outputFile).mode & 0o777).toBe(0o600);
    await expect(clientela(`tenant export --slug ${slug} --output-file ${outputFile}`)).rejects.toThrow('EEXIST');
  });

  it('exports to standard output line by line, and prints nothing else', async () => {
    const written: string[] = [];
    const spy = jest.spyOn(process.stdout, 'write').mockImplementation((text) => Boolean(written.push(String(text))));
    const answer = await clientela(`tenant export --slug ${slug}`).finally(() => spy.mockRestore());
    expect(answer).toBeUndefined();
    expect(written.length).toBeGreaterThan(3);
    for (const line of written)
      expect(JSON.parse(line)).toEqual({ table: expect.any(String), row: expect.any(Object) });
  });
});

describe('each command that changes an account', () => {
  it('is an event of the command line', async () => {
    const [other, bob] = [`${slug}-e`, `bob@${slug}.example`];
    expect(await eventsOf(`tenant create --slug ${other} --name Other`)).toEqual(['cli tenant.created']);
    expect(await eventsOf(`tenant set --slug ${other} --name Another`)).toEqual(['cli tenant.changed']);
    expect(await eventsOf(`user create --tenant ${other} --email ${bob}`)).toEqual([
      'cli user.created',
      'cli user.joined',
    ]);
    expect(await eventsOf(`user join --tenant ${other} --email ${bob} --permissions customers:read`)).toEqual([
      'cli user.joined',
    ]);
    expect(await eventsOf(`user set --email ${bob} --last-name Builder`)).toEqual(['cli user.changed']);
    expect(await eventsOf(`user password --email ${bob}`)).toEqual(['cli user.password_set']);
    expect(await eventsOf(`user sign-out --email ${bob}`)).toEqual(['cli user.signed_out']);
    const account = `--email ${bob} --issuer https://login.example.com`;
    expect(await eventsOf(`user link ${account} --subject 42`)).toEqual(['cli user.linked']);
    expect(await eventsOf(`user link ${account}/ --subject 42`)).toEqual([]);
    expect(await eventsOf(`user unlink ${account}`)).toEqual(['cli user.unlinked', 'cli user.signed_out']);
    expect(await eventsOf(`user suspend --email ${bob}`)).toEqual(['cli user.suspended']);
    expect(await eventsOf(`user resume --email ${bob}`)).toEqual(['cli user.resumed']);
    expect(await eventsOf(`key create --tenant ${other} --contract erp`)).toEqual(['cli key.created']);
    const [{ id }] = await clientela(`key list --tenant ${other}`);
    expect(await eventsOf(`key reset-nonce --tenant ${other} --id ${id}`)).toEqual(['cli key.nonce_reset']);
    expect(await eventsOf(`key rotate --tenant ${other} --id ${id}`)).toEqual(['cli key.created', 'cli key.rotated']);
    expect(await eventsOf(`key revoke --tenant ${other} --id ${id}`)).toEqual(['cli key.revoked']);
    expect(await eventsOf(`user leave --tenant ${other} --email ${bob}`)).toEqual(['cli user.left']);
    expect(await eventsOf(`user delete --email ${bob}`)).toEqual(['cli user.deleted']);
    expect(await eventsOf(`tenant suspend --slug ${other}`)).toEqual(['cli tenant.suspended']);
    expect(await eventsOf(`tenant resume --slug ${other}`)).toEqual(['cli tenant.resumed']);
    expect(await eventsOf(`tenant export --slug ${other} --output-file ${join(place, 'other.ndjson')}`)).toEqual([
      'cli tenant.exported',
    ]);
    expect(await eventsOf(`tenant delete --slug ${other}`)).toEqual(['cli tenant.suspended', 'cli tenant.deleted']);
    expect(await eventsOf('tenant list')).toEqual([]);
  });
});

describe('clientela user link', () => {
  const issuer = 'https://login.example.com';
  const [one, two] = ['one', 'two'].map((name) => `${name}@link.${slug}.example`);
  beforeAll(async () => {
    for (const each of [one, two]) await clientela(`user create --tenant ${slug} --email ${each}`);
  });

  it('links one account at a provider with a user, and another one in its place', async () => {
    const first = await clientela(`user link --email ${one} --issuer ${issuer} --subject a-${slug}`);
    expect(first).toMatchObject([{ issuer, subject: `a-${slug}` }]);
    const second = await clientela(`user link --email ${one} --issuer ${issuer}/ --subject b-${slug}`);
    expect(second).toMatchObject([{ issuer, subject: `b-${slug}` }]);
    expect(second).toHaveLength(1);
  });

  it('refuses an account of another user, until it is unlinked there', async () => {
    const link = () => clientela(`user link --email ${two} --issuer ${issuer} --subject b-${slug}`);
    await expect(link()).rejects.toThrow('Unlink it there first');
    expect(await clientela(`user unlink --email ${one} --issuer ${issuer}`)).toEqual([]);
    await expect(clientela(`user unlink --email ${one} --issuer ${issuer}`)).rejects.toThrow('has no account at');
    expect(await link()).toHaveLength(1);
  });

  it('needs an issuer where the settings name none', async () => {
    await expect(clientela(`user link --email ${one} --subject 42`)).rejects.toThrow('--issuer is needed');
  });
});
