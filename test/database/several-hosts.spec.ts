import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { namedServers } from '../../src/config/database-url.js';
import { readEnv } from '../../src/config/env.js';
import { aCustomer } from '../factories/customer.js';
import { aTenant, type TestTenant } from '../factories/tenant.js';
import { startApp, type TestApp } from '../support/app.js';
import { eventually } from '../support/eventually.js';
import { OwnPostgres } from '../support/own-postgres.js';
import { freePort } from '../support/programs.js';

const WRITERS = 8;

describe('the servers that a URL names', () => {
  it.each<[url: string, places: string[]]>([
    [
      'postgresql://ada:se%2Fcret@one:5432,two:5433/db?target_session_attrs=read-write&sslmode=disable',
      ['one:5432', 'two:5433'],
    ],
    ['postgres://ada@one,two/db', ['one:', 'two:']],
    ['postgresql://ada@one,two:5433/db', ['one:', 'two:5433']],
    ['postgresql://ada@[::1]:5432,[2001:db8::2]:5433/db', ['::1:5432', '2001:db8::2:5433']],
    ['postgresql:///db?host=one,two&port=5432,5433', ['one:5432', 'two:5433']],
    ['postgresql://ada@/db?host=one,/run/postgresql&port=5444', ['one:5444', '/run/postgresql:5444']],
    ['postgresql://ada:p@ss,word@one,two/db', ['one:', 'two:']],
    ['postgresql://ada@%2Frun%2Fone,two/db', ['/run/one:', 'two:']],
  ])('%s', (url, places) => {
    const { urls } = namedServers(url);
    expect(
      urls.map((one) => new URL(one).searchParams).map((query) => `${query.get('host')}:${query.get('port') ?? ''}`),
    ).toEqual(places);
    for (const one of urls) expect(new URL(one).pathname).toBe('/db');
  });

  it('are the URL itself if it names one server', () => {
    const url = 'postgresql://ada:secret@one:5432/db?target_session_attrs=primary';
    expect(namedServers(url)).toEqual({ urls: [url], kind: 'primary' });
  });

  it('keep the user, the password and the rest of the query', () => {
    const [one, two] = namedServers(
      'postgresql://ada:se%2Fcret@one,two/db?sslmode=verify-full&options=-c%20geqo%3Doff',
    ).urls.map((url) => new URL(url));
    for (const url of [one!, two!]) {
      expect([url.username, url.password]).toEqual(['ada', 'se%2Fcret']);
      expect(Object.fromEntries(url.searchParams)).toMatchObject({ sslmode: 'verify-full', options: '-c geqo=off' });
    }
  });

  it('may be tried in random order', () => {
    const url = 'postgresql://ada@one,two,three/db?load_balance_hosts=random';
    const firsts = new Set(
      Array.from({ length: 200 }, () => new URL(namedServers(url).urls[0]!).searchParams.get('host')),
    );
    expect(firsts).toEqual(new Set(['one', 'two', 'three']));
  });

  it.each([
    ['postgresql://one,two,three:1/db?port=1,2', /one port for all hosts/],
    ['postgresql://one:x,two/db', /ports from 1 to 65535/],
    ['postgresql://one:70000,two/db', /ports from 1 to 65535/],
    ['postgresql://one,two/db?target_session_attrs=read', /one of any, read-write/],
    ['postgresql://one,two/db?target_session_attrs=standby', /must not have standby/],
    ['mysql://one/db', /must begin with postgresql:/],
  ])('cannot start with %s', (DATABASE_URL, complaint) => {
    expect(() => readEnv({ DATABASE_URL })).toThrow(complaint);
  });

  it('cause a warning for each parameter that has no effect', () => {
    const warnings: string[] = [];
    const url = 'postgresql://one,two/db?sslmod=require&application_name=crm&connection_limit=5';
    readEnv({ DATABASE_URL: url }, (warning) => warnings.push(warning));
    expect(warnings).toEqual([
      'DATABASE_URL: the parameter "sslmod" has no effect',
      'DATABASE_URL: the parameter "connection_limit" has no effect',
    ]);
  });

  it('of a replica do not include the primary', () => {
    const settings = {
      DATABASE_URL: 'postgresql://one,two/db',
      DATABASE_REPLICA_URL: 'postgresql://one,two/db?target_session_attrs=primary',
    };
    expect(() => readEnv(settings)).toThrow(/DATABASE_REPLICA_URL must not have primary/);
  });
});

describe('a primary and its standby', () => {
  const place = mkdtempSync(join(tmpdir(), 'clientela-hosts-'));
  /** Accepts connections and never answers. */
  const silent: Server = createServer(() => {});
  let primary: OwnPostgres;
  let standby: OwnPostgres;
  let app: TestApp;
  let tenant: TestTenant;

  /** One URL that lists the addresses of several servers. */
  const urlOf = (places: readonly string[], kind: string) =>
    `postgresql://clientela@${places.join(',')}/clientela?target_session_attrs=${kind}`;
  const placeOf = ({ url }: OwnPostgres) => new URL(url).host;

  beforeAll(async () => {
    primary = await OwnPostgres.start(join(place, 'primary'), { fsync: 'off', wal_keep_size: '64MB' });
    standby = await primary.standby(join(place, 'standby'));
    silent.listen(0, '127.0.0.1');
    await once(silent, 'listening');
    const closed = `127.0.0.1:${await freePort()}`;
    const none = `127.0.0.1:${(silent.address() as { port: number }).port}`;
    // The first four are no primary: an unknown name, a closed port, a silent server, and a standby.
    const url = urlOf(['nowhere.invalid', closed, none, placeOf(standby), placeOf(primary)], 'read-write');
    app = await startApp({
      DATABASE_URL: url,
      DATABASE_REPLICA_URL: urlOf([placeOf(primary), placeOf(standby)], 'standby'),
      DATABASE_CONNECT_TIMEOUT_MS: '2500',
      LOG_LEVEL: 'silent',
    });
    tenant = await aTenant(app);
    // From now on, an acknowledged write has reached the standby.
    await primary.run("ALTER SYSTEM SET synchronous_standby_names = '*'");
    await primary.run('SELECT pg_reload_conf()');
    await eventually(
      async () =>
        (await primary.run<{ sync_state: string }>('SELECT sync_state FROM pg_stat_replication'))[0]?.sync_state ===
        'sync',
    );
  });
  afterAll(async () => {
    await app?.close();
    silent.close();
    await standby?.stop();
    await primary?.stop('immediate');
    rmSync(place, { recursive: true, maxRetries: 3 });
  });

  const metrics = async () => String((await app.send('GET', '/metrics')).body);

  it('works on the primary, wherever in the list it is, and reads from the standby', async () => {
    const { id } = await aCustomer(app, tenant);
    await eventually(async () => (await metrics()).includes('clientela_database_replica_in_use 1'));
    // If the standby does not answer in time, the primary does, so one read may be the primary's.
    await eventually(async () => {
      expect((await app.as(tenant).clients.get(`/clients/${id}`)).status).toBe(200);
      return /reads_total\{server="replica"\} [1-9]/.test(await metrics());
    });
  });

  it('follows a promotion during writes: no acknowledged write is lost, and refusals are 503 only', async () => {
    const acknowledged: number[] = [];
    const refused: { status: number; retryAfter?: string }[] = [];
    let writing = true;
    let lastRefusal = 0;
    const writers = Array.from({ length: WRITERS }, async (_, number) => {
      for (let round = 0; writing; round++) {
        const { status, headers, body } = await app
          .as(tenant)
          .clients.post('/clients', { name: `Ada ${number}.${round}` });
        if (status === 201) acknowledged.push(Number(body.data.id));
        else refused.push({ status, retryAfter: headers['retry-after'] });
        if (status !== 201) lastRefusal = Date.now();
      }
    });
    await eventually(() => acknowledged.length >= 5 * WRITERS);
    await primary.stop('immediate');
    await eventually(async () => refused.length > 0 && (await app.send('GET', '/health/ready')).status === 503);
    const before = acknowledged.length;

    await standby.run('SELECT pg_promote()');
    const promoted = Date.now();
    await eventually(() => acknowledged.length >= before + 5 * WRITERS);
    await eventually(async () => (await app.send('GET', '/health/ready')).status === 200, 5_000);
    writing = false;
    await Promise.all(writers);

    expect(refused.filter(({ status, retryAfter }) => status !== 503 || retryAfter !== '1')).toEqual([]);
    expect(lastRefusal - promoted).toBeLessThan(5_000);
    const stored = await standby.run<{ id: string }>('SELECT id FROM customers WHERE deleted_at IS NULL');
    expect(acknowledged.filter((id) => !stored.some((row) => Number(row.id) === id))).toEqual([]);
    for (const id of acknowledged.slice(-WRITERS))
      expect((await app.as(tenant).clients.get(`/clients/${id}`)).status).toBe(200);
  });

  it('does not go back to the old primary when that is there again as a standby', async () => {
    writeFileSync(join(place, 'primary', 'postgres', 'standby.signal'), '');
    await primary.start();
    expect(await primary.run('SELECT pg_is_in_recovery() AS "is"')).toEqual([{ is: true }]);
    // All connections are new.
    await standby.run("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'clientela'");
    let id: number | undefined;
    await eventually(async () => {
      id = (await aCustomer(app, tenant).catch(() => undefined))?.id;
      return id !== undefined;
    }, 5_000);
    expect(await standby.run(`SELECT FROM customers WHERE id = ${id}`)).toHaveLength(1);
  });

  it('does not start where only standbys are left', async () => {
    const lonely = startApp({ DATABASE_URL: urlOf([placeOf(primary)], 'read-write'), LOG_LEVEL: 'silent' });
    await expect(lonely).rejects.toThrow('The database server offers no read-write session');
  });
});
