import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DOCUMENTS } from '../../src/openapi.js';
import { filesOf } from './files.js';

const SDK = join(__dirname, '..');

/** Writes the methods of each contract, and the version. With `--check`, it only tells whether they are up to date. */
async function main(check: boolean): Promise<void> {
  const outdated: string[] = [];
  for (const [path, text] of Object.entries(
    await filesOf(
      SDK,
      DOCUMENTS.map(({ name }) => name),
    ),
  )) {
    const file = join(SDK, path);
    if (!check) writeFileSync(file, text);
    else if (readFileSync(file, 'utf8') !== text) outdated.push(path);
  }
  if (outdated.length > 0) throw new Error(`not up to date (npm run openapi): ${outdated.join(', ')}`);
}

main(process.argv.includes('--check')).catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
