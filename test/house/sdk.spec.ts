import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { DOCUMENTS } from '../../src/openapi.js';

const ROOT = join(__dirname, '../..');
const GENERATOR = join(ROOT, 'node_modules/openapi-typescript/bin/cli.js');

it('the methods of the SDK, and its version, are generated (npm run openapi)', async () => {
  const words = ['-r', './test/support/run-typescript.js', 'sdk/generator/main.ts', '--check'];
  await expect(promisify(execFile)(process.execPath, words, { cwd: ROOT })).resolves.toBeDefined();
});

describe.each(DOCUMENTS)('the SDK of $name', ({ name }) => {
  it('is generated from the committed document (npm run openapi)', async () => {
    // Where a redocly.yaml lists documents, the generator looks at no other, and its check ends with the first that is
    // up to date.
    const cwd = join(ROOT, 'sdk/src');
    const check = promisify(execFile)(
      process.execPath,
      [GENERATOR, `../../openapi/${name}.json`, '--check', '--output', `${name}/schema.ts`],
      { cwd },
    );
    await expect(check).resolves.toBeDefined();
  });
});
