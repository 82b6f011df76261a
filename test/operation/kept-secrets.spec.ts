import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readEnv } from '../../src/config/env.js';
import { encryptionKeyFor, signingSecretFor } from '../../src/signing-secret.js';

let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'clientela-secrets-'))));
afterEach(() => rmSync(folder, { recursive: true }));

const KEY = 'an encryption key of at least forty letters';
const SECRET = 'a signing secret of at least forty letters';
const DATABASE = { DATABASE_URL: 'postgresql://db.example/clientela' };
const keyWith = (settings: Record<string, string>) => encryptionKeyFor(readEnv({ DATA_DIR: folder, ...settings }));
const file = () => join(folder, 'encryption-key');

it.each<[string, Record<string, string>]>([
  ['beside the embedded database', {}],
  ['beside the embedded database and a signing secret', { JWT_SECRET: SECRET }],
  ['if no secret is set', DATABASE],
])('an encryption key is made once, %s, for its owner alone', (_, settings) => {
  const made = keyWith(settings);
  expect(made).toHaveLength(64);
  expect(keyWith(settings)).toBe(made);
  expect(statSync(file()).mode & 0o777).toBe(0o600);
  expect(readFileSync(file(), 'utf8')).not.toBe(signingSecretFor(readEnv({ DATA_DIR: folder })));
});

it('no key is made beside a signing secret if the database is elsewhere: another server would not have the key', () => {
  expect(keyWith({ ...DATABASE, JWT_SECRET: SECRET })).toBeUndefined();
});

it('the setting comes first, and the key in the file still decrypts', () => {
  const made = keyWith({});
  expect(keyWith({ ENCRYPTION_KEY: KEY })).toBe(`${KEY},${made}`);
  expect(keyWith({ ...DATABASE, JWT_SECRET: SECRET })).toBe(made);
});

it('the file may have several keys, one per line', () => {
  writeFileSync(file(), `${KEY}\n${SECRET}\n`);
  expect(keyWith({})).toBe(`${KEY}\n${SECRET}`);
});

describe.each([
  ['encryption-key', () => keyWith({})],
  ['jwt-secret', () => signingSecretFor(readEnv({ DATA_DIR: folder }))],
])('the file %s', (name, read) => {
  const GENERATED = 'g'.repeat(64);

  it.each([
    ['# a note\n', ''],
    ['', ',tooshort'],
    ['tooshort,', ''],
    ['', `\n${KEY},tooshort`],
  ])('is refused with a short secret before or after a good one: %j, %j', (before, after) => {
    writeFileSync(join(folder, name), `${before}${GENERATED}${after}\n`);
    expect(read).toThrow(`${name} has a line or a part between commas of fewer than 32 characters. Restore it`);
    expect(read).not.toThrow(/tooshort|a note|ggg/);
  });

  it('is refused if it has separators alone', () => {
    writeFileSync(join(folder, name), ','.repeat(70));
    expect(read).toThrow(`${name} is empty`);
  });
});

it.each(['JWT_SECRET', 'ENCRYPTION_KEY'])(
  '%s is refused if one of several secrets is short, or if there is none',
  (name) => {
    for (const value of ['short', `${KEY},short`, `short,${KEY}`, ',', ' , '])
      expect(() => readEnv({ [name]: value })).toThrow(`${name} must have at least 32 characters`);
    for (const value of [KEY, `${KEY},${SECRET}`, `${KEY}, ${SECRET}`, `${KEY}\n${SECRET}\n`])
      expect(() => readEnv({ [name]: value })).not.toThrow();
  },
);
