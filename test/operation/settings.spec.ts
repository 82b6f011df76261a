import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { addDotEnv, parseDotEnv } from '../../src/config/dot-env.js';
import { readEnv } from '../../src/config/env.js';
import { testSettings } from '../support/app.js';

const folder = mkdtempSync(join(tmpdir(), 'clientela-settings-'));
afterAll(() => rmSync(folder, { recursive: true }));

const read = (text: string | Buffer) => parseDotEnv(Buffer.from(text as string)).assignments;
const file = (name: string, content: string | Buffer) => {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
};
const start = (settings: Record<string, string>) => () => readEnv(settings);
const warningsOf = (settings: Record<string, string>) => {
  const warnings: string[] = [];
  readEnv(settings, (warning) => warnings.push(warning));
  return warnings;
};

describe('a .env file', () => {
  it.each<[string, string | Buffer, Record<string, string>]>([
    ['begins with a byte order mark', '\uFEFFPORT=4001\n', { PORT: '4001' }],
    ['has a line of blanks first', '   \t \nPORT=4001\n', { PORT: '4001' }],
    [
      'has blank lines, blanks and tabs everywhere',
      '\n\n \n\t\n  PORT = 4001 \t\n\n \n\tHOST\t=\tlocalhost\n \n',
      { PORT: '4001', HOST: 'localhost' },
    ],
    [
      'ends its lines as Windows does',
      'PORT=4001\r\n\r\nHOST="a"\r\nWORKERS=2\r\n',
      { PORT: '4001', HOST: 'a', WORKERS: '2' },
    ],
    ['ends its lines as old Macs did', 'PORT=4001\rHOST=a', { PORT: '4001', HOST: 'a' }],
    ['has no line break at its end', 'PORT=4001', { PORT: '4001' }],
    ['exports', 'export PORT=4001\n  export   HOST=a\nexported=1\n', { PORT: '4001', HOST: 'a', exported: '1' }],
    ['quotes', `A="x y"\nB='x # y'\nC="x # y" # z\nD=''\nE=""\n`, { A: 'x y', B: 'x # y', C: 'x # y', D: '', E: '' }],
    [
      'escapes in double quotes alone',
      String.raw`A="a\nb\t\"c\" \\ \d"` + '\n' + String.raw`B='a\nb'` + '\n' + String.raw`C=a\nb`,
      { A: 'a\nb\t"c" \\ \\d', B: 'a\\nb', C: 'a\\nb' },
    ],
    [
      'has several lines in quotes',
      `A="one\ntwo"\nB='three\n\nfour'\nC=5\n`,
      { A: 'one\ntwo', B: 'three\n\nfour', C: '5' },
    ],
    [
      'has comments',
      '# PORT=1\n  # HOST=b\nPORT=4001 # the port\nA=#none\nB= # none\nC=a#b\nD=a #b\n',
      { PORT: '4001', A: '', B: '', C: 'a#b', D: 'a' },
    ],
    [
      'has other signs',
      "A=a=b==\nB=postgresql://u:p%23@h/d?x=1&y=2\nC=it's\nD=$HOME ${X}\n",
      { A: 'a=b==', B: 'postgresql://u:p%23@h/d?x=1&y=2', C: "it's", D: '$HOME ${X}' },
    ],
    ['is empty', '', {}],
    ['is blank', ' \n\t', {}],
  ])('is read right if it %s', (_, text, expected) => {
    expect(read(text)).toEqual(expected);
  });

  it.each<[string, string | Buffer, string]>([
    ['a colon', 'A=1\nPORT: 4001\n', 'line 2 of .env'],
    ['a name alone', 'PORT\n', 'line 1 of .env'],
    ['a dash in a name', '\n\nTHROTTLE-WRITE-LIMIT=5\n', 'line 3 of .env'],
    ['a quote that does not end', 'A=1\nJWT_SECRET="secret words\nB=2\n', 'line 2 of .env'],
    ['something behind a quote', `A='x' y\n`, 'line 1 of .env'],
    ['a section', '[server]\nPORT=1\n', 'line 1 of .env'],
    ['a command', 'set PORT=4001\n', 'line 1 of .env'],
    ['UTF-16', Buffer.from('\uFEFFPORT=4001\n', 'utf16le'), '.env is not UTF-8 text'],
    ['another encoding', Buffer.from([0x41, 0x3d, 0xe9, 0x0a]), '.env is not UTF-8 text'],
  ])('is refused with %s, and the error does not quote it', (_, text, message) => {
    const reading = () => read(text);
    expect(reading).toThrow(message);
    expect(reading).not.toThrow(/secret|4001/);
  });

  it('warns of a name that is set twice, and takes the last one', () => {
    expect(parseDotEnv(Buffer.from('PORT=1\nHOST=a\nPORT=2\n'))).toEqual({
      assignments: { PORT: '2', HOST: 'a' },
      warnings: ['PORT is set in lines 1 and 3 of .env; the last one holds'],
    });
  });

  it('does not overwrite the environment', () => {
    const variables: NodeJS.ProcessEnv = { PORT: '1' };
    expect(addDotEnv(variables, file('.env', 'PORT=2\nHOST=a\n'))).toEqual([]);
    expect(variables).toEqual({ PORT: '1', HOST: 'a' });
  });

  it('may be missing, but must be readable if it exists', () => {
    expect(addDotEnv({}, join(folder, 'none'))).toEqual([]);
    expect(() => addDotEnv({}, folder)).toThrow('cannot be read (EISDIR)');
  });

  it('reads .env.example as it is', () => {
    const { assignments, warnings } = parseDotEnv(readFileSync(join(__dirname, '../../.env.example')));
    expect(warnings).toEqual([]);
    expect(warningsOf({ ...assignments })).toEqual([]);
    expect(readEnv({ ...assignments })).toEqual(readEnv({}));
  });
});

describe('.env.example', () => {
  it('has every setting, and no other', () => {
    const text = readFileSync(join(__dirname, '../../.env.example'), 'utf8');
    const named = [...text.matchAll(/^#? ?([A-Z][A-Z_]+)=/gm)].map(([, name]) => name!);
    const asked = new Set<string>();
    readEnv(new Proxy({}, { get: (_, name) => void asked.add(String(name)) }));
    expect(named.sort()).toEqual([...asked].filter((name) => !name.endsWith('_FILE')).sort());
  });
});

describe.each([
  ['WEBHOOK_ALLOWED_HOSTS', 'webhooks'],
  ['IMPORT_ALLOWED_HOSTS', 'imports'],
] as const)('%s', (name, use) => {
  it('is a list of hosts, with or without a port', () => {
    const hosts = ['crm.internal', '10.0.0.5:8080', '[fd00::5]', '[fd00::5]:443', 'localhost'];
    expect(readEnv({ [name]: hosts.join(', ') })[use].allowedHosts).toEqual(hosts);
  });

  it.each(['https://crm.internal', 'crm.internal/path', '*', '10.0.0.0/8', 'host:0', 'host:65536', 'a b', '[fd00::5'])(
    '%s: keeps the server from starting',
    (given) => {
      expect(start({ [name]: given })).toThrow(`${name} must be a list of hosts`);
    },
  );
});

describe('OIDC_ISSUER', () => {
  const OIDC = { OIDC_ISSUER: 'https://login.example.com/realms/acme', OIDC_CLIENT_ID: 'clientela' };

  it('names the identity provider, a public client unless there is a secret', () => {
    expect(readEnv(OIDC).oidc).toEqual({
      issuer: 'https://login.example.com/realms/acme',
      clientId: 'clientela',
      clientSecret: undefined,
      clientAuth: 'basic',
      scopes: 'openid email',
      name: 'login.example.com',
      linksByEmail: false,
      signOut: 'provider',
    });
    expect(readEnv({}).oidc).toBeUndefined();
    for (const issuer of ['http://127.0.0.1:8080', 'http://localhost:8080', 'http://[::1]:8080'])
      expect(readEnv({ ...OIDC, OIDC_ISSUER: issuer }).oidc).toMatchObject({ issuer });
  });

  it.each([
    [{ OIDC_ISSUER: 'http://login.example.com' }, 'OIDC_ISSUER must begin with https://'],
    [{ OIDC_ISSUER: 'http://127.0.0.1.example.com' }, 'OIDC_ISSUER must begin with https://'],
    [{ OIDC_ISSUER: 'https://a:secret@login.example.com' }, 'OIDC_ISSUER must be an address'],
    [{ OIDC_ISSUER: 'https://login.example.com?secret=1' }, 'OIDC_ISSUER must be an address'],
    [{ OIDC_CLIENT_ID: '' }, 'OIDC_CLIENT_ID is required'],
    [{ OIDC_SCOPES: 'email' }, 'OIDC_SCOPES must be'],
    [{ OIDC_SCOPES: 'openid "' }, 'OIDC_SCOPES must be'],
    [{ OIDC_CLIENT_AUTH: 'none' }, 'OIDC_CLIENT_AUTH must be one of basic, post'],
    [{ OIDC_NAME: 'x'.repeat(61) }, 'OIDC_NAME must have at most 60 characters'],
  ])('is refused with %j', (wrong, message) => {
    expect(start({ ...OIDC, ...wrong })).toThrow(message);
    expect(start({ ...OIDC, ...wrong })).not.toThrow('secret');
  });

  it('a client without an issuer has no effect, and a warning says so', () => {
    expect(warningsOf({ OIDC_CLIENT_ID: 'clientela' })).toEqual(['OIDC_CLIENT_ID has no effect without OIDC_ISSUER']);
  });
});

describe('OTEL_EXPORTER_OTLP_ENDPOINT', () => {
  const traces = (settings: Record<string, string>) => readEnv(settings).traces;

  it('unless it is set, nothing is traced, whatever else is', () => {
    expect(traces({ OTEL_SERVICE_NAME: 'crm', OTEL_TRACES_SAMPLER_ARG: '0.5' })).toBeUndefined();
  });

  it.each([
    ['http://127.0.0.1:4318', 'http://127.0.0.1:4318/v1/traces'],
    ['https://traces.example/otlp/', 'https://traces.example/otlp/v1/traces'],
    ['https://traces.example/otlp/v1/traces', 'https://traces.example/otlp/v1/traces'],
  ])('%s: traces are sent to %s', (given, url) => {
    expect(traces({ OTEL_EXPORTER_OTLP_ENDPOINT: given })).toEqual({
      url,
      headers: {},
      service: 'clientela',
      attributes: {},
      ratio: 1,
    });
  });

  it('has its companions', () => {
    expect(
      traces({
        OTEL_EXPORTER_OTLP_ENDPOINT: 'http://h',
        OTEL_EXPORTER_OTLP_HEADERS: 'api-key=a%2Cb, x = y=z',
        OTEL_SERVICE_NAME: 'crm',
        OTEL_RESOURCE_ATTRIBUTES: 'deployment.environment.name=staging',
        OTEL_TRACES_SAMPLER_ARG: '0.25',
      }),
    ).toMatchObject({
      headers: { 'api-key': 'a,b', x: 'y=z' },
      service: 'crm',
      attributes: { 'deployment.environment.name': 'staging' },
      ratio: 0.25,
    });
  });

  it.each(['127.0.0.1:4318', 'grpc://h:4317', 'http://user:password@h', 'http://h?key=secret', 'http://h:99999'])(
    'is refused as %s, which is not quoted',
    (given) => {
      expect(start({ OTEL_EXPORTER_OTLP_ENDPOINT: given })).toThrow('OTEL_EXPORTER_OTLP_ENDPOINT must be an address');
      expect(start({ OTEL_EXPORTER_OTLP_ENDPOINT: given })).not.toThrow(/password|secret/);
    },
  );

  it.each(['secret', 'authorization=secret,next', 'x=%zz', 'x=%0Asecret', '=secret'])(
    'its headers are refused as %s, which is not quoted',
    (given) => {
      expect(start({ OTEL_EXPORTER_OTLP_HEADERS: given })).toThrow('OTEL_EXPORTER_OTLP_HEADERS must be a list');
      expect(start({ OTEL_EXPORTER_OTLP_HEADERS: given })).not.toThrow('secret');
    },
  );

  it.each(['2', '-1', 'half', '1e-3', '.5'])('OTEL_TRACES_SAMPLER_ARG is refused as %s', (given) => {
    expect(start({ OTEL_TRACES_SAMPLER_ARG: given })).toThrow('OTEL_TRACES_SAMPLER_ARG must be a number from 0 to 1');
  });
});

describe('NODE_ENV', () => {
  it.each(['prod', 'Production', 'staging', 'dev', 'live'])('%s: keeps the server from starting', (given) => {
    expect(start({ NODE_ENV: given })).toThrow('NODE_ENV must be one of production, development, test');
  });

  it.each([
    ['production', true],
    ['development', false],
    ['test', false],
    ['', false],
    [' production ', true],
  ])('%p is taken', (given, production) => {
    expect(readEnv(testSettings({ NODE_ENV: given })).production).toBe(production);
  });
});

describe('DATA_DIR', () => {
  it.each([
    ['~/clientela', 'DATA_DIR must not begin with ~'],
    ['~', 'DATA_DIR must not begin with ~'],
    ['~ada/clientela', 'DATA_DIR must not begin with ~'],
    ['/', 'DATA_DIR must be a folder of its own'],
    ['//', 'DATA_DIR must be a folder of its own'],
    ['/tmp/..', 'DATA_DIR must be a folder of its own'],
  ])('%s: keeps the server from starting', (given, complaint) => {
    expect(start({ DATA_DIR: given })).toThrow(complaint);
  });

  it('may have a ~ elsewhere', () => {
    expect(readEnv({ DATA_DIR: '/srv/~clientela' }).dataDir).toBe('/srv/~clientela');
  });
});

describe('a number', () => {
  it.each([
    '1e3',
    '0x10',
    '1_000',
    '1,000',
    '1.5',
    '-1',
    '+1',
    '5s',
    '10m',
    'Infinity',
    'NaN',
    '٣',
    '9'.repeat(40),
    'ten',
  ])('%p: is refused', (given) => {
    expect(start({ THROTTLE_WRITE_LIMIT: given })).toThrow('THROTTLE_WRITE_LIMIT must be a whole number from 1 to');
    expect(start({ PORT: given })).toThrow('PORT must be a whole number from 0 to 65535');
  });

  it('names all errors at once', () => {
    expect(start({ PORT: '70000', METRICS: 'yes', LOG_LEVEL: 'loud' })).toThrow(
      /PORT must(.|\n)*LOG_LEVEL must(.|\n)*METRICS must/,
    );
  });
});

describe('an unknown setting', () => {
  it.each([
    ['THROTTLE_WRIT_LIMIT', 'THROTTLE_WRITE_LIMIT'],
    ['THROTLE_READ_LIMIT', 'THROTTLE_READ_LIMIT'],
    ['throttle_write_limit', 'THROTTLE_WRITE_LIMIT'],
    ['DATABSE_URL', 'DATABASE_URL'],
    ['DATABASE_URI', 'DATABASE_URL'],
    ['JWT_SECERT', 'JWT_SECRET'],
    ['JWTSECRET', 'JWT_SECRET'],
    ['JWT_SECRET_FIEL', 'JWT_SECRET_FILE'],
    ['TRUST_PROXIES', 'TRUST_PROXY'],
    ['CORS_ORIGIN', 'CORS_ORIGINS'],
    ['LOG_LEVLE', 'LOG_LEVEL'],
    ['WORKER', 'WORKERS'],
    ['PROT', 'PORT'],
    ['HOSTS', 'HOST'],
  ])('%s: causes a warning with the nearest name: %s', (given, nearest) => {
    expect(warningsOf({ [given]: '5' })).toEqual([
      `${given} is not a setting of Clientela and has no effect; did you mean ${nearest}?`,
    ]);
  });

  it.each([
    ['THROTTLE_EVERYTHING', 'THROTTLE'],
    ['DATABASE_SSL', 'DATABASE'],
    ['LOG_FILE', 'LOG'],
    ['REDIS_CLUSTER_MODE', 'REDIS'],
  ])('%s: causes a warning because of its prefix', (given, prefix) => {
    const [warning, ...others] = warningsOf({ [given]: '5' });
    expect(others).toEqual([]);
    expect(warning).toMatch(
      new RegExp(`^${given} is not a setting of Clientela and has no effect; did you mean ${prefix}_[A-Z_]+\\?$`),
    );
  });

  it('is named in the error that keeps the server from starting, too', () => {
    expect(start({ NODE_ENV: 'production', JWT_SECERT: 'x' })).toThrow(
      /JWT_SECRET is required(.|\n)*did you mean JWT_SECRET\?/,
    );
  });

  it('is not a variable of another program or of Kubernetes, nor in an empty environment', () => {
    const others = {
      PATH: '/bin',
      HOME: '/root',
      PWD: '/',
      SHELL: '/bin/sh',
      TERM: 'x',
      USER: 'u',
      LANG: 'C',
      HOSTNAME: 'h',
      EDITOR: 'vi',
      POST: '1',
      NODE_OPTIONS: '',
      NODE_PATH: '',
      NODE_EXTRA_CA_CERTS: '',
      npm_config_cache: 'x',
      npm_package_name: 'clientela',
      INIT_CWD: '/',
      PGHOST: 'h',
      POSTGRES_PASSWORD: 'p',
      CI: 'true',
      TZ: 'UTC',
      LOGNAME: 'me',
      XDG_DATA_DIRS: '/x',
      REDIS_SERVICE_HOST: '10.0.0.1',
      REDIS_PORT: 'tcp://10.0.0.1:6379',
      REDIS_PORT_6379_TCP_ADDR: '10.0.0.1',
      DATABASE_SERVICE_PORT_PG: '5432',
    };
    expect(warningsOf(others)).toEqual([]);
    expect(warningsOf({})).toEqual([]);
  });
});

describe('a secret in a file', () => {
  const SECRET = 'a secret of at least thirty-two characters';
  const URL = 'postgresql://user:password@db.example/clientela';
  const settings: [string, string, (env: ReturnType<typeof readEnv>) => unknown][] = [
    ['JWT_SECRET', SECRET, ({ jwtSecret }) => jwtSecret],
    ['DATABASE_URL', URL, ({ databaseUrl }) => databaseUrl],
    ['DATABASE_OWNER_URL', URL, ({ databaseOwnerUrl }) => databaseOwnerUrl],
    ['DATABASE_REPLICA_URL', URL, ({ databaseReplicaUrl }) => databaseReplicaUrl],
    ['OTEL_EXPORTER_OTLP_HEADERS', 'key=a-secret', ({ traces }) => traces?.headers.key && `key=${traces.headers.key}`],
    ['REDIS_URL', 'redis://:password@redis.example:6379/0', ({ redisUrl }) => redisUrl],
    ['OIDC_CLIENT_SECRET', 'a-secret-of-the-client', ({ oidc }) => oidc?.clientSecret],
    ['METRICS_TOKEN', 'a.token.of.twenty.characters', ({ metrics }) => metrics.token],
  ];

  describe.each(settings)('%s_FILE', (name, value, of) => {
    const needed: Record<string, Record<string, string>> = {
      DATABASE_REPLICA_URL: { DATABASE_URL: URL },
      OIDC_CLIENT_SECRET: { OIDC_ISSUER: 'https://login.example.com', OIDC_CLIENT_ID: 'clientela' },
    };
    const others = needed[name] ?? {};
    const given = (path: string, more: Record<string, string> = {}) => ({ ...others, [`${name}_FILE`]: path, ...more });

    it.each([
      ['as it is', value],
      ['with a line break', `${value}\n`],
      ['with one of Windows', `${value}\r\n`],
      ['behind a byte order mark', `\uFEFF${value}\n`],
    ])('is read %s', (_, content) => {
      expect(of(readEnv(given(file(name, content))))).toEqual(of(readEnv({ ...others, [name]: value })));
      expect(warningsOf(given(file(name, content)))).toEqual([]);
    });

    it('is refused beside the setting itself', () => {
      expect(start(given(file(name, value), { [name]: value }))).toThrow(
        `${name} and ${name}_FILE are both set; set one of them`,
      );
    });

    it('is refused if it is unreadable, empty or endless; the error has neither path nor content', () => {
      expect(start(given(join(folder, 'no-such-file')))).toThrow(`${name}_FILE: the file cannot be read (ENOENT)`);
      expect(start(given(folder))).toThrow(`${name}_FILE: the file cannot be read (EISDIR)`);
      expect(start(given('/dev/zero'))).toThrow(`${name}_FILE: the file cannot be read (more than 65536 bytes)`);
      expect(start(given(file(name, Buffer.from([0xff, 0xfe, 0x41]))))).toThrow(
        `${name}_FILE: the file cannot be read`,
      );
      expect(start(given(file(name, '\n')))).toThrow(`${name}_FILE: the file is empty`);
      // The secret itself instead of the path of its file.
      expect(start(given(SECRET))).not.toThrow(new RegExp(SECRET));
      expect(start(given(SECRET))).toThrow(`${name}_FILE`);
    });
  });

  it('is checked like the setting', () => {
    expect(start({ JWT_SECRET_FILE: file('short', 'too short\n') })).toThrow(
      'JWT_SECRET must have at least 32 characters',
    );
    expect(start({ JWT_SECRET_FILE: file('short', 'too short\n') })).not.toThrow(/too short/);
    expect(readEnv({ NODE_ENV: 'production', JWT_SECRET_FILE: file('long', `${SECRET}\n`) }).jwtSecret).toBe(SECRET);
  });
});

describe('a URL with a password', () => {
  const OWNER = { DATABASE_URL: 'postgresql://db.example/clientela' };
  const BEFORE: Record<string, string> = {
    DATABASE_URL: 'postgresql',
    DATABASE_OWNER_URL: 'postgresql',
    DATABASE_REPLICA_URL: 'postgresql',
    REDIS_URL: 'redis',
  };

  describe.each(Object.keys(BEFORE))('%s', (name) => {
    const given = (rest: string) => ({ ...OWNER, [name]: `${BEFORE[name]}://${rest}` });

    it.each([
      ['app:12345#w0rd@db.example/1', 'must not have a #; in a password it is %23'],
      ['app:w0rd@db.example/1#w0rd', 'must not have a #'],
      ['app:12/34w0rd@db.example/1', 'must not have an @ behind its host; in a password, / is %2F and ? is %3F'],
      ['app:2026?Tr0ubw0rd@db.internal/1', 'must not have an @ behind its host'],
      ['app:2026?a=Tr0ub&w0rd@db.internal/1', 'must not have an @ behind its host'],
      ['app:100%w0rd@127.0.0.1:1/1', 'must have %25 for each % that does not begin an escape'],
      ['app:%ffw0rd@127.0.0.1:1/1', 'must have %25 for each %'],
      ['app:w0rd@[1::g]/1', 'must be '],
    ])('is refused as %s, and nothing of it is quoted', (rest, complaint) => {
      expect(start(given(rest))).toThrow(`${name} ${complaint}`);
      expect(start(given(rest))).not.toThrow(/w0rd|Tr0ub|db\.|app/);
    });

    it('may have escapes, and more than one @ before its host', () => {
      for (const rest of ['app:a%23%2F%3F%25@db.example/1', 'app:p@ss@db.example:1/1', 'db.example/1'])
        expect(warningsOf(given(rest))).toEqual([]);
    });
  });

  it.each([
    ['load_balance_hosts=bogus', 'must have one of disable, random as load_balance_hosts'],
    ['sslmode=bogus', 'must have one of disable, prefer, require, verify-ca, verify-full, no-verify as sslmode'],
    ['ssl=maybe', 'must have one of true, 1, 0, no-verify as ssl'],
    ['ssl=false', 'must have one of true, 1, 0, no-verify as ssl'],
    ['sslnegotiation=bogus', 'must have one of postgres, direct as sslnegotiation'],
    ['target_session_attrs=primary&target_session_attrs=any', 'must have the parameter target_session_attrs only once'],
    ['sslrootcert=/nope/bogus', 'names as sslrootcert a file that cannot be read (ENOENT)'],
    ['sslkey=/', 'names as sslkey something that is not a file'],
  ])('DATABASE_URL is refused with %s', (query, complaint) => {
    const settings = { DATABASE_URL: `postgresql://db.example/clientela?${query}` };
    expect(start(settings)).toThrow(`DATABASE_URL ${complaint}`);
    expect(start(settings)).not.toThrow(/bogus|nope|maybe/);
  });

  it('DATABASE_URL may name its files, and a socket', () => {
    const certificate = file('root.crt', '');
    for (const url of [
      `postgresql://db.example/clientela?sslmode=verify-full&sslrootcert=${certificate}`,
      'postgresql://user@/clientela?host=/var/run/postgresql',
      'postgresql:///clientela?host=/var/run/postgresql',
      'postgresql://%2Fvar%2Frun%2Fpostgresql/clientela',
    ])
      expect(warningsOf({ DATABASE_URL: url })).toEqual([]);
  });

  it('causes a warning for a parameter without effect, and quotes only a plain name', () => {
    const query = 'sslmod=require&Tr0ub4dor=1&a%20b=2';
    expect(warningsOf({ DATABASE_URL: `postgresql://db.example/clientela?${query}` })).toEqual([
      'DATABASE_URL: the parameter "sslmod" has no effect',
      'DATABASE_URL: a parameter with an unusual name has no effect',
      'DATABASE_URL: a parameter with an unusual name has no effect',
    ]);
  });

  it.each(['?typo=1', '/2?db=5', '/2#5'])('REDIS_URL is refused with %s behind its host', (rest) => {
    expect(start({ REDIS_URL: `redis://h${rest}` })).toThrow('REDIS_URL must');
  });

  it('REDIS_URL may choose between IPv4 and IPv6', () => {
    expect(warningsOf({ REDIS_URL: 'redis://h/2?family=6' })).toEqual([]);
  });
});
