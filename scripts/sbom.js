const { execSync } = require('node:child_process');
const { writeFileSync } = require('node:fs');
const { join } = require('node:path');

/** `npm run sbom`: the bill of materials of what is installed with the server. */
const text = execSync('npm sbom --sbom-format=cyclonedx --omit=dev', { encoding: 'utf8', maxBuffer: 2 ** 28 });
writeFileSync(join(__dirname, '../dist/sbom.cdx.json'), text);
