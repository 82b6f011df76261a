const { execSync } = require('node:child_process');
const { rmSync, writeFileSync } = require('node:fs');
const { join } = require('node:path');

/** `npm run build`: the package as ES modules and as CommonJS. npm has put `tsc` on the path. */
const dist = join(__dirname, '../dist');
rmSync(dist, { recursive: true, force: true });
for (const command of ['tsc', 'tsc -p tsconfig.cjs.json'])
  execSync(command, { cwd: join(__dirname, '..'), stdio: 'inherit' });
writeFileSync(join(dist, 'cjs/package.json'), '{"type":"commonjs"}\n');
