import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { customerOne } from '../factories/records-with-ids.js';
import { useAppAndTenant } from '../support/use-app.js';

const { app, tenant } = useAppAndTenant();
const folder = mkdtempSync(join(tmpdir(), 'clientela-commands-'));

beforeAll(() => customerOne(app, tenant));
afterAll(() => rmSync(folder, { recursive: true }));

const document = readFileSync(join(__dirname, '../../docs/changes.md'), 'utf8');
const ready = document.slice(document.indexOf('## Before you paste'));
/** The commands by chapter, as a reader pastes them. */
const chapters = ready
  .split(/^## /m)
  .slice(1)
  .map((chapter) => ({
    title: chapter.split('\n')[0]!,
    commands: [...chapter.matchAll(/^```sh\n(.*?)^```/gms)].map(([, block]) => block!).join('\n'),
  }));
const [preparation, ...others] = chapters;

const run = async (commands: string) => {
  const env = { ...process.env, URL: app.url, KEY: tenant.keys.clientela.secret };
  return (await promisify(execFile)('bash', ['-euo', 'pipefail', '-c', commands], { cwd: folder, env })).stdout;
};

// The commands send requests by themselves, so their answers are not compared with the documents.
it.each(others)('docs/changes.md: the commands of the chapter "$title" work', async ({ commands }) => {
  expect(commands).toContain('ask ');
  await run(`${preparation!.commands}\n${commands}`);
});

it('finds a command that the server refuses', async () => {
  await expect(run(`${preparation!.commands}\nask "$URL/nothing"`)).rejects.toMatchObject({
    stdout: expect.stringContaining('no-such-route'),
  });
});
