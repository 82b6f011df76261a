import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bounded } from '../../src/mcp/bounds.js';
import { Digests } from '../../src/mcp/digests.js';
import { agentSettings } from '../../src/config/agent-settings.js';

const CLIENTELA_KEY = 'ck_a-key-of-clientela';
const CLIENTELA_MCP_TOKEN = 'a-token-of-thirty-two-characters';

describe('the settings of clientela mcp', () => {
  it('come from the environment, or secrets from files', () => {
    const folder = mkdtempSync(join(tmpdir(), 'clientela-mcp-'));
    writeFileSync(join(folder, 'key'), `${CLIENTELA_KEY}\n`);
    const expected = { url: 'http://127.0.0.1:3000', key: CLIENTELA_KEY };
    expect(agentSettings({ CLIENTELA_KEY }, { isHttp: false })).toEqual(expected);
    expect(agentSettings({ CLIENTELA_KEY_FILE: join(folder, 'key') }, { isHttp: false })).toEqual(expected);
    expect(agentSettings({ CLIENTELA_KEY, CLIENTELA_MCP_TOKEN }, { isHttp: true }).token).toBe(CLIENTELA_MCP_TOKEN);
    rmSync(folder, { recursive: true });
  });

  it.each([
    ['no key', {}, false, /CLIENTELA_KEY or/],
    ['the key of another contract', { CLIENTELA_KEY: 'bc_secret-of-mine' }, false, /must be an API key of clientela/],
    [
      'an address without http',
      { CLIENTELA_KEY, CLIENTELA_URL: 'ftp://secret-of-mine' },
      false,
      /CLIENTELA_URL must be/,
    ],
    ['a password', { CLIENTELA_KEY, CLIENTELA_URL: 'http://a:secret-of-mine@b' }, false, /CLIENTELA_URL must not have/],
    ['no token over HTTP', { CLIENTELA_KEY }, true, /CLIENTELA_MCP_TOKEN/],
    ['a short token', { CLIENTELA_KEY, CLIENTELA_MCP_TOKEN: 'secret-of-mine' }, true, /at least 32 characters/],
  ])('are refused with %s, and no value is shown', (_, given, isHttp, message) => {
    const read = () => agentSettings(given, { isHttp });
    expect(read).toThrow(message);
    expect(read).not.toThrow(/secret-of-mine/);
  });
});

it('no other command loads the packages of MCP', () => {
  const loaded = (file: string) => {
    const script = `require(${JSON.stringify(join(__dirname, file))}); console.log(Object.keys(require.cache).join())`;
    const runs = join(__dirname, '../support/run-typescript.js');
    return execFileSync(process.execPath, ['-r', runs, '-e', script], { encoding: 'utf8' });
  };
  expect(loaded('../../src/mcp/index.ts')).toMatch(/@modelcontextprotocol[^,]*,.*sdk\/src\/client.ts/);
  expect(loaded('../../src/cli/commands.ts')).not.toMatch(/@modelcontextprotocol|sdk\/src|src\/mcp/);
});

describe('a digest', () => {
  const subject = { id: '1', change: { displayName: 'A', tags: ['b'] } };

  it('holds for its subject in another process, whatever the order of its fields', () => {
    const digest = new Digests(CLIENTELA_KEY).of(subject, '5.1');
    const same = { change: { tags: ['b'], displayName: 'A' }, id: '1' };
    expect(new Digests(CLIENTELA_KEY).stampOf(same, digest)).toBe('5.1');
  });

  it('of another key, stamp or subject is refused', () => {
    const digests = new Digests(CLIENTELA_KEY);
    const digest = digests.of(subject, '5.1');
    for (const wrong of [new Digests('ck_other').of(subject, '5.1'), digest.replace('5.1', '5.2'), '', '.', '5.1.'])
      expect(() => digests.stampOf(subject, wrong)).toThrow(/nothing was written/);
    expect(() => digests.stampOf({ ...subject, id: '2' }, digest)).toThrow(/nothing was written/);
  });
});

describe('a long answer', () => {
  it('has fewer items, also in a list inside one item', () => {
    const items = Array.from({ length: 5000 }, (_, at) => `item ${at}`);
    for (const whole of [{ items, next: 'x' }, { data: [{ id: '1', fields: items }] }]) {
      const { data, leftOut } = bounded(whole);
      expect(JSON.stringify(data).length).toBeLessThanOrEqual(24_000);
      expect(leftOut).toBeGreaterThan(2500);
      expect(JSON.stringify(data)).toContain('item 1000');
    }
  });

  it('has shorter texts before it has fewer items', () => {
    const { data, leftOut } = bounded({ items: Array.from({ length: 40 }, () => 'x'.repeat(3000)) });
    expect([leftOut, data.items.length, data.items[0]!.length < 600]).toEqual([0, 40, true]);
  });

  it('that is short stays as it is', () => {
    const whole = { items: ['a', null, 1, true], next: null };
    expect(bounded(whole)).toEqual({ data: whole, leftOut: 0 });
  });
});
