import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { CONTRACTS } from '../../src/openapi.js';

const ROOT = join(__dirname, '../..');
const GENERATOR = join(ROOT, 'node_modules/openapi-typescript/bin/cli.js');

describe.each(CONTRACTS)('the SDK of $name', ({ name }) => {
  it('is generated from the committed document (npm run openapi)', async () => {
    const generation = promisify(execFile)(process.execPath, [GENERATOR, `../openapi/${name}.json`, '--check', '--output', `src/${name}/schema.ts`], { cwd: join(ROOT, 'sdk') });
    await expect(generation).resolves.toBeDefined();
  });
});
