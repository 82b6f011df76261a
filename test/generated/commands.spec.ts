import { execFile } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { folderOf, generate, type Language, LANGUAGES, programOf } from './generator.js';

const ROOT = join(__dirname, '../..');
const place = mkdtempSync(join(tmpdir(), 'clientela-commands-'));
const document = readFileSync(join(ROOT, 'docs/clients.md'), 'utf8');

beforeAll(() => generate(place, LANGUAGES, ['billing']));
afterAll(() => rmSync(place, { recursive: true, force: true, maxRetries: 3 }));

/** The command of a chapter, with the generators that are installed here instead of npx. */
function commandOf(language: Language): string {
  const chapter = document.split(/^## /m).find((text) => text.toLowerCase().startsWith(`${language}\n`))!;
  const [, command] = /^```sh\n(.*?)^```/ms.exec(chapter)!;
  const [, npx, release] = /^(npx --package=\S+?@\d+\.\d+\.\d+-(\S+) -- openapi-generator)/.exec(command!)!;
  return command!.replace(npx!, programOf(release!)).replace(' -o clients/', ` -o ${join(place, 'clients')}/`);
}

/** Templates write the time of the generation into some files. */
const contentsOf = (folder: string) =>
  Object.fromEntries(
    readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((file) => statSync(join(folder, file)).isFile())
      .sort()
      .map((file) => [
        file,
        readFileSync(join(folder, file), 'utf8').replace(/\d{4}-\d\d-\d\dT[\d:.]+Z?(\[.*?\])?/g, ''),
      ]),
  );

it.each(LANGUAGES)(
  'docs/clients.md: the command for %s makes the client that the calls are made with',
  async (language) => {
    await promisify(execFile)('bash', ['-euo', 'pipefail', '-c', commandOf(language)], {
      cwd: ROOT,
      maxBuffer: 64 * 1024 * 1024,
    });
    const made = contentsOf(join(place, 'clients', language));
    expect(Object.keys(made).length).toBeGreaterThan(20);
    expect(made).toEqual(contentsOf(folderOf(place, language, 'billing')));
  },
);
