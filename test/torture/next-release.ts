import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const ROOT = join(__dirname, '../..');

/** How a later release differs from the build that it is copied from. */
export interface Release {
  version: string;
  worksBeside: string;
  migration: { name: string; up: string };
  /** Rights that the working role gets. */
  grants?: string;
}

/**
 * Copies a build and makes a later release of it: one more migration, its rights, and the protections that follow.
 * `url` is an empty database, where it finds these. Returns the program of its server.
 */
export function makeRelease(release: Release, folder: string, url: string, from = ROOT): string {
  mkdirSync(folder, { recursive: true });
  cpSync(join(from, 'dist'), join(folder, 'dist'), { recursive: true });
  symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
  const text = (file: string) => readFileSync(join(folder, file), 'utf8');
  const change = (file: string, was: RegExp, is: string) => {
    const before = text(file);
    if (!was.test(before)) throw new Error(`${file} has no ${was}`);
    writeFileSync(join(folder, file), before.replace(was, is));
  };
  cpSync(join(from, 'package.json'), join(folder, 'package.json'));
  change('package.json', /"version": ".*?"/, `"version": "${release.version}"`);
  const database = 'dist/src/database';
  change(`${database}/schema-release.js`, /WORKS_BESIDE = '.*?'/, `WORKS_BESIDE = '${release.worksBeside}'`);
  if (release.grants) change(`${database}/working-role.js`, /GRANT USAGE ON SCHEMA/, `${release.grants};\n  $&`);
  writeFileSync(
    join(folder, database, 'migrations/index.js'),
    `${text(`${database}/migrations/index.js`)}
exports.migrations.push(class ${release.migration.name} {
  name = '${release.migration.name}';
  up(runner) { return runner.query(${JSON.stringify(release.migration.up)}); }
});\n`,
  );
  const expected = execFileSync(process.execPath, ['-e', PROTECTIONS], {
    cwd: folder,
    env: { PATH: process.env.PATH, URL: url },
    encoding: 'utf8',
    maxBuffer: 2 ** 24,
  });
  writeFileSync(join(folder, database, 'expected-protections.js'), `exports.EXPECTED_PROTECTIONS = ${expected};\n`);
  return join(folder, 'dist/src/main.js');
}

/** What `npm run protections` does. */
const PROTECTIONS = `
  const { DataSource } = require('typeorm');
  const { migrationOptions } = require('./dist/ormconfig.js');
  const { migrate } = require('./dist/src/database/migrate.js');
  const { protectionsOf } = require('./dist/src/database/protections.js');
  (async () => {
    const options = migrationOptions({ url: process.env.URL });
    await migrate(options, async () => {});
    const source = await new DataSource(options).initialize();
    const runner = source.createQueryRunner();
    const found = await protectionsOf(runner);
    await runner.release();
    await source.destroy();
    process.stdout.write(JSON.stringify(found));
  })();`;
