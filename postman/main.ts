import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Demo } from '../src/demo.js';
import { DOCUMENTS } from '../src/openapi.js';
import type { Document } from '../src/openapi/document.js';
import { collectionOf } from './collection.js';
import { environmentOf } from './environment.js';
import { textOf } from './format.js';

const FOLDER = join(__dirname, '../openapi');

/**
 * Without an argument: a collection of each document, and an environment without secrets, into openapi/postman/.
 * With the path of a demo.json: an environment with its credentials, beside it.
 */
async function main(demoFile?: string): Promise<void> {
  if (demoFile) {
    write(join(dirname(demoFile), 'clientela.postman_environment.json'), environmentOf(read(demoFile) as Demo), {
      mode: 0o600,
    });
    return;
  }
  mkdirSync(join(FOLDER, 'postman'), { recursive: true });
  for (const { name } of DOCUMENTS) {
    write(
      join(FOLDER, 'postman', `${name}.postman_collection.json`),
      await collectionOf(read(join(FOLDER, `${name}.json`)) as Document),
    );
  }
  write(join(FOLDER, 'postman', 'clientela.postman_environment.json'), environmentOf());
}

const read = (file: string): unknown => JSON.parse(readFileSync(file, 'utf8'));

function write(file: string, content: object, options: { mode?: number } = {}): void {
  writeFileSync(file, textOf(content), options);
  console.log(file);
}

main(process.argv[2]).catch((error: unknown) => {
  console.error(error);
  process.exit(1);
});
