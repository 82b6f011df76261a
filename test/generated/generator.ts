import { execFile, spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';

const ROOT = join(__dirname, '../..');
const JAR = join(ROOT, 'node_modules/@openapitools/openapi-generator-cli/bin/openapi-generator.jar');

export type Language = 'python' | 'php';

/** Where the client of a contract is. */
export const folderOf = (place: string, language: Language, contract: string) => join(place, language, contract);
export const packageOf = (contract: string) => `clientela_${contract.replaceAll('-', '_')}`;
export const namespaceOf = (contract: string) =>
  `Clientela\\${contract.replace(/(^|-)\w/g, (letter) => letter.replace('-', '').toUpperCase())}`;

/** A client of every contract in every language, from the OpenAPI 3.0 documents. */
export async function generate(place: string, languages: Language[], contracts: string[]): Promise<void> {
  const configurations = languages.flatMap((language) =>
    contracts.map((contract) => {
      const file = join(place, `${language}-${contract}.json`);
      const inputSpec = join(ROOT, 'openapi/3.0', `${contract}.json`);
      const named =
        language === 'python' ? { packageName: packageOf(contract) } : { invokerPackage: namespaceOf(contract) };
      writeFileSync(
        file,
        JSON.stringify({
          generatorName: language,
          inputSpec,
          outputDir: folderOf(place, language, contract),
          ...named,
        }),
      );
      return file;
    }),
  );
  // One Java for all: most of the time goes into starting it.
  await promisify(execFile)('java', ['-jar', JAR, 'batch', '--fail-fast', '--threads', '2', ...configurations], {
    cwd: place,
    maxBuffer: 64 * 1024 * 1024,
  });
}

/** The first Python that has what generated clients import: another one than Debian's may be first in the PATH. */
export function python(): string {
  const found = ['python3', '/usr/bin/python3'].find(
    (program) => spawnSync(program, ['-c', 'import certifi, dateutil, six, urllib3']).status === 0,
  );
  if (!found)
    throw new Error(
      'There is no Python with certifi, dateutil, six and urllib3 (Debian: python3-certifi python3-dateutil python3-six python3-urllib3)',
    );
  return found;
}
