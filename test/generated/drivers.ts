import { execFile } from 'node:child_process';
import { mkdirSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { folderOf, type Language, moduleOf, namespaceOf, packageOf, python } from './generator.js';

const DRIVERS = join(__dirname, 'drivers');
/** Where Debian keeps libraries. */
const JARS = ['jackson-core', 'jackson-databind', 'jackson-annotations', 'jsr305'].map(
  (jar) => `/usr/share/java/${jar}.jar`,
);
const GOCODE = '/usr/share/gocode';

/** A program that calls the operations of one client. It reads its task from stdin. */
export interface Driver {
  program: string;
  args: string[];
}

/**
 * By language: makes the drivers of the clients in `place`, and compiles what is compiled. Java and Ruby read texts in
 * the encoding of the machine unless they are told theirs.
 */
export const DRIVERS_OF: Record<
  Language,
  (place: string, contracts: string[]) => Promise<(contract: string) => Driver>
> = {
  python: () => Promise.resolve(() => ({ program: python(), args: [join(DRIVERS, 'calls.py')] })),
  php: () => Promise.resolve(() => ({ program: 'php', args: [join(DRIVERS, 'calls.php')] })),
  ruby: () => Promise.resolve(() => ({ program: 'ruby', args: ['-EUTF-8', join(DRIVERS, 'calls.rb')] })),
  go: inGo,
  java: inJava,
};

/** What a driver needs to know of the client. */
export const clientOf = (place: string, language: Language, contract: string) => ({
  folder: folderOf(place, language, contract),
  package: packageOf(contract),
  namespace: namespaceOf(contract),
  module: moduleOf(contract),
  classes: classesIn(place),
});

const classesIn = (place: string) => join(place, 'java-classes');

/** All clients and the driver in one run of the compiler. With `-parameters` the driver finds parameters by name. */
async function inJava(place: string, contracts: string[]) {
  const classes = classesIn(place);
  const sources = [
    join(DRIVERS, 'java'),
    ...contracts.map((contract) => join(folderOf(place, 'java', contract), 'src/main/java')),
  ].flatMap((folder) =>
    readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.java'))
      .map((file) => join(folder, file)),
  );
  const list = join(place, 'java-sources');
  writeFileSync(list, sources.join('\n'));
  const options = ['-encoding', 'UTF-8', '-nowarn', '-proc:none', '-parameters', '-d', classes, '-cp', JARS.join(':')];
  await promisify(execFile)('javac', [...options, `@${list}`]);
  return () => ({ program: 'java', args: ['-Dfile.encoding=UTF-8', '-cp', [classes, ...JARS].join(':'), 'Calls'] });
}

/** A program for each client, which imports it as `client`. */
async function inGo(place: string, contracts: string[]) {
  for (const contract of contracts) {
    const path = join(place, 'go-paths', contract);
    mkdirSync(join(path, 'src'), { recursive: true });
    symlinkSync(folderOf(place, 'go', contract), join(path, 'src/client'));
    const env = { ...process.env, GO111MODULE: 'off', GOFLAGS: '', GOPATH: `${path}:${GOCODE}` };
    const args = ['build', '-o', programOf(contract), join(DRIVERS, 'go/calls.go')];
    await promisify(execFile)('go', args, { env });
  }
  return (contract: string) => ({ program: programOf(contract), args: [] });

  function programOf(contract: string) {
    return join(place, `go-calls-${contract}`);
  }
}
