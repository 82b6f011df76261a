const { spawnSync } = require('node:child_process');
const { existsSync, readdirSync, statSync } = require('node:fs');
const { join } = require('node:path');

/**
 * Builds the packages for npm that have changed since they were built. `npm pack` in their folders packs what is there:
 * `.npmrc` switches off the scripts that it would run. The file of each is the one that its build writes last.
 */
const LAST_WRITTEN = { sdk: 'dist/cjs/package.json', fidelity: 'dist/main.js' };

for (const [name, file] of Object.entries(LAST_WRITTEN)) {
  const folder = join(__dirname, '..', name);
  const built = join(folder, file);
  if (existsSync(built) && statSync(built).mtimeMs > newestOf(folder)) continue;
  const { status } = spawnSync(`npm run --silent build --workspace=${name}`, { stdio: 'inherit', shell: true });
  if (status !== 0) process.exit(status ?? 1);
}

/** When the newest of the sources was written. */
function newestOf(folder) {
  const sources = readdirSync(join(folder, 'src'), { recursive: true }).map((path) => join('src', path));
  const others = readdirSync(folder).filter((path) => path.endsWith('.json'));
  return Math.max(...[...sources, ...others].map((path) => statSync(join(folder, path)).mtimeMs));
}
