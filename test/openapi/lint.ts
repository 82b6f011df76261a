import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Document, Spectral } from '@stoplight/spectral-core';
import { Json } from '@stoplight/spectral-parsers';
import { DOCUMENTS } from '../../src/openapi.js';
import { ruleset } from './ruleset.js';

const FOLDER = join(__dirname, '../../openapi');

/** Checks every committed document by Spectral's rules and its OWASP rules. */
async function main(): Promise<void> {
  const spectral = new Spectral();
  spectral.setRuleset(ruleset);
  let found = 0;
  for (const name of DOCUMENTS.flatMap((one) => [one.name, `3.0/${one.name}`])) {
    const file = join(FOLDER, `${name}.json`);
    for (const { code, message, path } of await spectral.run(new Document(readFileSync(file, 'utf8'), Json, file))) {
      console.error(`openapi/${name}.json: ${code}: ${message} (${path.join('/')})`);
      found++;
    }
  }
  console.log(found === 0 ? 'Spectral finds nothing to complain about.' : `Spectral complains ${found} times.`);
  process.exitCode = found === 0 ? 0 : 1;
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
