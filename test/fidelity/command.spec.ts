import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { command } from '../../fidelity/src/command.js';
import { useAppAndTenant } from '../support/use-app.js';
import { credentialsFile } from './credentials.js';
import type { Credentials } from '../../fidelity/src/kit/run.js';

const { app, tenant } = useAppAndTenant();
let credentials: Credentials;
const folder = mkdtempSync(join(tmpdir(), 'clientela-fidelity-'));
const file = join(folder, 'credentials.json');

beforeAll(async () => {
  credentials = await credentialsFile(app, tenant);
  writeFileSync(file, JSON.stringify(credentials));
});
afterAll(() => rmSync(folder, { recursive: true }));

async function called(...args: string[]) {
  const [said, warned]: [string[], string[]] = [[], []];
  const code = await command(args, { say: (line) => said.push(line), warn: (line) => warned.push(line) });
  return { code, said: said.join('\n'), warned: warned.join('\n') };
}
const TO = ['--url', 'http://127.0.0.1:1', '--credentials', file];
const measuring = (...more: string[]) => called('--url', app.url, '--credentials', file, ...more);

describe('fidelity', () => {
  it('0: runs the cases that are chosen, and says how many there were', async () => {
    expect(await measuring('--contract', 'clients', '--only', 'the example is kept')).toEqual({
      code: 0,
      said: '2 of 2 cases are as expected.',
      warned: '',
    });
  });

  it('0: an exception is told and does not count', async () => {
    const { code, said } = await measuring('--contract', 'billing', '--only', 'as in Example 1');
    expect(code).toBe(0);
    expect(said).toContain('exception  billing updateCustomer');
  });

  it('0: takes the credentials of one contract alone, and writes the report', async () => {
    const [alone, report] = [join(folder, 'alone.json'), join(folder, 'report.md')];
    writeFileSync(alone, JSON.stringify(credentials.erp));
    const options = ['--contract', 'erp', '--url', app.url, '--only', 'erp getStatus', '--report', report];
    expect((await called(...options, '--credentials', alone)).code).toBe(0);
    expect(readFileSync(report, 'utf8')).toContain('| `getStatus` |');
  });

  it('1: tells each case that fails', async () => {
    const { code, said } = await called(
      ...['--contract', 'clients', '--only', 'createClient: the example', '--credentials', file],
      ...['--url', `${app.url}/nowhere`],
    );
    expect(code).toBe(1);
    expect(said.match(/^FAILED {2}clients createClient/gm)).toHaveLength(2);
  });

  it('0: lists the cases with their sources', async () => {
    const { code, said } = await called('--contract', 'all', '--list', '--only', 'erp getStatus');
    expect(code).toBe(0);
    expect(said).toMatch(/^erp getStatus: .* \[documented: Gestix documentation, status\]$/m);
  });

  it('0: explains itself', async () => {
    expect(await called('--help')).toMatchObject({ code: 0, said: expect.stringContaining('--credentials <file>') });
  });

  it.each([
    ['no contract', []],
    ['an unknown contract', ['--contract', 'nothing']],
    ['no address', ['--contract', 'erp', '--credentials', file]],
    ['no credentials', ['--contract', 'erp', '--url', 'http://127.0.0.1:1']],
    ['an unknown option', ['--colour', 'red']],
    ['a file that is not there', ['--contract', 'erp', '--url', 'http://127.0.0.1:1', '--credentials', '/none.json']],
    ['an address that is none', ['--contract', 'erp', '--url', 'localhost:3000', '--credentials', file]],
    ['a second address that is none', ['--contract', 'erp', ...TO, '--rates-url', 'ftp://127.0.0.1']],
    ['a text that no case has', ['--contract', 'erp', '--list', '--only', 'no such case']],
  ])('2: refuses %s', async (_, args) => {
    expect(await called(...args)).toMatchObject({ code: 2, warned: expect.stringMatching(/\S/) });
  });

  it.each(['null', '"text"', '{"erp": {"apiToken": "secret'])(
    '2: refuses a file with %s, and shows none of it',
    async (text) => {
      const broken = join(folder, 'broken.json');
      writeFileSync(broken, text);
      const { code, warned } = await called('--contract', 'erp', '--url', app.url, '--credentials', broken);
      expect([code, warned]).toEqual([2, `${broken} has no JSON object.`]);
    },
  );

  it('2: names the credentials that are missing', async () => {
    const empty = join(folder, 'empty.json');
    writeFileSync(empty, '{}');
    const { code, warned } = await called('--contract', 'erp', '--url', app.url, '--credentials', empty);
    expect([code, warned]).toEqual([2, 'The credentials lack account, apiToken, username, password.']);
  });
});
