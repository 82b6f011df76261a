import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { promisify } from 'node:util';
import { Webhook } from 'standardwebhooks';
import { customerOne } from '../factories/records-with-ids.js';
import { useAppAndTenant } from '../support/use-app.js';

const { app, tenant } = useAppAndTenant();
const folder = mkdtempSync(join(tmpdir(), 'clientela-commands-'));

/** A receiver of webhooks as a reader has one, with the secret of the document. */
const verified: string[] = [];
const receiver = createServer((request, response) => {
  void text(request).then((body) => {
    const secret = /whsec_\w+/.exec(document)![0];
    verified.push(
      (new Webhook(secret).verify(body, request.headers as Record<string, string>) as { type: string }).type,
    );
    response.end();
  });
});

beforeAll(async () => {
  await customerOne(app, tenant);
  await once(receiver.listen(0, '127.0.0.1'), 'listening');
});
afterAll(() => {
  receiver.close();
  rmSync(folder, { recursive: true });
});

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
  const RECEIVER = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/hooks`;
  const env = { ...process.env, URL: app.url, KEY: tenant.keys.clientela.secret, RECEIVER };
  return (await promisify(execFile)('bash', ['-euo', 'pipefail', '-c', commands], { cwd: folder, env })).stdout;
};

// The commands send requests by themselves, so their answers are not compared with the documents.
it.each(others)('docs/changes.md: the commands of the chapter "$title" work', async ({ commands }) => {
  expect(commands).toContain('ask ');
  await run(`${preparation!.commands}\n${commands}`);
});

it('a receiver can verify the message of the chapter "Webhooks"', () => {
  expect(verified).toEqual(['customer.created']);
});

it('finds a command that the server refuses', async () => {
  await expect(run(`${preparation!.commands}\nask "$URL/nothing"`)).rejects.toMatchObject({
    stdout: expect.stringContaining('no-such-route'),
  });
});
