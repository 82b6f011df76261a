import { createHash, randomBytes } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import { gunzipSync, gzipSync } from 'node:zlib';
import { migrationOptions } from '../../ormconfig.js';
import { IdentitiesService } from '../../src/auth/identities.service.js';
import { migrate } from '../../src/database/migrate.js';
import { FeedService } from '../../src/feed/feed.service.js';
import { aCustomer } from '../factories/customer.js';
import { aFilledTenant } from '../factories/filled-tenant.js';
import type { TestTenant } from '../factories/tenant.js';
import { startApp, type TestApp } from '../support/app.js';
import { backupOf, restoreInto } from '../support/backups.js';
import { allRows, openOwnedDatabase, type OwnedDatabase, run } from '../support/owned-database.js';
import { openEmptyDatabase } from '../support/test-database.js';

const secret = randomBytes(32).toString('hex');
let database: OwnedDatabase;
let app: TestApp;
let tenants: TestTenant[];
let before: Record<string, string[]>;
let file: Buffer;

const tablesIn = (url: string) =>
  run<{ name: string }>(url, "SELECT relname AS name FROM pg_class WHERE relnamespace = 'public'::regnamespace");

/** The backup with another text, and with a digest that fits it unless `isHonest` is false. */
function edited(edit: (text: string) => string, { isHonest = true } = {}): Buffer {
  const lines = edit(gunzipSync(file).toString('latin1')).split('\n').slice(0, -1);
  const text = Buffer.from(`${lines.slice(0, -1).join('\n')}\n`, 'latin1');
  const digest = `{"sha256":"${createHash('sha256').update(text).digest('hex')}"}`;
  return gzipSync(Buffer.concat([text, Buffer.from(`${isHonest ? digest : lines.at(-1)}\n`)]));
}

beforeAll(async () => {
  database = await openOwnedDatabase();
  app = await startApp({ DATABASE_URL: database.url });
  tenants = [await aFilledTenant(app), await aFilledTenant(app)];
  const account = { issuer: 'https://login.example.com', subject: 'of-a-person' };
  await app.nest.get(IdentitiesService).link(tenants[0]!.user.id, account);
  // The server notes the use of keys a little later. On a busy machine that may come between the two.
  do {
    before = await allRows(database.adminUrl);
    file = await backupOf(database.url);
  } while (!isDeepStrictEqual(await allRows(database.adminUrl), before));
});
afterAll(async () => {
  await app?.close();
  await database?.close();
});

describe('a backup of the whole database', () => {
  it('brings every row of every table to another server, and back', async () => {
    expect(Object.keys(before).filter((name) => before[name]!.length === 0)).toEqual([]);
    const [second, third] = [await openEmptyDatabase(), await openOwnedDatabase()];
    try {
      await restoreInto(second.url, file);
      await restoreInto(third.url, await backupOf(second.url, { secret }), { secrets: ['another', secret] });
      for (const url of [second.url, third.adminUrl]) {
        const { feed_eras, ...after } = await allRows(url);
        expect({ ...after, feed_eras: [] }).toEqual({ ...before, feed_eras: [] });
        expect(feed_eras!.length).toBeGreaterThan(before.feed_eras!.length);
      }
    } finally {
      await second.close();
      await third.close();
    }
  });

  it('gives out no ID twice afterwards, and ends the cursors of the feed', async () => {
    const [{ id }] = tenants as [TestTenant, TestTenant];
    const target = await openOwnedDatabase();
    try {
      const after = await app.nest.get(FeedService).now(id);
      await restoreInto(target.url, file);
      const restored = await startApp({ DATABASE_URL: target.url });
      try {
        const made = await aCustomer(restored, tenants[0]!, {});
        expect(before.customers!.filter((row) => row.startsWith(`(${id},${made.id},`))).toEqual([]);
        await expect(restored.nest.get(FeedService).read(id, { after, limit: 1 })).rejects.toThrow(
          'Read all customers',
        );
      } finally {
        await restored.close();
      }
    } finally {
      await target.close();
    }
  });

  it('is restored into tables that a start has made, and into no others', async () => {
    const target = await openOwnedDatabase();
    try {
      await migrate(migrationOptions({ url: target.url }));
      await restoreInto(target.url, file);
      expect((await allRows(target.adminUrl)).customers).toEqual(before.customers);
      await expect(restoreInto(target.url, file)).rejects.toThrow('The database is not empty: it has tenants');
      const other = await openOwnedDatabase();
      await run(other.adminUrl, 'CREATE TABLE invoices ()');
      await expect(restoreInto(other.url, file)).rejects.toThrow('it has a table invoices');
      await other.close();
    } finally {
      await target.close();
    }
  });
});

/** With another letter of base64 at a place of the first line, which is random. */
function withOtherLetter(bytes: Buffer, at: number): Buffer {
  const changed = Buffer.from(bytes);
  changed.write(bytes.toString('latin1', at, at + 1) === 'A' ? 'B' : 'A', at, 'latin1');
  return changed;
}

describe('a backup that is not whole', () => {
  let target: OwnedDatabase;
  let sealed: Buffer;

  beforeAll(async () => {
    target = await openOwnedDatabase();
    sealed = await backupOf(database.url, { secret });
  });
  afterAll(() => target.close());

  const flipped = (from: Buffer, at: number) => {
    const copy = Buffer.from(from);
    copy[at]! ^= 1;
    return copy;
  };
  const withKey = { secrets: [secret] };

  const cases: [string, () => Buffer, RegExp, { secrets: string[] }?][] = [
    ['is empty', () => Buffer.alloc(0), /is empty/],
    [
      'is another file',
      () => Buffer.from('PGDMP and much more text than a first line has, so that it is read'),
      /no backup/,
    ],
    ['is cut in its middle', () => file.subarray(0, file.length / 2), /cut off/],
    ['is cut before its last byte', () => file.subarray(0, -1), /cut off/],
    ['is encrypted and cut in its middle', () => sealed.subarray(0, sealed.length / 2), /cut off|changed/, withKey],
    ['is encrypted and cut before its last byte', () => sealed.subarray(0, -1), /cut off|changed/, withKey],
    ['is encrypted and longer', () => Buffer.concat([sealed, Buffer.from('x')]), /cut off|changed/, withKey],
    ['is encrypted and changed', () => flipped(sealed, Math.floor(sealed.length / 2)), /damaged|changed/, withKey],
    ['is encrypted with a changed first line', () => withOtherLetter(sealed, 40), /changed/, withKey],
    ['is encrypted with another key', () => sealed, /No key that was given/, { secrets: ['another'.repeat(8)] }],
    ['is encrypted, and there is no key', () => sealed, /Set BACKUP_KEY/],
    ['is not encrypted, and there is a key', () => file, /unset BACKUP_KEY/, withKey],
    ['has another row', () => edited((text) => text.replace('Ada', 'Eva'), { isHonest: false }), /was changed/],
    [
      'lacks a row',
      () => edited((text) => text.replace(/(\{"table":"users".*\n)[^\\].*\n/, '$1')),
      /was changed: its digest or its counts/,
    ],
    ['goes on behind its end', () => gzipSync(Buffer.concat([gunzipSync(file), Buffer.from('{}\n')])), /was changed/],
    [
      'is of a later release',
      () => edited((text) => text.replace(/"migrations":\[/, '$&"TablesOfTomorrow1999999999999",')),
      /release test, with changes of the tables that this release does not know/,
    ],
    ['has a later format', () => edited((text) => text.replace('"format":1', '"format":2')), /does not know/],
    [
      'has an unknown table',
      () => edited((text) => text.replace('"table":"users"', '"table":"pg_authid"')),
      /tables or/,
    ],
    ['has an unknown column', () => edited((text) => text.replace('"columns":["id"', '"columns":["ident"')), /columns/],
  ];
  it.each(cases.map(([name, backup, message, options = { secrets: [] }]) => ({ name, backup, message, options })))(
    '$name: it is refused, and nothing is left',
    async ({ backup, message, options }) => {
      await expect(restoreInto(target.url, backup(), options)).rejects.toThrow(message);
      expect(await tablesIn(target.adminUrl)).toEqual([]);
    },
  );

  it('is refused if a foreign key does not hold', async () => {
    const broken = edited((text) =>
      text.replace(/\{"table":"memberships"[^\n]*\n\d+\t\d+/, (head) => head.replace(/\d+$/, '999999')),
    );
    await expect(restoreInto(target.url, broken)).rejects.toThrow('memberships_user_id_fkey');
    expect(await tablesIn(target.adminUrl)).toEqual([]);
  });
});
