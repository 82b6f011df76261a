import { execFile, spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';

const ROOT = join(__dirname, '../..');
const DOCUMENTS = join(ROOT, 'openapi/3.0');
const TEMPLATES = join(ROOT, 'openapi/templates');
/** Release 5.0.0-beta2 forgets the models of Go; 4.3.1 calls its present generator of Go experimental. */
const JARS = {
  '5.0.0-beta2': join(ROOT, 'node_modules/@openapitools/openapi-generator-cli/bin/openapi-generator.jar'),
  '4.3.1': join(ROOT, 'node_modules/openapi-generator-4/bin/openapi-generator.jar'),
};

/** The generator of a release, as a command. */
export const programOf = (release: string) => `java -jar ${JARS[release as keyof typeof JARS]}`;

export const packageOf = (contract: string) => `clientela_${contract.replaceAll('-', '_')}`;
export const namespaceOf = (contract: string) => `Clientela\\${pascal(contract)}`;
export const moduleOf = (contract: string) => `Clientela${pascal(contract)}`;
const pascal = (contract: string) => contract.replace(/(^|-)\w/g, (letter) => letter.replace('-', '').toUpperCase());

/** By language: the generator, and the settings that docs/clients.md names. */
const GENERATORS = {
  python: {
    release: '5.0.0-beta2',
    generatorName: 'python',
    settings: (contract: string) => ({ templateDir: join(TEMPLATES, 'python'), packageName: packageOf(contract) }),
  },
  go: {
    release: '4.3.1',
    generatorName: 'go-experimental',
    settings: (contract: string) => ({ packageName: packageOf(contract) }),
  },
  java: {
    release: '5.0.0-beta2',
    generatorName: 'java',
    settings: (contract: string) => ({
      templateDir: join(TEMPLATES, 'java'),
      library: 'native',
      dateLibrary: 'java8',
      openApiNullable: false,
      invokerPackage: packageOf(contract),
      apiPackage: `${packageOf(contract)}.api`,
      modelPackage: `${packageOf(contract)}.model`,
    }),
  },
  php: {
    release: '5.0.0-beta2',
    generatorName: 'php',
    settings: (contract: string) => ({ templateDir: join(TEMPLATES, 'php'), invokerPackage: namespaceOf(contract) }),
  },
  ruby: {
    release: '5.0.0-beta2',
    generatorName: 'ruby',
    settings: (contract: string) => ({
      templateDir: join(TEMPLATES, 'ruby'),
      typeMappings: { AnyType: 'Object' },
      gemName: packageOf(contract),
      moduleName: moduleOf(contract),
    }),
  },
} as const;

export type Language = keyof typeof GENERATORS;
export const LANGUAGES = Object.keys(GENERATORS) as Language[];

/** Where the client of a contract is. */
export const folderOf = (place: string, language: Language, contract: string) => join(place, language, contract);

/** A client of every contract in every language, from the OpenAPI 3.0 documents. */
export async function generate(place: string, languages: Language[], contracts: string[]): Promise<void> {
  for (const [release, jar] of Object.entries(JARS)) {
    const configurations = languages
      .filter((language) => GENERATORS[language].release === release)
      .flatMap((language) => contracts.map((contract) => configurationOf(place, language, contract)));
    // One Java for all: most of the time goes into starting it.
    if (configurations.length > 0)
      await promisify(execFile)('java', ['-jar', jar, 'batch', '--fail-fast', '--threads', '2', ...configurations], {
        cwd: place,
        maxBuffer: 64 * 1024 * 1024,
      });
  }
}

function configurationOf(place: string, language: Language, contract: string): string {
  const { generatorName, settings } = GENERATORS[language];
  const file = join(place, `${language}-${contract}.json`);
  const outputDir = folderOf(place, language, contract);
  mkdirSync(outputDir, { recursive: true });
  const inputSpec = join(DOCUMENTS, `${contract}.json`);
  writeFileSync(file, JSON.stringify({ generatorName, inputSpec, outputDir, ...settings(contract) }));
  return file;
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
