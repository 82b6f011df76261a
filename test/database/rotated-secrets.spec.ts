import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Client } from 'pg';
import { AccountEvents } from '../../src/auth/account-events.js';
import { KeysService } from '../../src/auth/keys.service.js';
import { derivedWord } from '../../src/auth/secrets.js';
import { TenantsService } from '../../src/auth/tenants.service.js';
import { COMMANDS } from '../../src/cli/commands.js';
import { type Answer, startApp, type TestApp } from '../support/app.js';
import { HeardLog } from '../support/log.js';
import { asOwner } from '../support/owner.js';
import { inHeader, signed } from '../support/signed.js';
import { openEmptyDatabase } from '../support/test-database.js';
import type { KeptTenants } from '../upgrade/tenants.js';

const KEPT = join(__dirname, '../upgrade/0.1.0');
const { jwtSecret: OLD, tenants } = JSON.parse(readFileSync(join(KEPT, 'tenants.json'), 'utf8')) as KeptTenants;
const NEW = 'another signing secret of forty letters.';
const [K1, K2, K3] = [
  'the first encryption key of forty letters',
  'the second encryption key in forty more..',
  'a third encryption key that is unrelated',
] as const;

interface Pair {
  publicKey: string | null;
  secret: string;
}
/** The key pairs of a database that was made before private keys were stored. */
const oldPairs: Pair[] = tenants.map(({ keys }) => keys.billing);

let database: Awaited<ReturnType<typeof openEmptyDatabase>>;

/** Runs a server on the database until the work is done. */
async function on<Result>(
  settings: Record<string, string>,
  work: (app: TestApp, log: HeardLog) => Promise<Result>,
): Promise<Result> {
  const log = new HeardLog();
  const app = await startApp({ DATABASE_URL: database.url, DATABASE_POOL: '4', ...settings }, { logTo: log });
  try {
    return await work(app, log);
  } finally {
    await app.close();
  }
}

const statusesOf = async (pairs: Pair[], send: (pair: Pair) => Promise<Answer>) => [
  ...new Set((await Promise.all(pairs.map(send))).map(({ status }) => status)),
];
const bySignature = (app: TestApp, pairs: Pair[]) =>
  statusesOf(pairs, (pair) =>
    app.send('GET', '/api/v3/customer', { headers: inHeader(signed(pair, { url: `${app.url}/api/v3/customer` })) }),
  );
const byPrivateKey = (app: TestApp, pairs: Pair[]) =>
  statusesOf(pairs, ({ publicKey, secret }) =>
    app.send('GET', '/api/v3/customer', {
      headers: { authorization: `Basic ${Buffer.from(`${publicKey}:${secret}`).toString('base64')}` },
    }),
  );
const aPair = async (app: TestApp): Promise<Pair> =>
  app.nest.get(KeysService).create((await app.nest.get(TenantsService).all())[0]!.id, 'billing');
const reencrypt = (app: TestApp) => COMMANDS['key re-encrypt']!.run(app.nest, []);

beforeEach(async () => {
  database = await openEmptyDatabase();
  const client = new Client({ connectionString: database.url });
  await client.connect();
  await client.query(readFileSync(join(KEPT, 'dump.sql'), 'utf8')).finally(() => client.end());
}, 60_000);
afterEach(() => database.close());

describe('key pairs of a database that was made before their private keys were stored', () => {
  it('sign after the upgrade, and after a change of the signing secret and of the encryption key', async () => {
    // The start stores the keys: the test uses none of them before the signing secret changes.
    const made = await on({ JWT_SECRET: OLD, ENCRYPTION_KEY: K1 }, aPair);
    const pairs = [...oldPairs, made];
    await on({ JWT_SECRET: NEW, ENCRYPTION_KEY: `${K2},${K1}` }, async (app) =>
      expect(await bySignature(app, pairs)).toEqual([200]),
    );
    await on({ JWT_SECRET: NEW, ENCRYPTION_KEY: K2 }, async (app, log) => {
      expect(await bySignature(app, pairs)).toEqual([200]);
      expect(log.count('cannot be decrypted')).toBe(0);
    });
    await on({ JWT_SECRET: NEW, ENCRYPTION_KEY: K3 }, async (app, log) => {
      expect(await bySignature(app, pairs)).toEqual([401]);
      expect(await byPrivateKey(app, pairs)).toEqual([200]);
      expect(log.count('cannot be decrypted')).toBe(1);
    });
    await on({ JWT_SECRET: NEW, ENCRYPTION_KEY: `${K3}\n${K2}` }, async (app) =>
      expect(await bySignature(app, pairs)).toEqual([200]),
    );
  }, 60_000);

  it('sign without an encryption key while the signing secret is replaced, and then with one', async () => {
    const made = await on({ JWT_SECRET: OLD }, aPair);
    const pairs = [...oldPairs, made];
    const steps: Record<string, string>[] = [
      { JWT_SECRET: `${NEW},${OLD}` },
      { JWT_SECRET: NEW },
      { JWT_SECRET: NEW, ENCRYPTION_KEY: K1 },
      { JWT_SECRET: OLD, ENCRYPTION_KEY: K1 },
    ];
    for (const settings of steps)
      await on(settings, async (app) => expect(await bySignature(app, pairs)).toEqual([200]));
  }, 60_000);
});

it('a private key is stored encrypted, under the first key, for its own pair alone', async () => {
  await on({ JWT_SECRET: OLD, ENCRYPTION_KEY: K1 }, async (app) => {
    const [one, other] = [await aPair(app), await aPair(app)];
    const tenant = (await app.nest.get(TenantsService).all())[0]!;
    const stored = await asOwner<{ row: string }>(
      app,
      tenant,
      'SELECT api_keys::text AS row FROM api_keys WHERE tenant_id = $1',
      [tenant.id],
    );
    for (const { secret } of [one, other])
      expect(JSON.stringify(stored)).not.toContain(Buffer.from(secret).toString('hex'));
    expect(one.secret).not.toBe(derivedWord(OLD, 'clientela private key', one.publicKey!, 32));
    await asOwner(
      app,
      tenant,
      'UPDATE api_keys SET private_key = (SELECT private_key FROM api_keys WHERE tenant_id = $1 AND public_key = $3) WHERE tenant_id = $1 AND public_key = $2',
      [tenant.id, one.publicKey, other.publicKey],
    );
    expect(await bySignature(app, [{ ...one, secret: other.secret }])).toEqual([401]);
    expect(await bySignature(app, [one])).toEqual([401]);
    expect(await bySignature(app, [other])).toEqual([200]);
  });
}, 60_000);

it('the command re-encrypts what older keys encrypted, and counts what it cannot read', async () => {
  await on({ JWT_SECRET: OLD, ENCRYPTION_KEY: `${K2},${K1}` }, async (app) => {
    const older = await on({ JWT_SECRET: OLD, ENCRYPTION_KEY: `${K1},${K2}` }, aPair);
    await on({ JWT_SECRET: NEW, ENCRYPTION_KEY: K3 }, aPair);
    const told = jest.spyOn(app.nest.get(AccountEvents), 'record');
    const answer = await reencrypt(app);
    expect(told.mock.calls.map(([event]) => event)).toEqual(Array(oldPairs.length + 1).fill('key.reencrypted'));
    // The other server encrypted all existing private keys when it started.
    expect(answer).toEqual({ encrypted: oldPairs.length + 1, unreadable: 1 });
    expect(COMMANDS['key re-encrypt']!.isBad!(answer)).toBe(true);
    expect(await bySignature(app, [...oldPairs, older])).toEqual([200]);
    expect(await reencrypt(app)).toEqual({ encrypted: 0, unreadable: 1 });
  });
}, 60_000);
